export * from './register.ts';
export * from './confirm.ts';
export * from './sent.ts';
export * from './activate.ts';
