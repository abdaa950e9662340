import type { Schemas } from '../api/client.ts';

export type InquiryKind = Schemas['InquiryKind'];

interface About {
  kind: InquiryKind;
  /** The first line of the text, which the person may change or remove. Fixed words: nothing that was typed comes along. */
  context: string;
}

/** Where a person came from, by the link's `about`: it chooses the kind and says what happened. An unknown one says nothing. */
const places: Record<string, About> = {
  'card-miss': { kind: 'registration', context: '資格の確認ができませんでした。' },
  'registration-closed': { kind: 'registration', context: '資格の確認ができず、登録手続きが終了しました。' },
  'already-registered': { kind: 'registration', context: '「すでに登録されています」と表示されました。' },
  'mail-missing': { kind: 'registration', context: '仮登録メールが届きません。' },
  'link-broken': { kind: 'registration', context: '仮登録メールのリンクを開けません。' },
  'sign-in': { kind: 'sign-in', context: 'ログインできません。' },
  'login-id': { kind: 'sign-in', context: 'ログインIDのメールアドレスを、もう使えません。' },
  'code-lost': { kind: 'viewing-code', context: '健診閲覧コードの再発行をお願いします。' },
  'code-locked': { kind: 'viewing-code', context: '健診閲覧コードを続けて間違えて、入力できなくなりました。' },
  'answer-locked': { kind: 'checkups', context: '秘密の質問に答えられず、健診結果を開けなくなりました。' },
  'no-results': { kind: 'checkups', context: '受けた健診の結果が表示されません。' },
  results: { kind: 'checkups', context: '' },
};

export const aboutOf = (search: string): About | undefined => {
  const name = new URLSearchParams(search).get('about') ?? '';
  return Object.hasOwn(places, name) ? places[name] : undefined;
};
