/// <reference types="vite/client" />

/** What the phone app puts into its web view before the page's scripts run. */
interface KencomApp {
  /** Sent as X-Kencom-App-Key: tells the app from a browser (SI-2). */
  readonly key: string;
  /** As the store shows it, for who writes to support. */
  readonly version?: string;
  /** Where the app keeps its session: the platform's key store, not the web view. */
  readonly session?: { read(): string | null; write(token: string | null): void };
  /** Where it keeps what shows that this device has signed in before (SI-10): longer than any session. */
  readonly device?: { read(): string | null; write(secret: string): void };
}

// eslint-disable-next-line no-var
declare var kencomApp: KencomApp | undefined;

/** What the deployment says (build/deployment.ts). */
declare const __DEPLOYMENT__: Readonly<Record<'operatorName' | 'mailDomain' | 'appStoreUrl' | 'googlePlayUrl', string>>;

declare module 'altcha/worker?worker&url' {
  const address: string;
  export default address;
}

/** A text of src/content, made ready at build time (build/static-pages.ts). Ours alone, so it may be shown as HTML. */
declare module 'content:*' {
  const html: string;
  export default html;
}
