import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { eraYear, isoDate, parsePart, parseYear } from '../dates/calendar.ts';
import { announceAfterPause } from '../parts/page.ts';
import { fieldErrors, requirement } from './fields.ts';
import type { Field, Form, Values } from './form.ts';

export interface BirthDateParts {
  birthYear: string;
  birthMonth: string;
  birthDay: string;
}

export type BirthDateValues = BirthDateParts & Values;

const today = () => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);

function typedDate({ birthYear, birthMonth, birthDay }: BirthDateParts): string | null {
  const [year, month, day] = [parseYear(birthYear), parsePart(birthMonth), parsePart(birthDay)];
  return year !== null && month !== null && day !== null ? isoDate(year, month, day) : null;
}

/** Null until the three fields make a day that has been. */
export function birthDate(values: BirthDateParts): string | null {
  const date = typedDate(values);
  return date !== null && date >= '1868' && date <= today() ? date : null;
}

/** The day's field carries the judgement of the whole, so that it is named once. */
function dayError(text: string, values: BirthDateValues): string | undefined {
  if (!inRange(parsePart(text), 31)) {
    return '日は1から31の数字で入力してください';
  }
  if (parseYear(values.birthYear) === null || !inRange(parsePart(values.birthMonth), 12)) {
    return undefined;
  }
  const date = typedDate(values);
  return date === null || date < '1868' ? '存在しない日付です' : date > today() ? '今日より後の日付です' : undefined;
}

export const birthDateFields = {
  birthYear: { label: '生年月日の年', group: '生年月日', check: (text) => (parseYear(text) === null ? '年は西暦4桁か和暦（例：1972、昭和47）で入力してください' : undefined) },
  birthMonth: { label: '生年月日の月', group: '生年月日', check: (text) => (inRange(parsePart(text), 12) ? undefined : '月は1から12の数字で入力してください') },
  birthDay: { label: '生年月日の日', group: '生年月日', check: dayError },
} satisfies Record<string, Field<BirthDateValues>>;

const inRange = (value: number | null, to: number) => value !== null && value >= 1 && value <= to;

/** Three plain fields: quicker than a calendar for a day decades ago, on every keyboard. */
export function birthDateInputs<V extends BirthDateValues>(form: Form<V>): TemplateResult {
  const year = parseYear(form.text('birthYear'));
  const era = year === null ? '' : eraYear(year, parsePart(form.text('birthMonth')) ?? undefined, parsePart(form.text('birthDay')) ?? undefined);
  const typedEra = year !== null && !/^[0-9]{4}$/.test(form.text('birthYear').normalize('NFKC').trim());
  // One message a date: the first that is wrong.
  const errors = ['birthYear', 'birthMonth', 'birthDay'].flatMap((name) => [...form.errors(name)]).slice(0, 1);
  const id = form.inputId('birthDate');
  const part = (name: 'birthYear' | 'birthMonth' | 'birthDay', unit: string, label: string, autocomplete: string) => html`
    <span class="part ${name}">
      <input id=${form.inputId(name)} inputmode=${name === 'birthYear' ? 'text' : 'numeric'} autocomplete=${autocomplete} aria-label=${label}
        aria-required="true" aria-invalid=${form.errors(name).length ? 'true' : 'false'} aria-describedby="${id}-hint${errors.length ? ` ${id}-error` : ''}"
        .value=${live(form.text(name))} maxlength=${name === 'birthYear' ? 8 : 4}
        @input=${(event: Event) => {
          form.set(name, (event.target as HTMLInputElement).value);
          announceAfterPause(() => document.getElementById(`${id}-era`)?.textContent.trim() ?? '');
        }} @change=${() => form.leave(name)}>
      <span aria-hidden="true">${unit}</span>
    </span>`;
  return html`
    <fieldset class="field ${errors.length ? 'invalid' : ''}">
      <legend>生年月日${requirement(false)}</legend>
      <p class="hint" id="${id}-hint">例：1972年4月15日。年は「昭和47」「S47」でも入力できます。</p>
      <div class="date">
        ${part('birthYear', '年', '年', 'bday-year')}${part('birthMonth', '月', '月', 'bday-month')}${part('birthDay', '日', '日', 'bday-day')}
        <span class="era" id="${id}-era">${year === null ? nothing : typedEra ? `西暦${year}年` : era}</span>
      </div>
      ${fieldErrors(id, errors)}
    </fieldset>`;
}
