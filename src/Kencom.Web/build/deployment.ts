import type { Plugin } from 'vite';

/**
 * What differs between deployments, from the environment at build time. Nothing is needed without phone apps.
 *
 * KENCOM_IOS_APP_IDS      team and bundle ids, comma-separated (REG-14)
 * KENCOM_ANDROID_PACKAGE  package name, and KENCOM_ANDROID_CERTIFICATES its certificates' SHA-256 fingerprints, comma-separated
 */
export interface Deployment {
  iosAppIds: string[];
  androidPackage: string;
  androidCertificates: string[];
}

export function readDeployment(environment: Record<string, string | undefined>): Deployment {
  const list = (name: string) => (environment[name] ?? '').split(',').map((entry) => entry.trim()).filter(Boolean);
  return {
    iosAppIds: list('KENCOM_IOS_APP_IDS'),
    androidPackage: environment.KENCOM_ANDROID_PACKAGE ?? '',
    androidCertificates: list('KENCOM_ANDROID_CERTIFICATES'),
  };
}

/** WEB-3: everything from our own origin, nothing inline. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const headers: Record<string, string> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  // Never the path: an activation link carries its token there.
  'Referrer-Policy': 'strict-origin',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** Whom Static Web Apps would sign in unasked, and send on to wherever the link says: these accounts are none of ours. */
const presetSignIns = ['aad', 'github'];

export function staticWebAppConfig() {
  const globalHeaders: Record<string, string> = { ...headers, 'Cache-Control': 'no-cache' };
  const association = { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=3600' };
  return {
    routes: [
      ...presetSignIns.map((provider) => ({ route: `/.auth/login/${provider}`, statusCode: 404 })),
      { route: '/.well-known/apple-app-site-association', headers: association },
      { route: '/.well-known/assetlinks.json', headers: association },
      { route: '/assets/*', headers: { 'Cache-Control': 'public, max-age=31536000, immutable' } },
    ],
    navigationFallback: { rewrite: '/index.html', exclude: ['/api/*', '/assets/*', '/.well-known/*'] },
    globalHeaders,
    mimeTypes: { '.webmanifest': 'application/manifest+json' },
  };
}

/** Which mailed links the phones hand to the app instead of a browser (REG-14). */
export function appleAppSiteAssociation({ iosAppIds }: Deployment) {
  return {
    applinks: {
      details: [{ appIDs: iosAppIds, components: [{ '/': '/users/*/activate', comment: 'activation links of the sign-up mails' }] }],
    },
    webcredentials: { apps: iosAppIds },
  };
}

export function assetLinks({ androidPackage, androidCertificates }: Deployment) {
  return androidPackage
    ? [
        {
          relation: ['delegate_permission/common.handle_all_urls', 'delegate_permission/common.get_login_creds'],
          target: { namespace: 'android_app', package_name: androidPackage, sha256_cert_fingerprints: androidCertificates },
        },
      ]
    : [];
}

/** Writes the files that a deployment needs beside the pages. */
export function deploymentFiles(deployment: Deployment): Plugin {
  const files = {
    'staticwebapp.config.json': staticWebAppConfig(),
    '.well-known/apple-app-site-association': appleAppSiteAssociation(deployment),
    '.well-known/assetlinks.json': assetLinks(deployment),
  };
  return {
    name: 'kencom-deployment-files',
    generateBundle() {
      for (const [fileName, content] of Object.entries(files)) {
        this.emitFile({ type: 'asset', fileName, source: JSON.stringify(content, null, 2) + '\n' });
      }
    },
  };
}
