import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Part } from '../../parts/page.ts';
import { api, type Insurer, type Problem } from '../api.ts';
import { shortInstant } from '../instants.ts';
import { problem, submit } from '../parts/fields.ts';

/** Ends an insurer's contract: with its number typed again, by two operators (RST-11). */
@customElement('staff-contract-end')
export class ContractEnd extends Part {
  @property({ attribute: false }) insurer!: Insurer;
  @state() private typed = '';
  @state() private fault?: Problem;
  @state() private busy = false;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('insurer')) {
      this.typed = '';
      this.fault = undefined;
    }
  }

  private async end(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy || this.typed.trim() !== this.insurer.insurerNumber) {
      return;
    }
    this.busy = true;
    const { data, problem } = await api.endContract(this.insurer.insurerNumber, this.typed.trim());
    this.busy = false;
    this.fault = problem;
    if (data) {
      this.dispatchEvent(new CustomEvent('changed'));
    } else {
      await this.updateComplete;
      this.querySelector<HTMLElement>('[data-alert]')?.focus();
    }
  }

  protected override render() {
    const { contractEnd } = this.insurer;
    if (contractEnd?.removedOn) {
      return html`<section class="ending"><h3>契約の終了</h3><p><b>${contractEnd.removedOn}</b>に、この保険者の加入者・健診閲覧コード・健診結果・会員とのつながりを消去します。会員にはお知らせしました。</p></section>`;
    }
    return html`
      <section class="ending"><details ?open=${contractEnd !== null}>
        <summary><h3>契約の終了</h3></summary>
        ${contractEnd
          ? html`<p>${contractEnd.requestedBy}さんが${shortInstant(contractEnd.requestedAt)}に申し込みました。<b>別の運用担当者</b>が確定すると、会員にすぐ知らせ、30日後に消去します。</p>`
          : html`<p>運用担当者2人の操作が要ります。1人目が申し込み、2人目が確定すると、会員にすぐ知らせ、30日後に加入者・健診閲覧コード・健診結果・会員とのつながりを消去します。</p>`}
        <form class="line" @submit=${this.end}>
          <label>保険者番号をもう一度<input inputmode="numeric" autocomplete="off" .value=${this.typed} @input=${(event: Event) => (this.typed = (event.target as HTMLInputElement).value)}></label>
          ${submit(contractEnd ? '終了を確定する' : '終了を申し込む', { busy: this.busy, dead: this.typed.trim() !== this.insurer.insurerNumber, style: 'danger' })}
        </form>
        ${this.fault ? problem(this.fault) : nothing}
      </details></section>`;
  }
}
