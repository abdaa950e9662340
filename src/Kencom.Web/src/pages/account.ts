export * from './me.ts';
export * from './settings.ts';
