import type { Values } from '../forms/form.ts';
import type { components } from '../api/schema.gen.ts';
import { fromLocalInput, shortInstant, toLocalInput } from './instants.ts';

export type Insurer = components['schemas']['Insurer'];
export type InsurerSettings = components['schemas']['PutInsurer'];

/** The settings as they are typed: lists a line each. */
export interface InsurerForm extends Values {
  /** Of a new one; else empty. */
  insurerNumber: string;
  name: string;
  insuredOnly: boolean;
  dependentsFromAge: string;
  inMaintenance: boolean;
  'maintenance.from': string;
  'maintenance.to': string;
  'maintenance.message': string;
  exemptNetworks: string;
  eraTable: string;
  contactEmail: string;
  passkeyForResults: boolean;
  sameAs: string;
}

export const emptySettings: InsurerSettings = {
  name: '', insuredOnly: false, dependentsFromAge: null, maintenance: null, exemptNetworks: [], eraTable: null, contactEmail: null, passkeyForResults: false, sameAs: [],
};

export const toForm = (settings: InsurerSettings): InsurerForm => ({
  insurerNumber: '',
  name: settings.name,
  insuredOnly: settings.insuredOnly,
  dependentsFromAge: settings.dependentsFromAge === null ? '' : String(settings.dependentsFromAge),
  inMaintenance: settings.maintenance !== null,
  'maintenance.from': settings.maintenance ? toLocalInput(settings.maintenance.from) : '',
  'maintenance.to': settings.maintenance ? toLocalInput(settings.maintenance.to) : '',
  'maintenance.message': settings.maintenance?.message ?? '',
  exemptNetworks: settings.exemptNetworks.join('\n'),
  eraTable: settings.eraTable ?? '',
  contactEmail: settings.contactEmail ?? '',
  passkeyForResults: settings.passkeyForResults,
  sameAs: settings.sameAs.join('\n'),
});

const lines = (text: string) => text.split(/[\n,、]/).map((line) => line.normalize('NFKC').trim()).filter(Boolean);

/** What is no instant stays as it was typed: the API says that it is wrong. */
export const fromForm = (form: InsurerForm): InsurerSettings => ({
  name: form.name.trim(),
  insuredOnly: form.insuredOnly,
  dependentsFromAge: form.dependentsFromAge.trim() === '' ? null : Number(form.dependentsFromAge.normalize('NFKC')),
  maintenance: form.inMaintenance
    ? {
        from: fromLocalInput(form['maintenance.from']) ?? form['maintenance.from'],
        to: fromLocalInput(form['maintenance.to']) ?? form['maintenance.to'],
        message: form['maintenance.message'].trim(),
      }
    : null,
  exemptNetworks: lines(form.exemptNetworks),
  eraTable: form.eraTable === '' ? null : (form.eraTable as NonNullable<InsurerSettings['eraTable']>),
  contactEmail: form.contactEmail.trim() || null,
  passkeyForResults: form.passkeyForResults,
  sameAs: lines(form.sameAs),
});

export function settingsOf(insurer: Insurer): InsurerSettings {
  const { name, insuredOnly, dependentsFromAge, maintenance, exemptNetworks, eraTable, contactEmail, passkeyForResults, sameAs } = insurer;
  return { name, insuredOnly, dependentsFromAge, maintenance, exemptNetworks, eraTable, contactEmail, passkeyForResults, sameAs };
}

export type SettingName = keyof InsurerSettings;

const eraTables = { nenkin: '年金（5は昭和）', receipt: 'レセプト（5は令和）' } as const;
const list = (values: readonly string[]) => values.join('、') || 'なし';

