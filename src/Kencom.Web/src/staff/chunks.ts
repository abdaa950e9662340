import type { Section, StaffRoute } from './routes.ts';

const loaders: Record<Section, () => Promise<unknown>> = {
  inquiries: () => import('./pages/inquiries.ts'),
  members: () => import('./pages/members.ts'),
  files: () => import('./pages/files.ts'),
  insurers: () => import('./pages/insurers.ts'),
  groups: () => import('./pages/groups.ts'),
  queues: () => import('./pages/queues.ts'),
  audit: () => import('./pages/audit.ts'),
};

export const loadPage = ({ section }: StaffRoute): Promise<unknown> => section ? loaders[section]() : Promise.resolve();
