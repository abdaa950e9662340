import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Part } from '../../parts/page.ts';
import { api, type DroppedFile, type Problem } from '../api.ts';
import { problem, submit } from '../parts/fields.ts';

/** Lets a waiting file be applied, or rejects it: with a typed reason, which stays on the file and in the audit log (RST-6). */
@customElement('staff-file-decision')
export class FileDecision extends Part {
  @property({ attribute: false }) file!: DroppedFile;
  @state() private reason = '';
  @state() private fault?: Problem;
  @state() private busy = false;
  private shown = '';

  protected override willUpdate(): void {
    if (this.file.id !== this.shown) {
      this.shown = this.file.id;
      this.reason = '';
      this.fault = undefined;
    }
  }

  private async decide(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy || this.reason.trim() === '') {
      return;
    }
    const decide = (event.submitter as HTMLButtonElement | null)?.value === 'reject' ? api.rejectFile : api.approveFile;
    this.busy = true;
    const { data, problem } = await decide(this.file.id, this.reason.trim());
    this.busy = false;
    this.fault = problem;
    if (data) {
      this.dispatchEvent(new CustomEvent('decided', { detail: data }));
    } else {
      await this.updateComplete;
      this.querySelector<HTMLElement>('[data-alert]')?.focus();
    }
  }

  protected override render() {
    const dead = this.busy || this.reason.trim() === '' ? 'true' : 'false';
    return html`
      <form class="decision" @submit=${this.decide}>
        <h3>判断</h3>
        <label for="decision-reason">理由（監査ログとファイルに残ります）</label>
        <textarea id="decision-reason" rows="2" maxlength="1000" .value=${this.reason} @input=${(event: Event) => (this.reason = (event.target as HTMLTextAreaElement).value)}></textarea>
        ${this.fault ? problem(this.fault) : nothing}
        <div class="buttons">
          ${this.busy ? submit('送っています', { busy: true }) : html`
            <button class="primary" value="approve" aria-disabled=${dead}>承認して取り込む</button>
            <button class="danger" value="reject" aria-disabled=${dead}>却下する</button>`}
        </div>
      </form>`;
  }
}