/** Each setting: its name, its value in words, and what another value does. */
export const settingTexts: { [K in SettingName]: { label: string; text: (value: InsurerSettings[K]) => string; effect: (before: InsurerSettings[K], after: InsurerSettings[K]) => string } } = {
  name: { label: '名称', text: (name) => name || 'なし', effect: () => '登録の確認画面と、これから送るメールの名称が変わります。' },
  insuredOnly: {
    label: '本人のみ', text: (only) => (only ? '本人のみ' : '家族も可'),
    effect: (_, after) => (after ? '家族は、これから新しく登録できません。すでに会員の方は変わりません。' : '家族も新しく登録できるようになります。'),
  },
  dependentsFromAge: {
    label: '家族の年齢', text: (age) => (age === null ? '制限なし' : `${age}歳から`),
    effect: (_, after) => (after === null ? '家族は、何歳でも新しく登録できるようになります。' : `${after}歳未満の家族は、これから新しく登録できません。すでに会員の方は変わりません。`),
  },
  maintenance: {
    label: 'メンテナンス', text: (time) => (time ? `${shortOrTyped(time.from)}〜${shortOrTyped(time.to)}「${time.message}」` : 'なし'),
    effect: (_, after) => (after ? 'この間、資格の確認はお知らせの文を出して止まります。ログインと結果の閲覧は止まりません。' : '資格の確認が、いつでもできるようになります。'),
  },
  exemptNetworks: {
    label: '画像認証を省くネットワーク', text: list,
    effect: (before, after) => [
      after.some((network) => !before.includes(network)) && '加えたネットワークからは、失敗が続くまで画像認証を求めません。',
      before.some((network) => !after.includes(network)) && '除いたネットワークからは、ほかと同じように画像認証を求めます。',
    ].filter(Boolean).join(''),
  },
  eraTable: {
    label: '元号の数字', text: (table) => (table === null ? '使わない' : eraTables[table]),
    effect: (_, after) => (after === null ? '次のファイルから、元号の数字で始まる7桁の日付は読み取れない行になります。' : '次のファイルから、元号の数字で始まる7桁の日付をこの表で読みます。'),
  },
  contactEmail: {
    label: '連絡先メールアドレス', text: (email) => email ?? 'なし',
    effect: (_, after) => (after === null ? '印刷用ファイルのリンクを送れなくなります。' : '印刷用ファイルのリンクは、このアドレスに届きます。'),
  },
  passkeyForResults: { label: '結果の閲覧にパスキー', text: (asked) => (asked ? '求める' : '求めない'), effect: () => '保存されますが、まだ何も変わりません。' },
  sameAs: { label: '同じ保険者とみなす番号', text: list, effect: () => '資格を失った方の記号・番号も、加入者IDが同じ方の資格がこれらの保険者（または逆）にあるあいだは使えるようになります。' },
};

/** What was typed and is no instant is shown as it is. */
const shortOrTyped = (instant: string) => (Number.isNaN(new Date(instant).getTime()) ? instant : shortInstant(instant));

export interface SettingChange {
  name: SettingName;
  label: string;
  before: string;
  after: string;
  effect: string;
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** What saving would change, in the order of the form. */
export const changesOf = (before: InsurerSettings, after: InsurerSettings): SettingChange[] =>
  (Object.keys(settingTexts) as SettingName[]).flatMap((name) => changeOf(name, before, after));

function changeOf<K extends SettingName>(name: K, before: InsurerSettings, after: InsurerSettings): SettingChange[] {
  const { label, text, effect } = settingTexts[name];
  const [old, now] = [normal(before[name]), normal(after[name])];
  return isSame(old, now) ? [] : [{ name, label, before: text(before[name]), after: text(after[name]), effect: effect(before[name], after[name]) }];
}

/** The same instant is written in more than one way. */
function normal(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('from' in value && 'to' in value)) {
    return value;
  }
  const instant = (text: unknown) => (Number.isNaN(new Date(String(text)).getTime()) ? text : new Date(String(text)).toISOString());
  const { from, to, message } = value as { from: unknown; to: unknown; message?: unknown };
  return { from: instant(from), to: instant(to), message };
}

export interface Clash {
  name: SettingName;
  label: string;
  mine: string;
  theirs: string;
}

/** Where somebody else saved other values than are typed here, though one began from the same. */
export const clashesOf = (mine: InsurerSettings, theirs: InsurerSettings): Clash[] =>
  changesOf(theirs, mine).map(({ name, label, before, after }) => ({ name, label, mine: after, theirs: before }));

/** Their value in place of the own one, for one setting. */
export const withTheirs = (mine: InsurerSettings, theirs: InsurerSettings, name: SettingName): InsurerSettings => ({ ...mine, [name]: theirs[name] });
