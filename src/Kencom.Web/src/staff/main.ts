import './console.ts';
