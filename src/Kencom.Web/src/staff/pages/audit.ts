import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, type AuditEntry, type Problem } from '../api.ts';
import { dayInJapan, shortInstant } from '../instants.ts';
import { StaffPage } from '../parts/page.ts';
import { pending } from '../parts/split.ts';
import { actions } from '../texts.ts';

/** What staff did, newest first (STF-2). The filters are in the address: subjects and staff are ids, no personal data. */
@customElement('staff-audit')
export class AuditPage extends StaffPage {
  @state() private entries?: readonly AuditEntry[];
  @state() private cursor?: string | null;
  @state() private fault?: Problem;
  private shown?: string;

  protected override willUpdate(): void {
    if (location.search !== this.shown) {
      this.shown = location.search;
      void this.load();
    }
  }

  private get filters() {
    const { query } = this;
    const [staff, subject] = [query.get('staff') ?? '', query.get('subject') ?? ''];
    return { staff, subject, day: query.get('day') ?? (staff || subject ? '' : dayInJapan(new Date())) };
  }

  private async load(cursor?: string): Promise<void> {
    const asked = this.shown;
    if (!cursor) {
      this.entries = undefined;
    }
    const { day, staff, subject } = this.filters;
    const { data, problem } = await api.audit({ day: day || undefined, staff: staff || undefined, subject: subject || undefined, cursor });
    if (asked === this.shown) {
      this.entries = data ? [...(cursor ? this.entries ?? [] : []), ...data.entries] : this.entries;
      this.cursor = data ? data.cursor : this.cursor;
      this.fault = problem;
    }
  }

  private filter(event: Event): void {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    this.go(Object.fromEntries(['day', 'staff', 'subject'].map((name) => [name, String(data.get(name) as string).trim()])));
  }

  private go(filters: Record<string, string>): void {
    const address = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== ''));
    this.router.go(`/staff/audit${address.size ? `?${address}` : ''}`);
  }

  protected override render() {
    const { day, staff, subject } = this.filters;
    return html`
      <div class="detail whole">
        <form class="line" @submit=${this.filter}>
          <label>日（日本時間）<input type="date" name="day" .value=${day}></label>
          <label>職員のID<input name="staff" autocomplete="off" spellcheck="false" .value=${staff}></label>
          <label>対象（会員・お問い合わせ・保険者などの番号）<input name="subject" data-search autocomplete="off" spellcheck="false" .value=${subject}></label>
          <button class="primary">絞り込む</button>
          ${this.query.size ? html`<a class="button" href="/staff/audit">今日に戻す</a>` : nothing}
        </form>
        ${!this.entries ? pending(this.fault, () => void this.load()) : this.entries.length === 0 ? html`<p class="empty">記録はありません。</p>` : this.renderEntries(this.entries)}
      </div>`;
  }

  private renderEntries(entries: readonly AuditEntry[]) {
    return html`
      <div class="table" role="region" aria-label="監査ログ" tabindex="0"><table>
        <thead><tr>${['日時', '職員', '操作', '対象', '理由'].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
        <tbody>${entries.map(({ at, staff, action, subject, reason }) => html`<tr>
          <td class="number">${shortInstant(at)}</td>
          <td><button type="button" class="link" @click=${() => this.go({ ...this.filters, staff: staff.id })}>${staff.name}<span class="sr-only">の記録だけにする</span></button></td>
          <td>${actions[action]}</td>
          <td><button type="button" class="link exact" @click=${() => this.go({ ...this.filters, subject })}>${subject}<span class="sr-only">の記録だけにする</span></button></td>
          <td>${reason ?? '–'}</td></tr>`)}</tbody>
      </table></div>
      ${this.cursor ? html`<p><button type="button" class="secondary" @click=${() => void this.load(this.cursor ?? undefined)}>さらに読み込む</button></p>` : nothing}`;
  }
}
