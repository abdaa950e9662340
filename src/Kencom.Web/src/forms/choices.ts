import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { announceAfterPause } from '../parts/page.ts';
import { fieldErrors, requirement } from './fields.ts';
import type { Form, Values } from './form.ts';
import { characters } from './rules.ts';

interface ChoiceOptions {
  label: string;
  hint?: TemplateResult | string;
  choices: readonly { id: string; text: string }[];
}

/** One of several, in the browser's own list. */
export function choice<V extends Values>(form: Form<V>, name: keyof V & string, { label, hint, choices }: ChoiceOptions): TemplateResult {
  const { id, errors, described } = about(form, name, hint !== undefined && 'hint');
  return html`
    <div class="field ${errors.length ? 'invalid' : ''} name">
      <div class="label"><label for=${id}>${label}</label>${requirement(form.isOptional(name))}</div>
      ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
      <select id=${id} name=${name} aria-required=${form.isOptional(name) ? 'false' : 'true'} aria-invalid=${errors.length ? 'true' : 'false'}
        aria-describedby=${ifDefined(described)} @change=${(event: Event) => form.set(name, (event.target as HTMLSelectElement).value as V[typeof name])}>
        <option value="" ?selected=${form.text(name) === ''}>選択してください</option>
        ${choices.map((choice) => html`<option value=${choice.id} ?selected=${choice.id === form.text(name)}>${choice.text}</option>`)}
      </select>
      ${fieldErrors(id, errors)}
    </div>`;
}

interface LongTextOptions {
  label: string;
  hint?: TemplateResult | string;
  /** As people count characters. */
  most: number;
  rows?: number;
}

/** A text of several lines that says how much room is left: at once for the eye, after a pause for readers. */
export function longText<V extends Values>(form: Form<V>, name: keyof V & string, { label, hint, most, rows = 8 }: LongTextOptions): TemplateResult {
  const { id, errors, described } = about(form, name, hint !== undefined && 'hint', 'count');
  const left = most - characters(form.text(name));
  const words = left < 0 ? `${-left}文字多く入力されています` : `あと${left}文字`;
  return html`
    <div class="field ${errors.length ? 'invalid' : ''}">
      <div class="label"><label for=${id}>${label}</label>${requirement(form.isOptional(name))}</div>
      ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
      <textarea id=${id} name=${name} rows=${rows} .value=${live(form.text(name))} aria-required=${form.isOptional(name) ? 'false' : 'true'}
        aria-invalid=${errors.length ? 'true' : 'false'} aria-describedby=${ifDefined(described)}
        @input=${(event: Event) => {
          form.set(name, (event.target as HTMLTextAreaElement).value as V[typeof name]);
          announceAfterPause(() => document.getElementById(`${id}-count`)?.textContent.trim() ?? '');
        }}
        @change=${() => form.leave(name)}></textarea>
      <p class="count ${left < 0 ? 'over' : ''}" id="${id}-count">${words}</p>
      ${fieldErrors(id, errors)}
    </div>`;
}

function about<V extends Values>(form: Form<V>, name: keyof V & string, ...parts: (string | false)[]) {
  const id = form.inputId(name);
  const errors = form.errors(name);
  const described = [...parts.filter(Boolean).map((part) => `${id}-${part || ''}`), errors.length ? `${id}-error` : ''].filter(Boolean).join(' ');
  return { id, errors, described: described || undefined };
}
