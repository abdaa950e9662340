import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Part, announce } from '../../parts/page.ts';
import { api, type DroppedFile, type Problem } from '../api.ts';
import { shortInstant } from '../instants.ts';
import { problem, submit } from '../parts/fields.ts';
import { fileKinds } from '../texts.ts';

/** Issues an upload link for an insurer (STF-5). It is shown once: nobody can read it again. */
@customElement('staff-upload-links')
export class UploadLinks extends Part {
  @property({ attribute: false }) insurerNumber = '';
  @state() private kind: DroppedFile['kind'] = 'full';
  @state() private link?: { url: string; expiresAt: string };
  @state() private fault?: Problem;
  @state() private busy = false;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('insurerNumber')) {
      this.link = undefined;
      this.fault = undefined;
    }
  }

  private async issue(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) {
      return;
    }
    this.busy = true;
    const { data, problem } = await api.uploadLink(this.insurerNumber, this.kind);
    this.busy = false;
    this.link = data;
    this.fault = problem;
    await this.updateComplete;
    this.querySelector<HTMLElement>('[data-alert], .issued input')?.focus();
  }

  private async copy(): Promise<void> {
    this.querySelector<HTMLInputElement>('.issued input')?.select();
    await navigator.clipboard.writeText(this.link!.url).then(() => announce('リンクをコピーしました'), () => announce('コピーできませんでした。選んである文字をコピーしてください'));
  }

  protected override render() {
    return html`
      <section><h3>アップロード用のリンク</h3>
        <form class="line" @submit=${this.issue}>
          <select aria-label="ファイルの種類" @change=${(event: Event) => (this.kind = (event.target as HTMLSelectElement).value as DroppedFile['kind'])}>
            ${Object.entries(fileKinds).map(([value, text]) => html`<option value=${value} ?selected=${value === this.kind}>${text}</option>`)}</select>
          ${submit('発行する', { busy: this.busy, style: 'secondary' })}
        </form>
        ${this.fault ? problem(this.fault) : nothing}
        ${this.link ? html`
          <div class="issued">
            <input readonly aria-label="発行したリンク" .value=${this.link.url}>
            <button type="button" class="secondary" @click=${this.copy}>コピー</button>
            <p class="hint">新しいファイルを1つだけ送れます。${shortInstant(this.link.expiresAt)}まで。この画面を離れると、もう表示できません。</p>
          </div>` : nothing}
      </section>`;
  }
}
