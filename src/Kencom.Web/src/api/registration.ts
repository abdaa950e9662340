import { store } from '../session/store.ts';
import { bearer, client, outcome, type Schemas } from './client.ts';

export type ActivationLink = NonNullable<Awaited<ReturnType<typeof registrationApi.checkActivationLink>>['data']>;

/** The starter's proof: a cookie on the web, the secret in the app. */
const starter = () => bearer(store.get('started')?.registrationSecret);
const continuing = () => bearer(store.get('continuing')?.registrationToken);
const waiting = () => bearer(store.get('waitingToken') ?? store.get('continuing')?.registrationToken);

export const registrationApi = {
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
};
