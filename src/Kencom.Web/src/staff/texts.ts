import type { components } from '../api/schema.gen.ts';

type Schemas = components['schemas'];

/** Japanese words for what the API names in English; staff read them all day, so they are short. */

export const fileKinds: Record<string, string> = { full: '加入者（全件）', diff: '加入者（差分）', checkup: '健診結果', 'viewing-code': '健診閲覧コード' };

export const fileStates: Record<Schemas['RosterFile']['state'], string> = {
  received: '順番待ち', splitting: '読み取り中', comparing: '比較中', 'waiting-for-approval': '承認待ち', applying: '取り込み中', done: '完了', rejected: '却下',
};

export const isUnderWay = (state: Schemas['RosterFile']['state']) => ['received', 'splitting', 'comparing', 'applying'].includes(state);

/** In the order in which they add up. */
export const countTexts: Record<string, string> = {
  read: '読み取った行', added: '追加', changed: '変更', unchanged: '変更なし', skipped: '読み飛ばし', replaced: '重複', undecided: '保留', kept: '該当者なし（保管）',
  ended: '資格がなくなる人', partly: '一部のみ',
};

export const outcomes: Record<string, string> = {
  skipped: '読み飛ばし', replaced: '重複', undecided: '保留', added: '追加', changed: '変更', noted: '確認のみ', dropped: '取り消し', kept: '保管', partly: '一部のみ',
};

export const reasonTexts = (reason: string) => (reason === 'overtaken' ? 'あとから届いたファイルが取り込まれたため、不要になりました。' : reason);

export const textOf = (texts: Record<string, string>, word: string) => texts[word] ?? word;

export const count = new Intl.NumberFormat('ja-JP');
export const share = new Intl.NumberFormat('ja-JP', { style: 'percent', maximumFractionDigits: 1 });

export const inquiryKinds: Record<Schemas['InquiryKind'], string> = {
  registration: '会員登録', 'sign-in': 'ログイン', 'viewing-code': '健診閲覧コード', checkups: '健診結果', insurance: '資格情報', app: 'アプリ', 'personal-data': '個人情報', other: 'そのほか',
};

export const inquiryStates: Record<Schemas['InquiryState'], string> = { unconfirmed: '本人の確認待ち', open: '未回答', answered: '回答済み', closed: '終了' };

export const applications: Record<string, string> = {
  unconfirmed: '本人がメールのリンクを開くと、再発行できるようになります。',
  confirmed: '本人が確認しました。再発行できます。',
  reissued: '再発行しました。',
};

export const lockedTexts: Record<Schemas['MemberForStaff']['locked'][number]['what'], { text: string; effect: string }> = {
  'sign-in': { text: 'ログイン', effect: '失敗の回数を消します。' },
  'viewing-code': { text: '健診閲覧コード', effect: 'あと5回入力できるようにします。1つのコードにつき1回だけです。' },
  results: { text: '健診結果', effect: '秘密の質問にあと5回答えられるようにします。1日に1回だけです。' },
};

export const sessionKinds: Record<string, string> = { app: 'アプリ', web: 'ブラウザー' };

export const mailStates: Record<string, string> = { waiting: '送信待ち', sent: '送信済み', failed: '送れませんでした', cancelled: '取り消し' };
