import { html, type TemplateResult } from 'lit';
import * as canonical from '../card/canonical.ts';
import type { CardDraft } from '../session/store.ts';
import { birthDate, birthDateFields } from './birth-date.ts';
import { field } from './fields.ts';
import type { Field, Form, Values } from './form.ts';

export type CardForm = CardDraft & Values;

export const emptyCard: CardDraft = {
  kanaName: '', birthYear: '', birthMonth: '', birthDay: '', insurerNumber: '', cardSymbol: '', cardNumber: '',
};

const must = (form: (text: string) => string | null, message: string) => (text: string) => (form(text) === null ? message : undefined);

/** Names the character that no kana name holds; a long name of kana only is not told that it is none (EL-5). */
function nameMessage(text: string): string | undefined {
  const fault = canonical.kanaNameFault(text);
  if (fault?.tooLong) {
    return `氏名は${canonical.maximumName}文字までで入力してください`;
  }
  const shown = fault?.character?.replace('\u3099', '゛').replace('\u309A', '゜').replace(/[\p{Cc}\p{Co}\p{Cn}]/u, (hidden) => `U+${hidden.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`);
  return fault && (shown ? `氏名に「${shown}」は使えません。カナだけで入力してください` : '氏名はカタカナ（またはひらがな）で入力してください');
}

export const nameFields = {
  kanaName: { label: '氏名', check: nameMessage },
} satisfies Record<string, Field<CardForm>>;

export const numberFields = {
  cardSymbol: { label: '記号', optional: true, check: must(canonical.cardSymbol, '記号は、最後のハイフンより後ろまで入力してください') },
  cardNumber: { label: '番号', check: must(canonical.cardNumber, '番号は数字で入力してください') },
} satisfies Record<string, Field<CardForm>>;

export const insurerFields = {
  insurerNumber: { label: '保険者番号', check: must(canonical.insurerNumber, '保険者番号は6桁または8桁の数字で入力してください') },
} satisfies Record<string, Field<CardForm>>;

export const cardFields = { ...numberFields, ...insurerFields, ...nameFields, ...birthDateFields };

export const kanaInput = <V extends Values>(form: Form<V>): TemplateResult =>
  field(form, 'kanaName', {
    label: '氏名（フルネーム・全角カナ）', autocomplete: 'off', placeholder: 'ケンコムタロウ', maxlength: 200,
    hint: '姓と名の間の空白は、あってもなくても構いません。', compared: shown(form.text('kanaName'), canonical.kanaName),
  });

export const insurerInput = <V extends Values>(form: Form<V>): TemplateResult =>
  field(form, 'insurerNumber', {
    label: '保険者番号', inputmode: 'numeric', autocomplete: 'off', maxlength: 200,
    hint: '特例退職被保険者・特例退職被扶養者の方は、退職前後のどちらのものでもご登録いただけます。',
    compared: shown(form.text('insurerNumber'), canonical.insurerNumber),
  });

export const symbolInput = <V extends Values>(form: Form<V>): TemplateResult =>
  field(form, 'cardSymbol', {
    label: '記号', autocomplete: 'off', maxlength: 200,
    hint: html`ハイフンがあるときは、その後ろだけを照合します（71-1234 は 1234）。記号がない場合は空欄のままで構いません。`,
    compared: shown(form.text('cardSymbol'), canonical.cardSymbol),
  });

export const numberInput = <V extends Values>(form: Form<V>): TemplateResult =>
  field(form, 'cardNumber', {
    label: '番号', inputmode: 'numeric', autocomplete: 'off', maxlength: 200,
    hint: '8桁以上のときは末尾の7桁を照合します。先頭の0はあってもなくても構いません。枝番は入力しません。',
    compared: shown(form.text('cardNumber'), canonical.cardNumber),
  });

const shown = (text: string, form: (text: string) => string | null) => (text.trim() === '' ? null : form(text));

/** What the API is sent: the values as typed, which it brings into the compared form itself (EL-1). */
export const cardValues = (values: CardForm) => ({
  kanaName: values.kanaName,
  birthDate: birthDate(values)!,
  insurerNumber: values.insurerNumber,
  cardSymbol: values.cardSymbol,
  cardNumber: values.cardNumber,
});
