import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Part } from '../../parts/page.ts';
import { api, type Owner, type Problem } from '../api.ts';
import { shortInstant } from '../instants.ts';
import { done, problem } from '../parts/fields.ts';
import { table } from '../parts/split.ts';
import { count } from '../texts.ts';

type PrintFile = NonNullable<Awaited<ReturnType<typeof api.printFiles>>['data']>['printFiles'][number];

/** Files with new viewing codes to be printed: their link goes by mail to the registered contact, never to the operator (FILE-4). */
@customElement('staff-print-files')
export class PrintFiles extends Part {
  @property({ attribute: false }) owner: Owner = {};
  @property({ attribute: false }) contactEmail?: string | null;
  @state() private files?: readonly PrintFile[];
  @state() private fault?: Problem;
  @state() private said?: string;
  private shown = '';

  protected override willUpdate(): void {
    const owner = JSON.stringify(this.owner);
    if (owner !== this.shown) {
      this.shown = owner;
      this.files = undefined;
      this.said = undefined;
      void this.load();
    }
  }

  private async load(): Promise<void> {
    const { data, problem } = await api.printFiles(this.owner);
    this.files = data?.printFiles;
    this.fault = problem;
  }

  private async mail(id: string): Promise<void> {
    this.said = undefined;
    const { data, problem } = await api.mailPrintFileLink(id);
    this.fault = problem;
    this.said = data && `${this.contactEmail ?? '連絡先'}にリンクを送りました。${shortInstant(data.expiresAt)}まで、3回開けます。`;
  }

  protected override render() {
    return html`
      <section><h3>印刷用ファイル</h3>
        ${this.fault ? problem(this.fault) : nothing}
        ${this.files?.length === 0 ? html`<p class="hint">ありません。健診閲覧コードを作ると、ここに出ます。</p>` : nothing}
        ${this.files?.length ? table('印刷用ファイル', ['作成', '件数', '開いた回数', '消去', '操作'], this.files.map(({ id, createdAt, rows, openings, deletedOn }) => [
          shortInstant(createdAt), count.format(rows), count.format(openings), deletedOn,
          html`<button type="button" class="secondary small" ?disabled=${!this.contactEmail} @click=${() => void this.mail(id)}>リンクをメールで送る</button>`,
        ]), [1, 2]) : nothing}
        ${this.files?.length && !this.contactEmail ? html`<p class="hint">連絡先メールアドレスを保存すると、リンクを送れます。</p>` : nothing}
        ${done(this.said)}
      </section>`;
  }
}
