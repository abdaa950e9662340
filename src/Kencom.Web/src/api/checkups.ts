import { bearer, client, member, outcome, type Outcome } from './client.ts';

/** A file of some megabytes on a slow network: breaking it off would cost one of its few openings. */
const fetchPatiently = (request: Request) => fetch(new Request(request, { signal: AbortSignal.timeout(600_000) }));

export const checkupsApi = {
  verifyViewingCode: (body: { viewingCode: string; birthDate: string }) => outcome(client.POST('/api/me/viewing-code', { body, ...member() })),
  secretQuestions: () => outcome(client.GET('/api/secret-questions')),
  setSecretQuestion: (body: { questionId: string; answer: string }) => outcome(client.PUT('/api/me/secret-question', { body, ...member() })),
  unlock: (answer: string) => outcome(client.POST('/api/me/checkups/unlock', { body: { answer }, ...member() })),
  list: () => outcome(client.GET('/api/me/checkups', member())),
};

/** The file to print, with the name that the API gives it (FILE-4). */
export async function fetchPrintFile(token: string): Promise<Outcome<{ content: Blob; name: string }>> {
  let disposition = '';
  const call = client.GET('/api/print-files/current', { ...bearer(token), parseAs: 'blob', fetch: fetchPatiently }).then((answer) => {
    disposition = answer.response.headers.get('Content-Disposition') ?? '';
    return answer;
  });
  const { data, problem } = await outcome<Blob>(call);
  return problem ? { problem } : { data: { content: data, name: /filename="?([^";]+)/.exec(disposition)?.[1] ?? 'kencom.csv' } };
}
