export * from './inquiry.ts';
export * from './inquiry-links.ts';
