import { defineConfig } from 'vite';
import members from './vite.config.ts';

/** The staff's console: a bundle apart from the members', beside theirs in dist (WEB-7). */
export default defineConfig({
  build: { ...members.build, emptyOutDir: false, copyPublicDir: false, rollupOptions: { input: 'staff.html' } },
});
