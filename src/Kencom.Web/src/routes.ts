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
  /** Of the four steps of the sign-up. */
  step?: 1 | 2 | 3 | 4;
  /** Wide enough for something beside the form. */
  wide?: boolean;
  /** Only for who is signed in: everybody else signs in first, and comes back. */
  member?: boolean;
  chunk?: Chunk;
  /** What comes next for most, and is fetched while this page is read. */
  next?: Chunk;
}

export type Chunk = 'registration' | 'eligibility' | 'account' | 'recovery' | 'reading';

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
  { path: '/me/leave', tag: 'page-leave', title: '退会', back: '/me', member: true, chunk: 'account' },
  { path: '/email/:token/confirm', tag: 'page-email-confirm', title: 'メールアドレス変更の確認', chunk: 'recovery' },
  { path: '/password-reset', tag: 'page-reset', title: 'パスワードの再設定', back: '/sign-in', chunk: 'recovery' },
  { path: '/password-reset/:token', tag: 'page-reset-confirm', title: '新しいパスワードの設定', chunk: 'recovery' },
  { path: '/login-id', tag: 'page-login-id', title: 'ログインIDを忘れた方', back: '/sign-in', chunk: 'recovery' },
  { path: '/inquiry', tag: 'page-inquiry', title: 'お問い合わせ', back: '/', chunk: 'reading' },
  { path: '/help', tag: 'page-help', title: 'よくある質問', back: '/', chunk: 'reading' },
  { path: '/help/card', tag: 'page-help-card', title: '資格情報の見かた', back: '/help', chunk: 'reading' },
  { path: '/terms/membership', tag: 'page-membership-terms', title: '会員規約', back: '/', chunk: 'reading' },
  { path: '/terms/privacy', tag: 'page-privacy-notice', title: '個人情報の取り扱いについて', back: '/', chunk: 'reading' },
  { path: '/*', tag: 'page-not-found', title: 'ページが見つかりません', back: '/', chunk: 'reading' },
];
