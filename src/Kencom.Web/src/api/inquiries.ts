import { bearer, client, member, outcome, type Schemas } from './client.ts';

export type InquiryThread = NonNullable<Awaited<ReturnType<typeof inquiriesApi.thread>>['data']>;

export const inquiriesApi = {
  kinds: () => outcome(client.GET('/api/inquiry-kinds')),
  start: (body: Schemas['StartInquiry']) => outcome(client.POST('/api/inquiries', { body, ...member() })),
  confirm: (token: string) => outcome(client.POST('/api/inquiries/confirmation', { body: { token } })),
  thread: (token: string) => outcome(client.GET('/api/inquiries/current', bearer(token))),
  write: (token: string, text: string) => outcome(client.POST('/api/inquiries/current/messages', { body: { text }, ...bearer(token) })),
};
