import type { Chunk, Route } from './routes.ts';

const loaders: Record<Chunk, () => Promise<unknown>> = {
  registration: () => import('./pages/registration.ts'),
  eligibility: () => import('./pages/eligibility.ts'),
  account: () => import('./pages/account.ts'),
  verification: () => import('./pages/verification.ts'),
  checkups: () => import('./pages/checkups.ts'),
  recovery: () => import('./pages/recovery.ts'),
  inquiry: () => import('./pages/inquiries.ts'),
  'print-file': () => import('./pages/print-file.ts'),
  reading: () => import('./pages/reading.ts'),
};

export const loadPage = ({ chunk }: Route): Promise<unknown> => (chunk ? loaders[chunk]() : Promise.resolve());

/** Fetches what comes next while the person reads, unless the network is slow or dear. A failure is the later page's to tell. */
export function loadAhead({ next }: Route): void {
  const { connection } = navigator as { connection?: { saveData?: boolean; effectiveType?: string } };
  if (next && !connection?.saveData && !/2g/.test(connection?.effectiveType ?? '')) {
    setTimeout(() => void loaders[next]().catch(() => undefined), 1_500);
  }
}
