import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Part } from '../../parts/page.ts';
import { api, type FileReport as Report, type Problem } from '../api.ts';
import { problem } from '../parts/fields.ts';
import { table } from '../parts/split.ts';
import { count, outcomes, textOf } from '../texts.ts';

const pageSize = 100;

/** The rows that were not taken as they stand, in pages; as a CSV for the insurer, too (RST-8). */
@customElement('staff-file-report')
export class FileReport extends Part {
  @property({ attribute: false }) fileId = '';
  /** Another state has another report. */
  @property({ attribute: false }) state = '';
  @state() private report?: Report;
  @state() private fault?: Problem;
  @state() private outcome = '';
  @state() private page = 0;
  private shown = '';

  protected override willUpdate(): void {
    const asked = `${this.fileId} ${this.state}`;
    if (asked !== this.shown) {
      this.shown = asked;
      this.outcome = '';
      this.page = 0;
      void this.load();
    }
  }

  private async load(): Promise<void> {
    this.report = undefined;
    const asked = this.shown;
    const { data, problem } = await api.fileReport(this.fileId);
    if (asked === this.shown) {
      this.report = data as Report | undefined;
      this.fault = problem;
    }
  }

  private async saveCsv(): Promise<void> {
    const { data, problem } = await api.fileReportCsv(this.fileId);
    this.fault = problem;
    if (data) {
      const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(data), download: `${this.fileId}.csv` });
      link.click();
      URL.revokeObjectURL(link.href);
    }
  }

  protected override render() {
    return html`<section class="report"><h3>報告</h3>${this.renderBody()}</section>`;
  }

  private renderBody() {
    if (!this.report) {
      return this.fault && this.fault.code !== 'not-found' ? problem(this.fault) : html`<p class="hint" role="status">${this.fault ? '報告はまだありません。' : '読み込んでいます…'}</p>`;
    }
    const { rows } = this.report;
    const found = rows.filter(({ outcome }) => !this.outcome || outcome === this.outcome);
    const pages = Math.max(1, Math.ceil(found.length / pageSize));
    const kinds = [...new Set(rows.map(({ outcome }) => outcome))];
    return html`
      ${this.fault ? problem(this.fault) : nothing}
      <div class="tools">
        <button type="button" class="secondary small" @click=${this.saveCsv}>保険者向けのCSVを保存</button>
        ${kinds.length > 1 ? html`<select aria-label="結果で絞り込む" @change=${(event: Event) => { this.outcome = (event.target as HTMLSelectElement).value; this.page = 0; }}>
          <option value="">すべて（${count.format(rows.length)}）</option>
          ${kinds.map((kind) => html`<option value=${kind}>${textOf(outcomes, kind)}（${count.format(rows.filter(({ outcome }) => outcome === kind).length)}）</option>`)}</select>` : nothing}
      </div>
      ${this.report.ignoredColumns.length ? html`<p class="hint">読まなかった列：${this.report.ignoredColumns.join('、')}</p>` : nothing}
      ${found.length === 0 ? html`<p class="hint">${this.state === 'done' ? 'すべての行をそのまま取り込みました。' : '読み飛ばした行や、直して読んだ行はありません。'}</p>` : html`
        ${table('報告の行', ['行', '列', '理由', '結果'], found.slice(this.page * pageSize, (this.page + 1) * pageSize).map(({ line, column, reason, outcome }) => [line || '–', column, reason, textOf(outcomes, outcome)]), [0])}
        ${pages > 1 ? html`<nav class="pages" aria-label="報告のページ">
          <button type="button" class="secondary small" ?disabled=${this.page === 0} @click=${() => this.page--}>前へ</button>
          <span aria-live="polite">${this.page + 1} / ${pages}</span>
          <button type="button" class="secondary small" ?disabled=${this.page === pages - 1} @click=${() => this.page++}>次へ</button></nav>` : nothing}`}`;
  }
}
