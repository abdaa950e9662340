export * from './prepare.ts';
export * from './card.ts';
export * from './profile.ts';
export * from './waiting.ts';
export * from './final.ts';
