import type { Route } from './router.ts';

const registration = () => import('./pages/registration.ts');
const eligibility = () => import('./pages/eligibility.ts');
const account = () => import('./pages/account.ts');
const recovery = () => import('./pages/recovery.ts');
const reading = () => import('./pages/reading.ts');

/** In the order of the manual's screens; mails lead to some (FrontEndPaths in Core). The last one is for every other address. */
export const routes: readonly Route[] = [
  { path: '/', tag: 'page-start', title: 'ようこそ', wide: true },
  { path: '/register', tag: 'page-register', title: '新規登録', back: '/', step: 1, load: registration },
  { path: '/register/confirm', tag: 'page-confirm', title: '入力内容の確認', back: '/register', step: 1, load: registration },
  { path: '/register/sent', tag: 'page-sent', title: '仮登録メールの送信', back: '/register', step: 2, load: registration },
  { path: '/users/:token/activate', tag: 'page-activate', title: 'メールアドレスの確認', step: 2, load: registration },
  { path: '/register/prepare', tag: 'page-prepare', title: '資格情報の準備', step: 3, load: eligibility },
  { path: '/register/card', tag: 'page-card', title: '資格確認', step: 3, wide: true, back: '/register/prepare', load: eligibility },
  { path: '/register/card/numbers', tag: 'page-card-numbers', title: '記号・番号の入力', step: 3, wide: true, back: '/register/card', load: eligibility },
  { path: '/register/profile', tag: 'page-profile', title: 'お名前と生年月日', step: 3, load: eligibility },
  { path: '/register/waiting', tag: 'page-waiting', title: '加入者データの到着待ち', step: 3, load: eligibility },
  { path: '/register/final', tag: 'page-final', title: '最終確認', step: 4, back: '/register/card', load: eligibility },
  { path: '/me', tag: 'page-me', title: 'マイページ', wide: true, load: account },
  { path: '/me/password', tag: 'page-password', title: 'パスワードの変更', back: '/me', load: account },
  { path: '/me/email', tag: 'page-email', title: 'メールアドレスの変更', back: '/me', load: account },
  { path: '/me/sessions', tag: 'page-sessions', title: 'ログイン中の端末', back: '/me', load: account },
  { path: '/me/leave', tag: 'page-leave', title: '退会', back: '/me', load: account },
  { path: '/email/:token/confirm', tag: 'page-email-confirm', title: 'メールアドレス変更の確認', load: recovery },
  { path: '/password-reset', tag: 'page-reset', title: 'パスワードの再設定', back: '/', load: recovery },
  { path: '/password-reset/:token', tag: 'page-reset-confirm', title: '新しいパスワードの設定', load: recovery },
  { path: '/login-id', tag: 'page-login-id', title: 'ログインIDを忘れた方', back: '/', wide: true, load: recovery },
  { path: '/inquiry', tag: 'page-help', title: 'お困りのときは', back: '/', load: reading },
  { path: '/help', tag: 'page-help', title: 'よくある質問', back: '/', load: reading },
  { path: '/help/card', tag: 'page-help-card', title: '資格情報の見かた', back: '/help', load: reading },
  { path: '/terms/membership', tag: 'page-membership-terms', title: '会員規約', back: '/', load: reading },
  { path: '/terms/privacy', tag: 'page-privacy-notice', title: '個人情報の取り扱いについて', back: '/', load: reading },
  { path: '/*', tag: 'page-not-found', title: 'ページが見つかりません', back: '/', load: reading },
];
