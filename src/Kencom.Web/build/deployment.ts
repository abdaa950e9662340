import type { Plugin } from 'vite';

/**
 * What differs between deployments, from the environment at build time. Nothing is needed when pages and API share one address.
 *
 * KENCOM_API_ADDRESS      the API's origin when it is another one of the same site (https://api.example.jp)
 * KENCOM_IOS_APP_IDS      team and bundle ids, comma-separated (REG-14)
 * KENCOM_ANDROID_PACKAGE  package name, and KENCOM_ANDROID_CERTIFICATES its certificates' SHA-256 fingerprints, comma-separated
 */
export interface Deployment {
  apiAddress: string;
  iosAppIds: string[];
  androidPackage: string;
  androidCertificates: string[];
}

export function readDeployment(environment: Record<string, string | undefined>): Deployment {
  const list = (name: string) => (environment[name] ?? '').split(',').map((entry) => entry.trim()).filter(Boolean);
  return {
    apiAddress: (environment.KENCOM_API_ADDRESS ?? '').replace(/\/$/, ''),
    iosAppIds: list('KENCOM_IOS_APP_IDS'),
    androidPackage: environment.KENCOM_ANDROID_PACKAGE ?? '',
    androidCertificates: list('KENCOM_ANDROID_CERTIFICATES'),
  };
}

/** WEB-3: everything from our own origin, nothing inline. */
export function contentSecurityPolicy({ apiAddress }: Deployment): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${["'self'", apiAddress].filter(Boolean).join(' ')}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function headers(deployment: Deployment): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(deployment),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    // Never the path: an activation link carries its token there.
    'Referrer-Policy': 'strict-origin',
    'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  };
}

export function staticWebAppConfig(deployment: Deployment) {
  const association = { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=3600' };
  return {
    routes: [
      { route: '/.well-known/apple-app-site-association', headers: association },
      { route: '/.well-known/assetlinks.json', headers: association },
      { route: '/assets/*', headers: { 'Cache-Control': 'public, max-age=31536000, immutable' } },
    ],
    navigationFallback: { rewrite: '/index.html', exclude: ['/api/*', '/assets/*', '/.well-known/*'] },
    globalHeaders: { ...headers(deployment), 'Cache-Control': 'no-cache' },
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
    'staticwebapp.config.json': staticWebAppConfig(deployment),
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
