import { html, type TemplateResult } from 'lit';
import * as canonical from '../card/canonical.ts';
import type { CardDraft } from '../session/store.ts';
import { birthDate, birthDateFields } from './birth-date.ts';
import { checkbox, field } from './fields.ts';
import type { Field, Form, Values } from './form.ts';

export type CardForm = CardDraft & Values;

export const emptyCard: CardDraft = {
  kanaName: '', birthYear: '', birthMonth: '', birthDay: '', insurerNumber: '', cardSymbol: '', noSymbol: false, cardNumber: '',
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
  cardSymbol: {
    label: '記号',
    empty: '記号を入力するか、「書類に記号の記載がない」を選んでください',
    mayBeEmpty: ({ noSymbol }) => noSymbol,
    check: must(canonical.cardSymbol, '記号は、最後のハイフンより後ろまで入力してください'),
  },
  cardNumber: { label: '番号', check: must(canonical.cardNumber, '番号は数字で入力してください') },
} satisfies Record<string, Field<CardForm>>;

export const insurerFields = {
  insurerNumber: { label: '保険者番号', check: must(canonical.insurerNumber, '保険者番号は6桁または8桁の数字で入力してください') },
} satisfies Record<string, Field<CardForm>>;

export const cardFields = { ...numberFields, ...insurerFields, ...nameFields, ...birthDateFields };

export const kanaInput = <V extends Values>(form: Form<V>): TemplateResult =>
  field(form, 'kanaName', {
    label: '氏名（フルネーム・全角カナ）', autocomplete: 'off', maxlength: 200, width: 'name',
    hint: '例：ケンコムタロウ。姓と名の間の空白は、あってもなくても構いません。', compared: shown(form.text('kanaName'), canonical.kanaName),
  });

export const insurerInput = <V extends Values>(form: Form<V>): TemplateResult =>
  field(form, 'insurerNumber', {
    label: '保険者番号', inputmode: 'numeric', autocomplete: 'off', maxlength: 200, width: 'number',
    hint: html`6桁または8桁の数字です。特例退職被保険者・特例退職被扶養者の方は、退職前後のどちらのものでもご登録いただけます。`,
    compared: shown(form.text('insurerNumber'), canonical.insurerNumber),
  });

export const symbolInput = <V extends Values>(form: Form<V>): TemplateResult =>
  field(form, 'cardSymbol', {
    label: '記号', autocomplete: 'off', maxlength: 200, width: 'number',
    hint: html`ハイフンがあるときは、その後ろだけで確認します（71-1234 は 1234）。`,
    compared: shown(form.text('cardSymbol'), canonical.cardSymbol),
    more: form.text('cardSymbol').trim() === '' ? checkbox(form, 'noSymbol', '書類に記号の記載がない') : undefined,
  });

export const numberInput = <V extends Values>(form: Form<V>): TemplateResult =>
  field(form, 'cardNumber', {
    label: '番号', inputmode: 'numeric', autocomplete: 'off', maxlength: 200, width: 'number',
    hint: html`8桁以上のときは末尾の7桁で確認します。先頭の0はあってもなくても構いません。枝番は入力しません。`,
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

/** The values as they are compared, for people to look over. Null where one is missing or wrong. */
export function comparedValues(values: CardForm) {
  const date = birthDate(values);
  const [kanaName, insurerNumber, cardSymbol, cardNumber] = [
    canonical.kanaName(values.kanaName), canonical.insurerNumber(values.insurerNumber), canonical.cardSymbol(values.cardSymbol), canonical.cardNumber(values.cardNumber),
  ];
  const symbolGiven = values.cardSymbol.trim() !== '' || values.noSymbol;
  return date !== null && kanaName !== null && insurerNumber !== null && cardSymbol !== null && symbolGiven && cardNumber !== null
    ? { kanaName, birthDate: date, insurerNumber, cardSymbol, cardNumber }
    : null;
}
