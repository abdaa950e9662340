import { expect, it } from 'vitest';
import { contentSecurityPolicy, staffContentSecurityPolicy, staffLoginHost, staticWebAppConfig } from '../build/deployment.ts';

it('lets the console speak to the login host, and to nobody else', () => {
  const [ours, theirs] = [contentSecurityPolicy, staffContentSecurityPolicy].map((policy) => policy.split('; '));
  expect(theirs!.filter((directive) => !ours!.includes(directive))).toEqual([`connect-src 'self' ${staffLoginHost}`]);
  expect(ours).toContain("connect-src 'self'");
  expect(staffLoginHost).toMatch(/^https:\/\/[a-z.]+$/);
});

it('serves the console at its own addresses with its own policy', () => {
  const headers = { 'Content-Security-Policy': staffContentSecurityPolicy };
  const { routes } = staticWebAppConfig();
  expect(routes).toContainEqual({ route: '/staff', rewrite: '/staff.html', headers });
  expect(routes).toContainEqual({ route: '/staff/*', rewrite: '/staff.html', headers });
  expect(routes.filter((route) => 'headers' in route && 'Content-Security-Policy' in route.headers)).toHaveLength(2);
});
