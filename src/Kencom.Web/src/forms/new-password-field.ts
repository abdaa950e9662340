import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { api, type PasswordConditions, type PasswordProfile } from '../api/client.ts';
import { icons } from '../parts/icons.ts';
import { announceAfterPause } from '../parts/page.ts';
import { look } from '../session/look.ts';
import { PasswordField } from './password-field.ts';
import { passwordConditions, passwordLengths, symbols } from './password-rules.ts';

type Name = keyof PasswordConditions;
type State = 'empty' | 'met' | 'unmet' | 'checking';

const kinds = look === 'app' ? '英大文字・英小文字・数字・記号' : '英字・数字・記号';
const words = (profile: PasswordProfile): Record<Name, string> => ({
  length: `${passwordLengths[profile][0]}文字以上${passwordLengths[profile][1]}文字以下`,
  characters: '使える文字だけ（半角の英数字と記号）',
  kinds: `2種類以上の文字を含む（${kinds}）`,
  notGuessable: '推測されにくい文字列',
});
const spoken: Record<State, string> = { empty: '未入力', met: '満たしています', unmet: '満たしていません', checking: '確認しています' };

/** The rules in force. A deployment has one for all, and few another than this: the first form asks. */
let profile: PasswordProfile = 'manual';
let asked = false;

/** A password is asked of the API this long after the last key. */
const pauseMilliseconds = 400;

/** A new password with its conditions ticked off while typing (REG-4). Apart from the field of a known one: the first page does without it. */
@customElement('kencom-new-password')
export class NewPasswordField extends PasswordField {
  /** Its parts make a password guessable. */
  @property() email = '';
  protected override readonly autocomplete = 'new-password';
  @state() private answer?: { password: string; email: string; conditions: PasswordConditions; guessedPart: string | null };
  @state() private unanswered = false;
  private timer = 0;

  /** All conditions hold, as far as can be told; without an answer of the API only those that can be judged here. */
  static allMet(states: Record<Name, State>): boolean {
    return Object.values(states).every((state) => state === 'met');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!asked) {
      void this.learnProfile();
    }
  }

  /** Before anything is typed: the conditions are read first. */
  private async learnProfile(): Promise<void> {
    asked = true;
    const { data } = await api.checkPassword({ password: '', email: null, channel: look });
    if (data) {
      profile = data.passwordProfile;
      this.requestUpdate();
    } else {
      asked = false;
    }
  }

  get states(): Record<Name, State> {
    if (this.value === '') {
      return { length: 'empty', characters: 'empty', kinds: 'empty', notGuessable: 'empty' };
    }
    const known = this.known;
    const here = passwordConditions(this.value, look, profile);
    const of = (held: boolean): State => (held ? 'met' : 'unmet');
    return known
      ? { length: of(known.length), characters: of(known.characters), kinds: of(known.kinds), notGuessable: of(known.notGuessable) }
      : { length: of(here.length), characters: of(here.characters), kinds: of(here.kinds), notGuessable: this.unanswered ? 'met' : 'checking' };
  }

  private get known(): PasswordConditions | undefined {
    return this.answer?.password === this.value && this.answer.email === this.email ? this.answer.conditions : undefined;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has('value') || changed.has('email')) {
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
      profile = data?.passwordProfile ?? profile;
      this.answer = data && { password, email, conditions: data.passwordConditions, guessedPart: data.guessedPart };
      // The API judges again when the form is sent; a failed question must not keep anybody from sending it.
      this.unanswered = !data;
      await this.updateComplete;
      this.report();
    }
  }

  private report(): void {
    this.dispatchEvent(new CustomEvent('judged', { detail: NewPasswordField.allMet(this.states) }));
  }

  protected override typed(event: Event): void {
    super.typed(event);
    announceAfterPause(() => this.spokenState());
  }

  private spokenState(): string {
    const unmet = Object.entries(this.states).filter(([, state]) => state === 'unmet').map(([name]) => words(profile)[name as Name]);
    return this.value === '' ? '' : unmet.length ? `満たしていない条件：${unmet.join('、')}` : 'パスワードの条件をすべて満たしました';
  }

  protected override get descriptionId(): string {
    return `${this.inputId}-conditions`;
  }

  protected override renderDescription() {
    const states = this.states;
    const icon = { met: icons.check, unmet: icons.alert, empty: icons.dot, checking: html`<span class="spinner" aria-hidden="true"></span>` };
    return html`
      <div class="conditions" id=${this.descriptionId}>
        <p>パスワード設定の条件</p>
        <ul>${Object.entries(states).filter(([name]) => name !== 'kinds' || profile === 'manual').map(([name, state]) => html`
          <li class=${state}>${icon[state]}<span>${words(profile)[name as Name]}<span class="sr-only">：${spoken[state]}</span>${state === 'unmet' ? this.renderAdvice(name as Name) : nothing}</span></li>`)}
        </ul>
        <details><summary>使える記号</summary><p><code>${symbols}</code><br>空白、全角文字、「\\」は使えません。ほかのサービスと同じパスワードは避けてください。</p></details>
      </div>`;
  }

  /** Why a condition is not met, and what would help. */
  private renderAdvice(name: Name) {
    const wrong = [...this.value].find((character) => !/[A-Za-z0-9]/.test(character) && !symbols.includes(character));
    const part = this.known && this.answer?.guessedPart;
    const advice: Record<Name, unknown> = {
      length: `いまは${this.value.length}文字です。`,
      characters: wrong === ' ' || wrong === '　' ? '空白は使えません。' : html`「${wrong}」は使えません。`,
      kinds: 'もう1種類の文字を加えてください。',
      notGuessable: part
        ? html`「${part}」は、よく使われる言葉や並びとして推測されます。ほかの言葉や数字と組み合わせてください。`
        : '短いか、規則的な並びです。文字を増やすか、並びを変えてください。',
    };
    return html`<span class="advice">${advice[name]}</span>`;
  }
}
