import createClient from 'openapi-fetch';
import { appSession, store } from '../session/store.ts';
import { isApp } from '../session/look.ts';
import type { components, paths } from './schema.gen.ts';

export type Schemas = components['schemas'];
export type ConfirmedPerson = Schemas['ConfirmedPerson'];
export type Member = Schemas['Member'];
export type SessionSummary = Schemas['SessionSummary'];
export type ActivationLink = NonNullable<Awaited<ReturnType<typeof api.checkActivationLink>>['data']>;
export type LinkState = NonNullable<Awaited<ReturnType<typeof api.checkPasswordReset>>['data']>['state'];
export type WaitingCheck = Schemas['WaitingCheck'];
export type PasswordConditions = Schemas['PasswordConditions'];
export type NextStep = Schemas['NextStep'];
export type CaptchaChallenge = Schemas['CaptchaChallenge'];
export type Checkup = Schemas['Checkup'];
export type CheckupItem = Schemas['CheckupItem'];
export type AnswerHours = Schemas['AnswerHours'];

/** An API problem, or what the client meets itself: no connection, no answer in time. */
export interface Problem extends Partial<Omit<Schemas['Problem'], 'code'>> {
  code: Schemas['Problem']['code'] | 'offline' | 'timeout' | 'cookies-needed';
  title: string;
  detail: string;
  /** Seconds. */
  retryAfter?: number;
}

export type Outcome<T> = { readonly data: T; readonly problem?: undefined } | { readonly data?: undefined; readonly problem: Problem };

const offline: Problem = {
  code: 'offline',
  title: 'インターネットに接続できません',
  detail: '入力した内容はそのまま残っています。電波の状態を確かめて、もう一度お試しください。',
};

const timedOut: Problem = {
  code: 'timeout',
  title: '応答がありません',
  detail: '通信に時間がかかっています。入力した内容はそのまま残っています。もう一度お試しください。',
};

const unexpected: Problem = {
  code: 'unexpected',
  title: '処理できませんでした',
  detail: 'システムで問題が起きました。時間をおいてもう一度お試しください。',
};

/** Long enough for a phone on a slow network. */
const timeoutMilliseconds = 30_000;

export function clientWith(timeout: number) {
  const client = createClient<paths>({
    baseUrl: location.origin,
    credentials: 'same-origin',
    fetch: (request) => fetch(new Request(request, { signal: AbortSignal.timeout(timeout) })),
  });
  client.use({
    onRequest({ request }) {
      if (globalThis.kencomApp) {
        request.headers.set('X-Kencom-App-Key', globalThis.kencomApp.key);
      }
      return request;
    },
  });
  return client;
}

export const client = clientWith(timeoutMilliseconds);

/** Told of every answer: the code of a problem, or nothing. */
let listener: (code: string | undefined) => void = () => undefined;
export const onAnswer = (told: typeof listener) => void (listener = told);

export async function outcome<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<Outcome<T>> {
  try {
    const { data, error, response } = await call;
    if (response.ok) {
      listener(undefined);
      return { data: data as T };
    }
    const problem = isProblem(error) ? error : unexpected;
    listener(problem.code);
    const retryAfter = Number(response.headers.get('Retry-After'));
    return { problem: retryAfter > 0 ? { ...problem, retryAfter } : problem };
  } catch (fault) {
    return { problem: fault instanceof DOMException && fault.name === 'TimeoutError' ? timedOut : offline };
  }
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && 'title' in body && 'detail' in body;

export const bearer = (token: string | undefined) => (token ? { headers: { Authorization: `Bearer ${token}` } } : {});
/** The starter's proof: a cookie on the web, the secret in the app. */
const starter = () => bearer(store.get('started')?.registrationSecret);
const continuing = () => bearer(store.get('continuing')?.registrationToken);
const waiting = () => bearer(store.get('waitingToken') ?? store.get('continuing')?.registrationToken);
export const member = () => bearer(isApp ? appSession.read() : undefined);

/** What pages of several chunks call; results and inquiries have files of their own, which come with their pages. */
export const api = {
  terms: () => outcome(client.GET('/api/terms')),
  checkPassword: (body: { password: string; email: string | null; channel: 'app' | 'web' }) =>
    outcome(client.POST('/api/password-checks', { body })),

  start: (body: Schemas['StartRegistration']) => outcome(client.POST('/api/registrations', { body })),
  currentRegistration: () => outcome(client.GET('/api/registrations/current', starter())),
  resend: (registrationId: string) =>
    outcome(client.POST('/api/registrations/{registrationId}/activation-mail', { params: { path: { registrationId } }, body: {}, ...starter() })),
  checkActivationLink: (token: string) => outcome(client.POST('/api/activations/check', { body: { token }, ...starter() })),
  activate: (token: string, password?: string) => {
    const registrationSecret = store.get('started')?.registrationSecret;
    const body = { token, ...(registrationSecret && { registrationSecret }), ...(password && { password }) };
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
