/** The pages, as data alone: the build makes the server's list of addresses from it. Which module holds a page says chunks.ts. */
export interface Route {
  /** A path with :parameters. */
  path: string;
  /** The page's element. */
  tag: string;
  /** The top bar's title in the app; a document's title is its page's heading. */
  title: string;
  /** Where a top bar's arrow leads; none on the first screen. */
  back?: string;
  /** Of the sign-up's steps. */
  step?: 1 | 2 | 3 | 4;
  /** Of the steps to the results, which have a progress of their own. */
  verification?: 1 | 2 | 3;
  /** Wide enough for something beside the form. */
  wide?: boolean;
  /** Only for who is signed in: everybody else signs in first, and comes back. */
  member?: boolean;
  chunk?: Chunk;
  /** What comes next for most, and is fetched while this page is read. */
  next?: Chunk;
}

export type Chunk = 'registration' | 'eligibility' | 'account' | 'verification' | 'checkups' | 'recovery' | 'inquiry' | 'print-file' | 'reading';

/** In the order of the manual's screens; mails lead to some (FrontEndPaths in Core). The last one is for every other address. */
export const routes: readonly Route[] = [
  { path: '/', tag: 'page-start', title: 'ようこそ', wide: true, next: 'registration' },
  { path: '/sign-in', tag: 'page-sign-in', title: 'ログイン', back: '/', next: 'account' },
  { path: '/register', tag: 'page-register', title: '新規登録', back: '/', step: 1, chunk: 'registration' },
  { path: '/register/confirm', tag: 'page-confirm', title: '入力内容の確認', back: '/register', step: 1, chunk: 'registration' },
  { path: '/register/sent', tag: 'page-sent', title: '仮登録メール', step: 2, chunk: 'registration', next: 'eligibility' },
  { path: '/users/:token/activate', tag: 'page-activate', title: 'メールアドレスの確認', step: 2, chunk: 'registration', next: 'eligibility' },
  { path: '/register/prepare', tag: 'page-prepare', title: '書類の準備', step: 3, wide: true, chunk: 'eligibility' },
  { path: '/register/card', tag: 'page-card', title: '資格情報の入力', step: 3, wide: true, back: '/register/prepare', chunk: 'eligibility' },
  { path: '/register/card/numbers', tag: 'page-card-numbers', title: '記号・番号の入力', step: 3, wide: true, back: '/register/card', chunk: 'eligibility' },
  { path: '/register/card/check', tag: 'page-card-check', title: '入力内容の確認', step: 3, back: '/register/card', chunk: 'eligibility' },
  { path: '/register/profile', tag: 'page-profile', title: 'お名前と生年月日', step: 3, chunk: 'eligibility' },
  { path: '/register/wait', tag: 'page-wait', title: '情報が届くのを待つ', step: 3, back: '/register/card/check', chunk: 'eligibility' },
  { path: '/register/waiting', tag: 'page-waiting', title: '情報が届くのを待っています', chunk: 'eligibility' },
  { path: '/register/closed', tag: 'page-closed', title: 'お手続きの終了', chunk: 'eligibility' },
  { path: '/register/final', tag: 'page-final', title: '最終確認', step: 4, back: '/register/card', chunk: 'eligibility', next: 'account' },
  { path: '/register/done', tag: 'page-done', title: '登録完了', member: true, chunk: 'account' },
  { path: '/me', tag: 'page-me', title: 'マイページ', wide: true, member: true, chunk: 'account' },
  { path: '/me/password', tag: 'page-password', title: 'パスワードの変更', back: '/me', member: true, chunk: 'account' },
  { path: '/me/email', tag: 'page-email', title: 'メールアドレスの変更', back: '/me', member: true, chunk: 'account' },
  { path: '/me/sessions', tag: 'page-sessions', title: 'ログイン中の端末', back: '/me', member: true, chunk: 'account' },
  { path: '/me/checkups', tag: 'page-checkups', title: '健診結果', wide: true, back: '/me', member: true, chunk: 'checkups' },
  { path: '/me/checkups/code', tag: 'page-viewing-code', title: '本人確認', back: '/me', verification: 1, member: true, chunk: 'verification', next: 'checkups' },
  { path: '/me/checkups/question', tag: 'page-secret-question', title: '秘密の質問の設定', back: '/me', verification: 2, member: true, chunk: 'verification', next: 'checkups' },
  { path: '/me/checkups/question/confirm', tag: 'page-secret-question-confirm', title: '秘密の質問の確認', back: '/me/checkups/question', verification: 3, member: true, chunk: 'verification', next: 'checkups' },
  { path: '/me/checkups/answer', tag: 'page-secret-answer', title: '秘密の質問', back: '/me', member: true, chunk: 'verification', next: 'checkups' },
  { path: '/me/secret-question', tag: 'page-secret-question', title: '秘密の質問の変更', back: '/me/checkups', member: true, chunk: 'verification' },
  { path: '/me/secret-question/confirm', tag: 'page-secret-question-confirm', title: '秘密の質問の確認', back: '/me/secret-question', member: true, chunk: 'verification' },
  { path: '/me/leave', tag: 'page-leave', title: '退会', back: '/me', member: true, chunk: 'account' },
  { path: '/email/confirm', tag: 'page-email-confirm', title: 'メールアドレス変更の確認', chunk: 'recovery' },
  { path: '/password-reset', tag: 'page-reset', title: 'パスワードの再設定', back: '/sign-in', chunk: 'recovery' },
  { path: '/password-reset/confirm', tag: 'page-reset-confirm', title: '新しいパスワードの設定', chunk: 'recovery' },
  { path: '/login-id', tag: 'page-login-id', title: 'ログインIDを忘れた方', back: '/sign-in', chunk: 'recovery' },
  { path: '/inquiry', tag: 'page-inquiry', title: 'お問い合わせ', back: '/', chunk: 'inquiry' },
  { path: '/inquiry/check', tag: 'page-inquiry-check', title: '入力内容の確認', back: '/inquiry', chunk: 'inquiry' },
  { path: '/inquiry/sent', tag: 'page-inquiry-sent', title: 'お問い合わせの受付', chunk: 'inquiry' },
  { path: '/inquiry/thread', tag: 'page-inquiry-thread', title: 'お問い合わせの内容', chunk: 'inquiry' },
  { path: '/inquiry/confirm', tag: 'page-inquiry-confirm', title: '健診閲覧コードの再発行', chunk: 'inquiry' },
  { path: '/print-file', tag: 'page-print-file', title: '印刷用ファイル', chunk: 'print-file' },
  { path: '/help', tag: 'page-help', title: 'よくある質問', back: '/', chunk: 'reading' },
  { path: '/help/card', tag: 'page-help-card', title: '資格情報の見かた', back: '/help', chunk: 'reading' },
  { path: '/terms/membership', tag: 'page-membership-terms', title: '会員規約', back: '/', chunk: 'reading' },
  { path: '/terms/privacy', tag: 'page-privacy-notice', title: '個人情報の取り扱いについて', back: '/', chunk: 'reading' },
  { path: '/*', tag: 'page-not-found', title: 'ページが見つかりません', back: '/', chunk: 'reading' },
];
