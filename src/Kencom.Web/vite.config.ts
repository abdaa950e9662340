import { defineConfig } from 'vitest/config';
import { deploymentFiles, headers, readDeployment } from './build/deployment.ts';
import { phraseBreaks } from './build/phrases.ts';
import { contentPages } from './build/static-pages.ts';

const deployment = readDeployment(process.env);
const { operatorName, mailDomain, appStoreUrl, googlePlayUrl } = deployment;

export default defineConfig({
  plugins: [phraseBreaks(), contentPages(deployment), deploymentFiles(deployment)],
  define: { __DEPLOYMENT__: JSON.stringify({ operatorName, mailDomain, appStoreUrl, googlePlayUrl }) },
  build: {
    target: 'es2022',
    // Everything stays a file of its own: the Content-Security-Policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { proxy: Object.fromEntries(['/api', '/local', '/staff-settings.json'].map((path) => [path, process.env.KENCOM_DEV_API ?? 'http://localhost:7071'])) },
  preview: { headers },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
