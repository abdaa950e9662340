/// <reference types="vite/client" />

/** What the phone app puts into its web view before the page's scripts run. */
interface KencomApp {
  /** Sent as X-Kencom-App-Key: tells the app from a browser (SI-2). */
  readonly key: string;
  /** Where the app keeps its session: the platform's key store, not the web view. */
  readonly session?: { read(): string | null; write(token: string | null): void };
}

// eslint-disable-next-line no-var
declare var kencomApp: KencomApp | undefined;

declare module 'altcha/worker?worker&url' {
  const address: string;
  export default address;
}
