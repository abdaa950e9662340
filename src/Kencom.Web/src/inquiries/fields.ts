import { birthDateFields, type BirthDateParts } from '../forms/birth-date.ts';
import { nameFields } from '../forms/card-fields.ts';
import type { Field, Values } from '../forms/form.ts';
import { characters, emailError } from '../forms/rules.ts';

/** The form as it is typed (INQ-1). */
export interface InquiryDraft extends BirthDateParts {
  kanaName: string;
  email: string;
  emailConfirmation: string;
  insurerName: string;
  kind: string;
  text: string;
  appVersion: string;
  phone: string;
  osVersion: string;
  browser: string;
  accepted: boolean;
}

export type InquiryForm = InquiryDraft & Values;

export const mostCharacters = 1000;

const atMost = (most: number) => (text: string) => (characters(text) > most ? `${most}文字以内で入力してください` : undefined);
const small = (label: string): Field<InquiryForm> => ({ label, optional: true, check: atMost(50) });

export const inquiryFields = {
  ...nameFields,
  email: { label: 'メールアドレス', check: emailError },
  emailConfirmation: { label: 'メールアドレス（確認用）', check: (text: string, values: InquiryForm) => (text === values.email ? undefined : '2つのメールアドレスが一致していません') },
  insurerName: { label: '健康保険組合名', check: atMost(100) },
  ...birthDateFields,
  kind: { label: 'お問い合わせの種類', empty: 'お問い合わせの種類を選択してください' },
  text: { label: 'お問い合わせ内容', check: atMost(mostCharacters) },
  appVersion: small('アプリのバージョン'),
  phone: small('スマートフォンの端末名'),
  osVersion: small('OSのバージョン'),
  browser: small('ブラウザー'),
  accepted: { label: '個人情報の取り扱いへの同意', empty: '個人情報の取り扱いについて同意してください' },
} satisfies Record<string, Field<InquiryForm>>;
