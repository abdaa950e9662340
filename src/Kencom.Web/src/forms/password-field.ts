import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { api, type PasswordConditions } from '../api/client.ts';
import { icons } from '../parts/icons.ts';
import { Part } from '../parts/page.ts';
import { look } from '../session/look.ts';
import { fieldErrors } from './fields.ts';
import { passwordConditions, symbols } from './rules.ts';

type State = 'met' | 'unmet' | 'checking';

const kinds = look === 'app' ? '英大文字・英小文字・数字・記号' : '英字・数字・記号';
const words: Record<keyof PasswordConditions, string> = {
  length: '6文字以上20文字以下',
  characters: '使える文字だけ（半角の英数字と記号）',
  kinds: `2種類以上の文字を含む（${kinds}）`,
  notGuessable: '推測されにくい文字列',
};
const spoken: Record<State, string> = { met: '満たしています', unmet: 'まだ満たしていません', checking: '確認しています' };

/** A password is asked of the API this long after the last key. */
const pauseMilliseconds = 400;

/** A password with its conditions ticked off while typing (REG-4), or a known one without them. Shown on demand. */
@customElement('kencom-password')
export class PasswordField extends Part {
  @property() inputId = '';
  @property() label = 'パスワード';
  @property() value = '';
  @property() autocomplete: 'new-password' | 'current-password' = 'current-password';
  /** Its parts make a password guessable. */
  @property() email = '';
  @property({ type: Boolean }) conditions = false;
  @property({ attribute: false }) errors: readonly string[] = [];
  @state() private shown = false;
  @state() private answer?: { password: string; email: string; conditions: PasswordConditions };
  @state() private unanswered = false;
  private timer = 0;

  /** All conditions hold, as far as can be told; without an answer of the API only those that can be judged here. */
  static allMet(states: Record<keyof PasswordConditions, State>): boolean {
    return Object.values(states).every((state) => state === 'met');
  }

  get states(): Record<keyof PasswordConditions, State> {
    const known = this.answer?.password === this.value && this.answer.email === this.email ? this.answer.conditions : undefined;
    const here = passwordConditions(this.value, look);
    const local = here.length && here.characters && here.kinds;
    const of = (held: boolean): State => (held ? 'met' : 'unmet');
    return known
      ? { length: of(known.length), characters: of(known.characters), kinds: of(known.kinds), notGuessable: of(known.notGuessable) }
      : { length: of(here.length), characters: of(here.characters), kinds: of(here.kinds), notGuessable: !local ? 'unmet' : this.unanswered ? 'met' : 'checking' };
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (this.conditions && (changed.has('value') || changed.has('email'))) {
      clearTimeout(this.timer);
      this.unanswered = false;
      if (this.value) {
        this.timer = window.setTimeout(() => void this.ask(), pauseMilliseconds);
      }
      this.report();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private async ask(): Promise<void> {
    const { value: password, email } = this;
    const { data } = await api.checkPassword({ password, email: email || null, channel: look });
    if (password === this.value && email === this.email) {
      this.answer = data && { password, email, conditions: data.passwordConditions };
      // The API judges again when the form is sent; a failed question must not keep anybody from sending it.
      this.unanswered = !data;
      await this.updateComplete;
      this.report();
    }
  }

  private report(): void {
    this.dispatchEvent(new CustomEvent('judged', { detail: PasswordField.allMet(this.states) }));
  }

  protected override render() {
    const described = [this.conditions && `${this.inputId}-conditions`, this.errors.length && `${this.inputId}-error`].filter(Boolean).join(' ');
    return html`
      <div class="field ${this.errors.length ? 'invalid' : ''}">
        <label for=${this.inputId}>${this.label}</label>
        <div class="with-button">
          <input id=${this.inputId} type=${this.shown ? 'text' : 'password'} .value=${live(this.value)} autocomplete=${this.autocomplete}
            autocapitalize="off" spellcheck="false" aria-required="true" aria-invalid=${this.errors.length ? 'true' : 'false'}
            aria-describedby=${ifDefined(described || undefined)}
            @input=${(event: Event) => this.dispatchEvent(new CustomEvent('typed', { detail: (event.target as HTMLInputElement).value }))}>
          <button type="button" class="quiet" aria-label="${this.label}を${this.shown ? '隠す' : '表示'}"
            @click=${() => (this.shown = !this.shown)}>${this.shown ? '隠す' : '表示'}</button>
        </div>
        ${fieldErrors(this.inputId, this.errors)}
        ${this.conditions ? this.renderConditions() : nothing}
      </div>`;
  }

  private renderConditions() {
    const states = this.states;
    const unmet = Object.values(states).filter((state) => state !== 'met').length;
    return html`
      <div class="conditions" id="${this.inputId}-conditions">
        <p>パスワード設定の条件</p>
        <ul>${Object.entries(states).map(([name, state]) => html`
          <li class=${state}>${state === 'met' ? icons.check : state === 'checking' ? html`<span class="spinner" aria-hidden="true"></span>` : icons.dot}
            <span>${words[name as keyof PasswordConditions]}<span class="sr-only">：${spoken[state]}</span></span></li>`)}
        </ul>
        <details><summary>使える記号</summary><p><code>${symbols}</code><br>空白、全角文字、「\\」は使えません。ほかのサービスと同じパスワードは避けてください。</p></details>
        <p class="sr-only" role="status">${!this.value ? nothing : unmet ? `パスワードの条件はあと${unmet}つです` : 'パスワードの条件をすべて満たしました'}</p>
      </div>`;
  }
}
