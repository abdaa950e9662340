import { client, member, outcome, type Schemas } from './client.ts';

export type LinkState = NonNullable<Awaited<ReturnType<typeof accountApi.checkPasswordReset>>['data']>['state'];

export const accountApi = {
  requestPasswordReset: (body: { email: string; captcha: string | null }) => outcome(client.POST('/api/password-resets', { body })),
  checkPasswordReset: (token: string) => outcome(client.POST('/api/password-resets/check', { body: { token } })),
  confirmPasswordReset: (body: { token: string; newPassword: string }) => outcome(client.POST('/api/password-resets/confirmation', { body })),
  remindLoginId: (body: Schemas['CardValues'] & { captcha: string | null }) => outcome(client.POST('/api/login-id-reminders', { body })),

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
