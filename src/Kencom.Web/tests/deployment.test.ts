import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { contentSecurityPolicy, readDeployment, staticWebAppConfig } from '../build/deployment.ts';
import { readContent, staticPages } from '../build/static-pages.ts';

const directives = contentSecurityPolicy.split('; ');

it.each(directives)('lets nothing but the own origin in: %s', (directive) => expect(directive).toMatch(/^[a-z-]+ '(self|none)'$/));

it('names what default-src does not cover or old browsers do not take from it', () =>
  expect(directives).toEqual(expect.arrayContaining(["default-src 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"])));

it.each(['aad', 'github'])('does not sign anybody in with %s', (provider) =>
  expect(staticWebAppConfig().routes).toContainEqual({ route: `/.auth/login/${provider}`, statusCode: 404 }));

const { routes, responseOverrides } = staticWebAppConfig();

it.each([['/help', '/help.html'], ['/terms/privacy', '/terms-privacy.html'], ['/users/*', '/index.html'], ['/me/email', '/index.html'], ['/register/waiting', '/index.html']])(
  'serves %s from %s', (route, rewrite) => expect(routes).toContainEqual({ route, rewrite }));

it('serves every other address as the page that says so, with 404', () => {
  expect(responseOverrides).toEqual({ '404': { rewrite: '/index.html' } });
  expect(routes.map(({ route }) => route).filter((route) => route === '/*' || route === '*')).toEqual([]);
});

it('puts wildcards at the end of an address only, as Static Web Apps understands them', () =>
  expect(routes.every(({ route }) => !route.slice(0, -1).includes('*'))).toBe(true));

it('names what the deployment says, escaped, in every text', () => {
  const deployment = readDeployment({ KENCOM_OPERATOR_NAME: 'A<B>&"C', KENCOM_MAIL_DOMAIN: 'mail.example' });
  for (const { content } of staticPages) {
    expect(readContent(content, deployment)).not.toMatch(/\{\{|A<B>/);
  }
  expect(readContent('terms/membership', deployment)).toContain('A&#60;B&#62;&#38;&#34;C');
  expect(readContent('faq', deployment)).toContain('mail.example');
});

it('takes the terms from the folder that the deployment names, and everything else from our own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kencom-terms-'));
  writeFileSync(join(folder, 'membership.html'), '<h1>{{operator}}の規約</h1>');
  const deployment = readDeployment({ KENCOM_TERMS_FOLDER: folder, KENCOM_OPERATOR_NAME: 'A社' });
  expect(readContent('terms/membership', deployment)).toMatch(/^<h1>A社/);
  expect(readContent('faq', deployment)).toContain('id="mail"');
  expect(() => readContent('terms/privacy', deployment)).toThrow();
});
