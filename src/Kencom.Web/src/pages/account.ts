export * from './done.ts';
export * from './me.ts';
export * from './settings.ts';
