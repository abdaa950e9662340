import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Part, announce } from '../../parts/page.ts';
import { api, type Problem, type Selection } from '../api.ts';
import { shortInstant } from '../instants.ts';
import { done, problem } from '../parts/fields.ts';
import { pending } from '../parts/split.ts';
import { count, mailKinds, textOf } from '../texts.ts';

/** The API does at most so many in one request. */
const most = 1_000;

interface Failure {
  id: string;
  kind: string;
  at: string;
  reason?: string | null;
}

/** What failed for good in a queue, or mails given up: some or all are sent again, or discarded (STF-6). */
@customElement('staff-failures')
export class Failures extends Part {
  /** The queue's name, or `failed-mails`. */
  @property({ attribute: false }) of = '';
  @state() private failures?: readonly Failure[];
  @state() private cursor?: string | null;
  @state() private fault?: Problem;
  @state() private chosen: ReadonlySet<string> = new Set();
  @state() private asked?: 'some' | 'all';
  /** How many are done while it goes on. */
  @state() private progress?: number;
  @state() private said?: string;
  private shown = '';

  protected override willUpdate(): void {
    if (this.of !== this.shown) {
      this.shown = this.of;
      this.said = undefined;
      this.fault = undefined;
      void this.load();
    }
  }

  private get areMails(): boolean {
    return this.of === 'failed-mails';
  }

  async load(cursor?: string): Promise<void> {
    const { of } = this;
    if (!cursor) {
      this.failures = undefined;
      this.chosen = new Set();
      this.asked = undefined;
    }
    const page = await this.read(cursor);
    if (of === this.of) {
      this.failures = [...(cursor ? this.failures ?? [] : []), ...(page.failures ?? [])];
      this.cursor = page.cursor;
      this.fault = page.problem ?? this.fault;
    }
  }

  private async read(cursor?: string): Promise<{ failures?: readonly Failure[]; cursor?: string | null; problem?: Problem }> {
    if (this.areMails) {
      const { data, problem } = await api.failedMails(cursor);
      return { failures: data?.mails, cursor: data?.cursor, problem };
    }
    const { data, problem } = await api.poison(this.of, cursor);
    return { failures: data?.messages, cursor: data?.cursor, problem };
  }

  private choose(id: string, isChosen: boolean): void {
    const chosen = new Set(this.chosen);
    if (isChosen) {
      chosen.add(id);
    } else {
      chosen.delete(id);
    }
    this.chosen = chosen;
  }

  private async act(what: 'again' | 'discard', which: 'some' | 'all'): Promise<void> {
    const { of } = this;
    const call = this.areMails
      ? what === 'again' ? api.resendMails : api.discardMails
      : (body: Selection) => (what === 'again' ? api.replay(of, body) : api.discard(of, body));
    this.said = undefined;
    this.asked = undefined;
    this.fault = undefined;
    this.progress = 0;
    const selection: Selection = which === 'all' ? { all: true } : { ids: [...this.chosen] };
    for (let last = most; last === most && !this.fault && of === this.of;) {
      const { data, problem } = await call(selection);
      this.fault = problem;
      last = data?.count ?? 0;
      this.progress += last;
    }
    const total = this.progress;
    this.progress = undefined;
    this.said = this.fault && total === 0 ? undefined : `${count.format(total)}件を${what === 'again' ? '送り直しました' : '破棄しました'}。`;
    announce(this.said ?? '');
    this.dispatchEvent(new CustomEvent('changed'));
    if (of === this.of) {
      await this.load();
    }
  }

  protected override render() {
    if (this.progress !== undefined) {
      return html`<div class="run"><progress aria-label="処理しています"></progress><span role="status">${count.format(this.progress)}件</span></div>`;
    }
    if (!this.failures) {
      return pending(this.fault, () => void this.load());
    }
    return html`
      ${this.fault ? problem(this.fault) : nothing}
      ${done(this.said)}
      ${this.failures.length === 0 ? html`<p class="empty">失敗したものはありません。</p>` : this.renderFailures(this.failures)}`;
  }

  private renderFailures(failures: readonly Failure[]) {
    const isAll = failures.every(({ id }) => this.chosen.has(id));
    return html`
      ${this.asked ? this.renderAsk(this.asked) : html`
        <div class="buttons">
          <button type="button" class="primary" ?disabled=${this.chosen.size === 0} @click=${() => void this.act('again', 'some')}>選んだ${this.chosen.size ? `${count.format(this.chosen.size)}件` : 'もの'}を送り直す</button>
          <button type="button" class="danger" ?disabled=${this.chosen.size === 0} @click=${() => (this.asked = 'some')}>破棄する</button>
          <span class="gap"></span>
          <button type="button" class="secondary" @click=${() => void this.act('again', 'all')}>すべて送り直す</button>
          <button type="button" class="danger" @click=${() => (this.asked = 'all')}>すべて破棄する</button>
        </div>`}
      <div class="table" role="region" aria-label="失敗したもの" tabindex="0"><table>
        <thead><tr><th scope="col"><label class="check"><input type="checkbox" aria-label="表示しているものをすべて選ぶ" .checked=${isAll}
            @change=${() => (this.chosen = isAll ? new Set() : new Set(failures.map(({ id }) => id)))}></label></th>
          <th scope="col">種類</th>${this.areMails ? html`<th scope="col">理由</th>` : nothing}<th scope="col">失敗した日時</th><th scope="col">ID</th></tr></thead>
        <tbody>${failures.map(({ id, kind, at, reason }) => html`<tr>
          <td><label class="check"><input type="checkbox" aria-label="${textOf(mailKinds, kind)} ${shortInstant(at)}を選ぶ" .checked=${this.chosen.has(id)} @change=${(event: Event) => this.choose(id, (event.target as HTMLInputElement).checked)}></label></td>
          <td>${textOf(mailKinds, kind)}</td>${this.areMails ? html`<td>${reason ?? '–'}</td>` : nothing}<td>${shortInstant(at)}</td><td class="exact">${id}</td></tr>`)}</tbody>
      </table></div>
      ${this.cursor ? html`<p><button type="button" class="secondary" @click=${() => void this.load(this.cursor ?? undefined)}>さらに読み込む</button></p>` : nothing}`;
  }

  private renderAsk(which: 'some' | 'all') {
    return html`<div class="confirm"><p>${which === 'all' ? 'すべて' : `${count.format(this.chosen.size)}件を`}破棄します。元に戻せません。監査ログに残ります。</p><div class="buttons">
      <button type="button" class="danger" @click=${() => void this.act('discard', which)}>破棄する</button>
      <button type="button" class="quiet" @click=${() => (this.asked = undefined)}>やめる</button></div></div>`;
  }
}
