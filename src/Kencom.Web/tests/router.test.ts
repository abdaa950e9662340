import { expect, it } from 'vitest';
import { localAddress, match } from '../src/router.ts';
import { routes } from '../src/routes.ts';

it.each([
  ['/users/:token/activate', '/users/a%20b/activate', { token: 'a b' }],
  ['/users/:token/activate', '/users/a/activate/', { token: 'a' }],
  ['/users/:token/activate', '/users//activate', null],
  ['/users/:token/activate', '/users/%E3%81/activate', null],
  ['/users/:token/activate', '/users/100%/activate', null],
  ['/*', '/users/100%/activate', {}],
])('matches %s with %s', (pattern, path, parameters) => expect(match(pattern, path)).toEqual(parameters));

const origin = 'https://kencom.example';

it.each(['/me', '/me/email', '/me/password?x=1', '/', '/register?invitation=abcDEF2'])('comes back to %s', (address) =>
  expect(localAddress(address, routes, origin)).toBe(address));

it.each([
  null, '', 'me', '//evil.example', '/\\evil.example', '/\\/evil.example', '\\\\evil.example', '%2f%2fevil.example', '/%2f%2fevil.example', '/%5cevil.example',
  'javascript:alert(1)', 'java\nscript:alert(1)', '/\t/evil.example', '/\n/evil.example', 'https://evil.example/me', 'https:/me', '///evil.example', '/.//evil.example',
  '/me/../..//evil.example', '/sign-in', '/sign-in?return=/sign-in', '/api/me', '/local/mailbox', '/nowhere', '/me/email/x', 'data:text/html,x',
])('does not leave for %j', (address) => expect(localAddress(address, routes, origin)).toBeNull());
