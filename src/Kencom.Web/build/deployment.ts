import type { Plugin } from 'vite';
import { routes } from '../src/routes.ts';
import { staticPages } from './static-pages.ts';

/**
 * What differs between deployments, from the environment at build time. Nothing is needed without phone apps.
 *
 * KENCOM_OPERATOR_NAME    who runs the service, as pages and texts name it
 * KENCOM_MAIL_DOMAIN      the domain that mails come from, for who filters mails
 * KENCOM_SUPPORT_EMAIL    where support reads
 * KENCOM_TERMS_FOLDER     a folder with membership.html and privacy.html in place of the sample texts of src/content/terms
 * KENCOM_IOS_APP_IDS      team and bundle ids, comma-separated (REG-14)
 * KENCOM_ANDROID_PACKAGE  package name, and KENCOM_ANDROID_CERTIFICATES its certificates' SHA-256 fingerprints, comma-separated
 * KENCOM_APP_STORE_URL    and KENCOM_GOOGLE_PLAY_URL: where the apps are had; the first page leads there
 */
export interface Deployment {
  operatorName: string;
  mailDomain: string;
  supportEmail: string;
  termsFolder: string;
  appStoreUrl: string;
  googlePlayUrl: string;
  iosAppIds: string[];
  androidPackage: string;
  androidCertificates: string[];
}

export function readDeployment(environment: Record<string, string | undefined>): Deployment {
  const list = (name: string) => (environment[name] ?? '').split(',').map((entry) => entry.trim()).filter(Boolean);
  const mailDomain = environment.KENCOM_MAIL_DOMAIN || 'kencom.example';
  return {
    operatorName: environment.KENCOM_OPERATOR_NAME || 'kencom運営事務局',
    mailDomain,
    supportEmail: environment.KENCOM_SUPPORT_EMAIL || `support@${mailDomain}`,
    termsFolder: environment.KENCOM_TERMS_FOLDER ?? '',
    appStoreUrl: environment.KENCOM_APP_STORE_URL ?? '',
    googlePlayUrl: environment.KENCOM_GOOGLE_PLAY_URL ?? '',
    iosAppIds: list('KENCOM_IOS_APP_IDS'),
    androidPackage: environment.KENCOM_ANDROID_PACKAGE ?? '',
    androidCertificates: list('KENCOM_ANDROID_CERTIFICATES'),
  };
}

/** Where staff sign in (WEB-7). On a machine of one's own the issuer stands at the pages' own address. */
export const staffLoginHost = 'https://login.microsoftonline.com';

/** WEB-3: everything from our own origin, nothing inline. */
const policy = (connect: string) => [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  `connect-src ${connect}`,
  "worker-src 'self'",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const contentSecurityPolicy = policy("'self'");

/** The console asks the login host for its tokens; members' pages speak to nobody but us. */
export const staffContentSecurityPolicy = policy(`'self' ${staffLoginHost}`);

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
      ...pageRoutes(),
      ...['/staff', '/staff/*'].map((route) => ({ route, rewrite: '/staff.html', headers: { 'Content-Security-Policy': staffContentSecurityPolicy } })),
      { route: '/assets/*', headers: { 'Cache-Control': 'public, max-age=31536000, immutable' } },
    ],
    responseOverrides: { '404': { rewrite: '/index.html' } },
    trailingSlash: 'never',
    globalHeaders,
    mimeTypes,
  };
}

/** Texts say their character set in the answer too, before a browser has read a byte of them. */
const mimeTypes = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
};

/** Every page of ours answers 200; whatever else is asked for is the page that says so, with 404. A wildcard stands at the end only. */
function pageRoutes() {
  const files = new Map<string, string>(staticPages.map(({ path, file }) => [path, `/${file}`]));
  const patterns = routes.map(({ path }) => path.replace(/:.*$/, '*')).filter((path) => path !== '/' && path !== '/*');
  return [...new Set(patterns)].map((route) => ({ route, rewrite: files.get(route) ?? '/index.html' }));
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
