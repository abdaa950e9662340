import type { Route } from '../routes.ts';

export type StaffRole = 'support' | 'operator';

export interface StaffRoute extends Route {
  /** Who may see it; none for everybody who is signed in. */
  role?: StaffRole;
  /** Of the list at the side. */
  section?: Section;
}

export type Section = 'inquiries' | 'members' | 'files' | 'insurers' | 'groups' | 'queues' | 'audit';

/** The list at the side, in order; the key is pressed after g. */
export const sections: readonly { section: Section; path: string; title: string; key: string; role: StaffRole }[] = [
  { section: 'inquiries', path: '/staff/inquiries', title: 'お問い合わせ', key: 'i', role: 'support' },
  { section: 'members', path: '/staff/members', title: '会員', key: 'm', role: 'support' },
  { section: 'files', path: '/staff/files', title: 'ファイル', key: 'f', role: 'operator' },
  { section: 'insurers', path: '/staff/insurers', title: '保険者', key: 'h', role: 'operator' },
  { section: 'groups', path: '/staff/groups', title: '団体', key: 'd', role: 'operator' },
  { section: 'queues', path: '/staff/queues', title: 'メールとキュー', key: 'q', role: 'operator' },
  { section: 'audit', path: '/staff/audit', title: '監査ログ', key: 'a', role: 'operator' },
];

const of = (section: Section, tag: string, ...paths: string[]): StaffRoute[] => {
  const { path, title, role } = sections.find((entry) => entry.section === section)!;
  return [path, ...paths.map((rest) => `${path}/${rest}`)].map((path) => ({ path, tag, title, role, section }));
};

/** All pages of the console; the last is for every other address. */
export const staffRoutes: readonly StaffRoute[] = [
  { path: '/staff', tag: 'staff-start', title: 'スタッフ' },
  ...of('inquiries', 'staff-inquiries', ':number'),
  ...of('members', 'staff-members', ':memberId'),
  ...of('files', 'staff-files', ':fileId'),
  ...of('insurers', 'staff-insurers', ':insurerNumber'),
  ...of('groups', 'staff-groups', ':groupCode'),
  ...of('queues', 'staff-queues', ':name'),
  ...of('audit', 'staff-audit'),
  { path: '/*', tag: 'staff-not-found', title: 'ページが見つかりません' },
];
