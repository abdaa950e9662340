import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import type { Problem } from '../api/client.ts';
import { readableWait } from '../dates/calendar.ts';
import { icons } from '../parts/icons.ts';
import { announceAfterPause } from '../parts/page.ts';
import type { Form, Values } from './form.ts';

export interface FieldOptions {
  label: string;
  type?: 'text' | 'email';
  inputmode?: 'text' | 'numeric' | 'email';
  autocomplete?: string;
  autocapitalize?: 'off' | 'characters';
  placeholder?: string;
  /** Said before the input, and with it. */
  hint?: TemplateResult | string;
  /** The value as it will be compared, shown while typing (WEB-4). */
  compared?: string | null;
  maxlength?: number;
  /** As wide as what goes in; else as wide as the form. */
  width?: 'number' | 'code' | 'name' | 'viewing-code';
  /** Without 必須, in a form that everybody knows. */
  plain?: boolean;
  /** Belongs to the field, below it. */
  more?: TemplateResult;
}

/** Beside the label, for the eye: readers hear it of the input itself. */
export const requirement = (optional: boolean) => html`<span class="tag ${optional ? '' : 'required'}" aria-hidden="true">${optional ? '任意' : '必須'}</span>`;

export function field<V extends Values>(form: Form<V>, name: keyof V & string, options: FieldOptions): TemplateResult {
  const id = form.inputId(name);
  const errors = form.errors(name);
  const described = [options.hint && `${id}-hint`, options.compared !== undefined && `${id}-compared`, errors.length && `${id}-error`];
  return html`
    <div class="field ${errors.length ? 'invalid' : ''} ${options.width ?? ''}">
      <div class="label"><label for=${id}>${options.label}</label>${options.plain ? nothing : requirement(form.isOptional(name))}</div>
      ${options.hint ? html`<p class="hint" id="${id}-hint">${options.hint}</p>` : nothing}
      <input id=${id} name=${name} type=${options.type ?? 'text'} .value=${live(form.text(name))}
        inputmode=${ifDefined(options.inputmode)} autocomplete=${ifDefined(options.autocomplete)}
        autocapitalize=${ifDefined(options.autocapitalize)} maxlength=${ifDefined(options.maxlength)} placeholder=${ifDefined(options.placeholder)}
        spellcheck="false" aria-required=${form.isOptional(name) ? 'false' : 'true'}
        aria-invalid=${errors.length ? 'true' : 'false'} aria-describedby=${ifDefined(described.filter(Boolean).join(' ') || undefined)}
        @input=${(event: Event) => {
          form.set(name, (event.target as HTMLInputElement).value as V[typeof name]);
          if (options.compared !== undefined) {
            announceAfterPause(() => document.getElementById(`${id}-compared`)?.textContent.trim() ?? '');
          }
        }}
        @change=${() => form.leave(name)}>
      ${options.compared === undefined ? nothing : compared(id, options)}
      ${options.more ?? nothing}
      ${fieldErrors(id, errors)}
    </div>`;
}

/** A neutral mark: whether the value is right, only the check knows. */
function compared(id: string, { compared }: FieldOptions): TemplateResult {
  return html`<p class="compared" id="${id}-compared">${
    compared === null ? nothing : html`${icons.arrow}<span>この値で確認します：<b>${compared}</b></span>`}</p>`;
}

export function fieldErrors(id: string, errors: readonly string[]): TemplateResult {
  return html`${errors.length
    ? html`<p class="error" id="${id}-error">${icons.alert}<span>${errors.map((message) => html`${message}<br>`)}</span></p>` : nothing}`;
}

export function checkbox<V extends Values>(form: Form<V>, name: keyof V & string, label: string, hint?: string): TemplateResult {
  const id = form.inputId(name);
  return html`
    <div class="checkbox">
      <input id=${id} type="checkbox" .checked=${live(form.values[name] === true)} aria-describedby=${ifDefined(hint && `${id}-hint`)}
        @change=${(event: Event) => form.set(name, (event.target as HTMLInputElement).checked as V[typeof name])}>
      <label for=${id}>${label}</label>
      ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
    </div>`;
}

/** Errors of all fields with links to them, or what the API said about the whole. The form moves the focus here. */
export function summary<V extends Values>(form: Form<V>): TemplateResult {
  const errors = form.summary;
  if (errors.length && !form.problem) {
    return html`
      <div class="alert" role="alert" tabindex="-1" data-alert>
        ${icons.alert}
        <div><h2>入力内容をご確認ください</h2>
          <ul>${errors.map(({ name, message }) => html`<li><a href="#${form.inputId(name)}">${message}</a></li>`)}</ul></div>
      </div>`;
  }
  return html`${form.problem ? problem(form.problem) : nothing}`;
}

export function problem({ title, detail, retryAfter }: Problem, more?: TemplateResult): TemplateResult {
  return html`
    <div class="alert" role="alert" tabindex="-1" data-alert>
      ${icons.alert}
      <div><h2>${title}</h2><p>${detail}</p>
        ${retryAfter ? html`<p>あと<b>${readableWait(retryAfter)}</b>ほどで、もう一度お試しいただけます。</p>` : nothing}${more ?? nothing}</div>
    </div>`;
}

/**
 * The step's button. It looks and reads as disabled until the inputs are complete (WEB-1), and says what is missing; pressing it then
 * shows the errors instead of doing nothing.
 */
export function submitButton<V extends Values>(form: Form<V>, label: string, busyLabel: string, style: 'primary' | 'danger' = 'primary'): TemplateResult {
  const { empty, wrong, also } = form.missing;
  const id = `${form.id}-missing`;
  const hints = [
    empty.length && `あと${empty.join('・')}をご入力ください`,
    wrong.length && `${wrong.join('・')}をご確認ください`,
    !empty.length && !wrong.length && also.length && `あと${also.join('・')}が必要です`,
  ].filter(Boolean);
  return html`
    <div class="actions">
      <button class=${style} type="submit" aria-disabled=${form.busy || hints.length ? 'true' : 'false'} aria-describedby=${id}>
        ${form.busy ? html`<span class="spinner" aria-hidden="true"></span>${busyLabel}` : label}</button>
      <p class="missing" id=${id}>${form.busy ? nothing : hints.map((hint) => html`${hint}<br>`)}</p>
      <p class="sr-only" role="status">${form.busy ? busyLabel : nothing}</p>
    </div>`;
}
