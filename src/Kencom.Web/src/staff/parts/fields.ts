import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { fieldErrors } from '../../forms/fields.ts';
import type { Form, Values } from '../../forms/form.ts';
import { icons } from '../../parts/icons.ts';
import type { Problem } from '../api.ts';

interface Options {
  label: string;
  hint?: string;
  type?: 'text' | 'email' | 'date' | 'datetime-local' | 'number';
  inputmode?: 'numeric';
  /** Of a text of several lines. */
  rows?: number;
  maxlength?: number;
  disabled?: boolean;
  search?: boolean;
}

/** A label with its input on one line, or several. */
export function input<V extends Values>(form: Form<V>, name: keyof V & string, options: Options): TemplateResult {
  const id = form.inputId(name);
  const errors = form.errors(name);
  const described = [options.hint && `${id}-hint`, errors.length && `${id}-error`].filter(Boolean).join(' ') || undefined;
  const change = (event: Event) => form.set(name, (event.target as HTMLInputElement).value as V[typeof name]);
  return html`
    <div class="field ${errors.length ? 'invalid' : ''}">
      <label for=${id} class=${form.isOptional(name) ? '' : 'needed'}>${options.label}</label>
      <div>
        ${options.rows
          ? html`<textarea id=${id} rows=${options.rows} .value=${live(form.text(name))} maxlength=${ifDefined(options.maxlength)} ?disabled=${options.disabled}
              aria-required=${form.isOptional(name) ? 'false' : 'true'} aria-invalid=${errors.length ? 'true' : 'false'} aria-describedby=${ifDefined(described)}
              @input=${change} @change=${() => form.leave(name)}></textarea>`
          : html`<input id=${id} type=${options.type ?? 'text'} .value=${live(form.text(name))} maxlength=${ifDefined(options.maxlength)} ?disabled=${options.disabled}
              inputmode=${ifDefined(options.inputmode)} autocomplete="off" spellcheck="false" ?data-search=${options.search}
              aria-required=${form.isOptional(name) ? 'false' : 'true'} aria-invalid=${errors.length ? 'true' : 'false'} aria-describedby=${ifDefined(described)}
              @input=${change} @change=${() => form.leave(name)}>`}
        ${options.hint ? html`<p class="hint" id="${id}-hint">${options.hint}</p>` : nothing}
        ${fieldErrors(id, errors)}
      </div>
    </div>`;
}

export function choice<V extends Values>(form: Form<V>, name: keyof V & string, label: string, options: readonly (readonly [string, string])[], hint?: string): TemplateResult {
  const id = form.inputId(name);
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <div>
        <select id=${id} aria-describedby=${ifDefined(hint && `${id}-hint`)} @change=${(event: Event) => form.set(name, (event.target as HTMLSelectElement).value as V[typeof name])}>
          ${options.map(([value, text]) => html`<option value=${value} .selected=${form.text(name) === value}>${text}</option>`)}
        </select>
        ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
      </div>
    </div>`;
}

export function tick<V extends Values>(form: Form<V>, name: keyof V & string, label: string, text: string): TemplateResult {
  const id = form.inputId(name);
  return html`
    <div class="field">
      <span class="label">${label}</span>
      <label class="check" for=${id}><input id=${id} type="checkbox" .checked=${live(form.values[name] === true)}
        @change=${(event: Event) => form.set(name, (event.target as HTMLInputElement).checked as V[typeof name])}>${text}</label>
    </div>`;
}

/** What the API said about the whole, or that fields are wrong; the form moves the focus here. */
export function faults<V extends Values>(form: Form<V>): TemplateResult | typeof nothing {
  if (form.problem) {
    return problem(form.problem);
  }
  return form.summary.length
    ? html`<div class="alert" role="alert" tabindex="-1" data-alert>${icons.alert}
        <ul>${form.summary.map(({ name, message }) => html`<li><a href="#${form.inputId(name)}">${message}</a></li>`)}</ul></div>`
    : nothing;
}

export const problem = ({ title, detail }: Pick<Problem, 'title' | 'detail'>, more?: TemplateResult) => html`
  <div class="alert" role="alert" tabindex="-1" data-alert>${icons.alert}<div><p><b>${title}</b> ${detail}</p>${more ?? nothing}</div></div>`;

export const done = (text: string | undefined) => html`<p class="done" role="status">${text ? html`${icons.check}<span>${text}</span>` : nothing}</p>`;

/** It looks dead while what it needs is missing, and turns while it works. */
export const submit = (label: string, { busy = false, dead = false, style = 'primary' }: { busy?: boolean; dead?: boolean; style?: string } = {}) => html`
  <button class=${style} aria-disabled=${busy || dead ? 'true' : 'false'}>${busy ? html`<span class="spinner" aria-hidden="true"></span>` : nothing}${label}</button>`;
