import type { components } from '../api/schema.gen.ts';

type Schemas = components['schemas'];

/** Japanese words for what the API names in English; staff read them all day, so they are short. */

export const fileKinds: Record<string, string> = { full: '加入者（全件）', diff: '加入者（差分）', checkup: '健診結果', 'viewing-code': '健診閲覧コード' };

export const fileStates: Record<Schemas['File']['state'], string> = {
  received: '順番待ち', splitting: '読み取り中', comparing: '比較中', 'waiting-for-approval': '承認待ち', applying: '取り込み中', done: '完了', rejected: '却下',
};

export const isUnderWay = (state: Schemas['File']['state']) => ['received', 'splitting', 'comparing', 'applying'].includes(state);

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

export const mailKinds: Record<Schemas['MailKind'], string> = {
  Activation: '仮登録', PasswordReset: 'パスワードの再設定', Welcome: '登録完了', EmailChange: 'メールアドレス変更の確認', EmailChanged: 'メールアドレス変更のお知らせ', LoginIdReminder: 'ログインIDのお知らせ',
  SignInWarning: 'ログイン失敗のお知らせ', WaitingCheckStarted: '待ち受けの開始', WaitingCheckFound: '待ち受けの成立', WaitingCheckEnded: '待ち受けの終了', InquiryReceived: 'お問い合わせの受付',
  InquiryAnswer: 'お問い合わせへの回答', MembershipEnded: '退会のお知らせ', PasswordChanged: 'パスワード変更のお知らせ', PrintFile: '印刷用ファイルのリンク', ContractEnding: '契約終了のお知らせ',
};

/** What staff did. */
export const actions: Record<Schemas['AuditAction'], string> = {
  'show-inquiry': 'お問い合わせを見た', 'take-inquiry': '担当した', 'lay-down-inquiry': '担当から外れた', 'answer-inquiry': '回答した', 'note-inquiry': 'メモを残した', 'close-inquiry': '終了した',
  'search-member': '会員をさがした', 'find-member': '会員を見つけた', 'show-member': '会員を見た', 'end-member-sessions': 'ログアウトさせた',
  'unlock-sign-in': 'ログインの制限を解除した', 'unlock-viewing-code': '健診閲覧コードの制限を解除した', 'unlock-results': '健診結果の制限を解除した', 'reissue-viewing-code': '健診閲覧コードを再発行した',
  'put-insurer': '保険者を保存した', 'put-group': '団体を保存した', 'end-contract': '契約を終了した', 'issue-upload-link': 'アップロード用リンクを発行した',
  'approve-file': 'ファイルを承認した', 'reject-file': 'ファイルを却下した',
  'mail-print-file-link': '印刷用ファイルのリンクを送った', 'open-print-file': '印刷用ファイルを開いた', 'replay-messages': '失敗したものを送り直した', 'discard-messages': '失敗したものを破棄した', 'resend-failed-mails': 'メールを送り直した', 'discard-failed-mails': 'メールを破棄した',
};

/** What each queue is for. */
export const queueTexts: Record<string, string> = {
  'send-mail': 'メールの送信', 'finish-registration': '会員登録の完了', 'remove-member': '退会の処理', 'resume-waiting-checks': '待ち受けの再確認', 'file-arrivals': '届いたファイル',
  'split-file': 'ファイルの読み取り', 'compare-file': 'ファイルの比較', 'apply-file': 'ファイルの取り込み', 'take-roster-codes': '加入者ファイルの健診閲覧コード', 'take-up-results': '保管した健診結果の取り込み',
};

/** What goes on by itself. */
export const sweepTexts: Record<string, string> = {
  registrations: '期限を過ぎた仮登録の消去', allowances: '利用回数の記録（人・宛先）の消去', networks: '利用回数の記録（ネットワーク）の消去', captchas: '使い終えた画像認証の消去',
  mails: '待っているメールの送信', links: '期限を過ぎたリンクの消去', files: '届いたファイルの確認と、止まった取り込みの再開', 'old-files': '古いファイルの記録の消去',
  sessions: '期限を過ぎたログインの消去', guesses: 'ログイン失敗の記録の消去', 'password-changes': 'パスワード変更の続き', 'email-changes': 'メールアドレス変更の続き', leaving: '退会の続き',
  results: '期限を過ぎた健診結果の消去', 'kept-results': '保管した健診結果の期限', 'print-files': '印刷用ファイルの消去', inquiries: 'お問い合わせの終了と消去', 'unanswered-inquiries': '未回答のお問い合わせの集計',
  'ended-contracts': '契約が終わった保険者の消去', 'contract-end-notices': '契約終了のお知らせ', 'poison-messages': '失敗したメッセージの保管', 'queue-depths': 'キューの長さの測定',
};
