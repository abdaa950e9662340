export * from './secret-question.ts';
export * from './viewing-code.ts';
