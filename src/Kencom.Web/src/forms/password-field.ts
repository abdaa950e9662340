import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { Part } from '../parts/page.ts';
import { fieldErrors, requirement } from './fields.ts';

/** A password that is there already, as one signs in with it. Shown on demand. */
@customElement('kencom-password')
export class PasswordField extends Part {
  @property() inputId = '';
  @property() label = 'パスワード';
  @property() value = '';
  /** Without 必須, in a form that everybody knows. */
  @property({ type: Boolean }) plain = false;
  @property({ attribute: false }) errors: readonly string[] = [];
  @state() private shown = false;
  protected readonly autocomplete: 'new-password' | 'current-password' = 'current-password';

  /** The id of what is rendered below the field, if it describes it. */
  protected get descriptionId(): string {
    return '';
  }

  protected renderDescription(): unknown {
    return nothing;
  }

  protected typed(event: Event): void {
    this.dispatchEvent(new CustomEvent('typed', { detail: (event.target as HTMLInputElement).value }));
  }

  protected override render() {
    const described = [this.descriptionId, this.errors.length && `${this.inputId}-error`].filter(Boolean).join(' ');
    return html`
      <div class="field ${this.errors.length ? 'invalid' : ''}">
        <div class="label"><label for=${this.inputId}>${this.label}</label>${this.plain ? nothing : requirement(false)}</div>
        <div class="with-button">
          <input id=${this.inputId} type=${this.shown ? 'text' : 'password'} .value=${live(this.value)} autocomplete=${this.autocomplete}
            autocapitalize="off" spellcheck="false" aria-required="true" aria-invalid=${this.errors.length ? 'true' : 'false'}
            aria-describedby=${ifDefined(described || undefined)} @input=${this.typed}>
          <button type="button" class="quiet" aria-label="${this.label}を${this.shown ? '隠す' : '表示'}"
            @click=${() => (this.shown = !this.shown)}>${this.shown ? '隠す' : '表示'}</button>
        </div>
        ${fieldErrors(this.inputId, this.errors)}
        ${this.renderDescription()}
      </div>`;
  }
}
