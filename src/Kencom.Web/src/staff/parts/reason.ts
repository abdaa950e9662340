import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Part } from '../../parts/page.ts';
import { reasonFault } from '../cases.ts';
import { fieldErrors } from '../../forms/fields.ts';
import { submit } from './fields.ts';

/** Asks once a case why its data are read (STF-2). What usually is the reason stands there already: Enter goes on. */
@customElement('staff-reason')
export class Reason extends Part {
  @property({ attribute: false }) usual = '';
  @state() private text = '';
  @state() private fault?: string;

  override connectedCallback(): void {
    super.connectedCallback();
    this.text = this.usual;
  }

  override firstUpdated(): void {
    const input = this.querySelector('input');
    input?.focus();
    input?.select();
  }

  private go(event: Event): void {
    event.preventDefault();
    this.fault = reasonFault(this.text);
    if (this.fault) {
      this.querySelector('input')?.focus();
    } else {
      this.dispatchEvent(new CustomEvent('reason', { detail: this.text.trim() }));
    }
  }

  protected override render() {
    return html`
      <form class="reason" novalidate @submit=${this.go}>
        <label for="reason">見る理由</label>
        <input id="reason" autocomplete="off" .value=${this.text} aria-required="true" aria-invalid=${this.fault ? 'true' : 'false'}
          aria-describedby="reason-hint ${this.fault ? 'reason-error' : ''}" @input=${(event: Event) => (this.text = (event.target as HTMLInputElement).value)}>
        <p class="hint" id="reason-hint">個人情報を見るたびに、この理由とともに監査ログに残ります。この件では一度だけお聞きします。</p>
        ${this.fault ? fieldErrors('reason', [this.fault]) : nothing}
        <div>${submit('開く')}</div>
      </form>`;
  }
}
