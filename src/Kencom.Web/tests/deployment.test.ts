import { expect, it } from 'vitest';
import { contentSecurityPolicy, staticWebAppConfig } from '../build/deployment.ts';

const directives = contentSecurityPolicy.split('; ');

it.each(directives)('lets nothing but the own origin in: %s', (directive) => expect(directive).toMatch(/^[a-z-]+ '(self|none)'$/));

it('names what default-src does not cover or old browsers do not take from it', () =>
  expect(directives).toEqual(expect.arrayContaining(["default-src 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"])));

it.each(['aad', 'github'])('does not sign anybody in with %s', (provider) =>
  expect(staticWebAppConfig().routes).toContainEqual({ route: `/.auth/login/${provider}`, statusCode: 404 }));
