import createClient from 'openapi-fetch';
import { appDevice, appSession, store } from '../session/store.ts';
import { isApp } from '../session/look.ts';
import { fetchInTime, outcome as outcomeOf, type Outcome } from './outcome.ts';
import type { components, paths } from './schema.gen.ts';

export type { Outcome, Problem } from './outcome.ts';

type Schemas = components['schemas'];
export type ConfirmedPerson = Schemas['ConfirmedPerson'];
export type Member = Schemas['Member'];
export type SessionSummary = Schemas['SessionSummary'];
export type ActivationLink = NonNullable<Awaited<ReturnType<typeof api.checkActivationLink>>['data']>;
export type LinkState = NonNullable<Awaited<ReturnType<typeof api.checkPasswordReset>>['data']>['state'];
export type WaitingCheck = Schemas['WaitingCheck'];
export type PasswordConditions = Schemas['PasswordConditions'];
export type NextStep = Schemas['NextStep'];
export type CaptchaChallenge = Schemas['CaptchaChallenge'];

const client = createClient<paths>({
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

async function outcome<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<Outcome<T>> {
  const answer = await outcomeOf(call);
  // No answer tells nothing of the session.
  if (answer.problem?.code !== 'offline' && answer.problem?.code !== 'timeout') {
    listener(answer.problem?.code);
  }
  return answer;
}

const bearer = (token: string | undefined) => (token ? { headers: { Authorization: `Bearer ${token}` } } : {});
/** The starter's proof: a cookie on the web, the secret in the app. */
const starter = () => bearer(store.get('started')?.registrationSecret);
const continuing = () => bearer(store.get('continuing')?.registrationToken);
const waiting = () => bearer(store.get('waitingToken') ?? store.get('continuing')?.registrationToken);
const member = () => bearer(isApp ? appSession.read() : undefined);

export const api = {
  terms: () => outcome(client.GET('/api/terms')),
  checkPassword: (body: { password: string; email: string | null; channel: 'app' | 'web' }) =>
    outcome(client.POST('/api/password-checks', { body })),

  start: (body: Schemas['StartRegistration']) => outcome(client.POST('/api/registrations', { body })),
  currentRegistration: () => outcome(client.GET('/api/registrations/current', starter())),
  resend: (registrationId: string, captcha: string | null) =>
    outcome(client.POST('/api/registrations/{registrationId}/activation-mail', { params: { path: { registrationId } }, body: { captcha }, ...starter() })),
  checkActivationLink: (token: string) => outcome(client.POST('/api/activations/check', { body: { token }, ...starter() })),
  activate: (token: string, captcha: string | null, password?: string) => {
    const registrationSecret = store.get('started')?.registrationSecret;
    const body = { token, captcha, ...(registrationSecret && { registrationSecret }), ...(password && { password }) };
    return outcome(client.POST('/api/activations', { body }));
  },
  checkEligibility: (body: Schemas['CardValues']) => outcome(client.POST('/api/registrations/current/eligibility', { body, ...continuing() })),
  giveProfile: (body: { kanaName: string; birthDate: string }) =>
    outcome(client.POST('/api/registrations/current/profile', { body, ...continuing() })),
  leaveWaiting: () => outcome(client.POST('/api/registrations/current/waiting', { body: {}, ...continuing() })),
  waiting: () => outcome(client.GET('/api/registrations/current/waiting', waiting())),
  cancelWaiting: () => outcome(client.DELETE('/api/registrations/current/waiting', waiting())),
  complete: () => outcome(client.POST('/api/registrations/current/completion', { body: {}, ...continuing() })),

  signIn: (body: { email: string; password: string; staySignedIn: boolean; captcha: string | null }) =>
    outcome(client.POST('/api/sessions', { body })),
  signOut: () => outcome(client.DELETE('/api/sessions/current', member())),
  requestPasswordReset: (body: { email: string; captcha: string | null }) => outcome(client.POST('/api/password-resets', { body })),
  checkPasswordReset: (token: string) => outcome(client.POST('/api/password-resets/check', { body: { token } })),
  confirmPasswordReset: (body: { token: string; newPassword: string }) => outcome(client.POST('/api/password-resets/confirmation', { body })),
  remindLoginId: (body: Schemas['CardValues'] & { captcha: string | null }) => outcome(client.POST('/api/login-id-reminders', { body })),

  me: () => outcome(client.GET('/api/me', member())),
  leave: (password: string) => outcome(client.DELETE('/api/me', { body: { password }, ...member() })),
  sessions: () => outcome(client.GET('/api/me/sessions', member())),
  endSession: (sessionId: string) => outcome(client.DELETE('/api/me/sessions/{sessionId}', { params: { path: { sessionId } }, ...member() })),
  endSessions: () => outcome(client.DELETE('/api/me/sessions', member())),
  changePassword: (body: { currentPassword: string; newPassword: string }) => outcome(client.PUT('/api/me/password', { body, ...member() })),
  changeEmail: (body: { password: string; email: string; emailConfirmation: string }) =>
    outcome(client.PUT('/api/me/email', { body, ...member() })),
  checkEmailChange: (token: string) => outcome(client.POST('/api/me/email/check', { body: { token } })),
  confirmEmail: (token: string) => outcome(client.POST('/api/me/email/confirmation', { body: { token } })),
  setNewsletter: (newsletter: boolean) => outcome(client.PUT('/api/me/newsletter', { body: { newsletter }, ...member() })),
  invitation: () => outcome(client.GET('/api/me/invitation', member())),
};
