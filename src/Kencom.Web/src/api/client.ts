import createClient from 'openapi-fetch';
import { appDevice, appSession } from '../session/store.ts';
import { isApp } from '../session/look.ts';
import { fetchInTime, outcome as outcomeOf, type Outcome, type Problem } from './outcome.ts';
import type { components, paths } from './schema.gen.ts';

export type { Outcome, Problem } from './outcome.ts';

export type Schemas = components['schemas'];
export type ConfirmedPerson = Schemas['ConfirmedPerson'];
export type Member = Schemas['Member'];
export type SessionSummary = Schemas['SessionSummary'];
export type WaitingCheck = Schemas['WaitingCheck'];
export type PasswordConditions = Schemas['PasswordConditions'];
export type PasswordProfile = Schemas['PasswordProfile'];
/** Of the sign-up, or on the way to the results. */
export type NextStep = NonNullable<Problem['next']>;
export type CaptchaChallenge = Schemas['CaptchaChallenge'];
export type Checkup = Schemas['Checkup'];
export type CheckupItem = Schemas['CheckupItem'];
export type AnswerHours = Schemas['AnswerHours'];

export const client = createClient<paths>({
  baseUrl: location.origin,
  credentials: 'same-origin',
  fetch: fetchInTime,
});

client.use({
  onRequest({ request }) {
    if (globalThis.kencomApp) {
      request.headers.set('X-Kencom-App-Key', globalThis.kencomApp.key);
      const device = appDevice.read();
      if (device) {
        request.headers.set('X-Kencom-Device', device);
      }
    }
    return request;
  },
});

/** Told of every answer: the code of a problem, or nothing. */
let listener: (code: string | undefined) => void = () => undefined;
export const onAnswer = (told: typeof listener) => void (listener = told);

export async function outcome<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<Outcome<T>> {
  const answer = await outcomeOf(call);
  // No answer tells nothing of the session.
  if (answer.problem?.code !== 'offline' && answer.problem?.code !== 'timeout') {
    listener(answer.problem?.code);
  }
  return answer;
}

export const bearer = (token: string | undefined) => (token ? { headers: { Authorization: `Bearer ${token}` } } : {});
export const member = () => bearer(isApp ? appSession.read() : undefined);

/** What every page may need; what some pages call stands in files of its own, which come with those pages. */
export const api = {
  terms: () => outcome(client.GET('/api/terms')),
  checkPassword: (body: { password: string; email: string | null; channel: 'app' | 'web' }) =>
    outcome(client.POST('/api/password-checks', { body })),

  signIn: (body: { email: string; password: string; staySignedIn: boolean; captcha: string | null }) =>
    outcome(client.POST('/api/sessions', { body })),
  signOut: () => outcome(client.DELETE('/api/sessions/current', member())),

  me: () => outcome(client.GET('/api/me', member())),
};
