import { expect, it } from 'vitest';
import { match } from '../src/router.ts';

it.each([
  ['/users/:token/activate', '/users/a%20b/activate', { token: 'a b' }],
  ['/users/:token/activate', '/users/a/activate/', { token: 'a' }],
  ['/users/:token/activate', '/users//activate', null],
  ['/users/:token/activate', '/users/%E3%81/activate', null],
  ['/users/:token/activate', '/users/100%/activate', null],
  ['/*', '/users/100%/activate', {}],
])('matches %s with %s', (pattern, path, parameters) => expect(match(pattern, path)).toEqual(parameters));
