import { expect, it } from 'vitest';
import { staffModulesLoadedBy } from '../build/entries.ts';
import { contentSecurityPolicy, staffContentSecurityPolicy, staffLoginHost, staticWebAppConfig } from '../build/deployment.ts';

const chunk = (imports: string[], dynamicImports: string[], ...modules: string[]) => ({ imports, dynamicImports, modules });

it('finds what pages of members would load of the console, at once or later', () => {
  const chunks = new Map([
    ['index.js', chunk(['shared.js'], ['later.js'], '/web/src/main.ts')],
    ['shared.js', chunk([], [], '/web/node_modules/lit/index.js')],
    ['later.js', chunk(['index.js', 'slip.js'], [], '/web/src/pages/me.ts')],
    ['slip.js', chunk([], [], '/web/src/staff/api.ts', '/web/node_modules/oidc-client-ts/dist/index.js', '/web/src/parts/page.ts')],
    ['staff.js', chunk(['shared.js'], [], '/web/src/staff/main.ts')],
  ]);
  expect(staffModulesLoadedBy('index.js', chunks)).toEqual(['/web/src/staff/api.ts', '/web/node_modules/oidc-client-ts/dist/index.js']);
  chunks.set('later.js', chunk([], [], '/web/src/pages/me.ts'));
  expect(staffModulesLoadedBy('index.js', chunks)).toEqual([]);
});

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
