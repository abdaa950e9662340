import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, type Problem, type Queue } from '../api.ts';
import { age, shortInstant } from '../instants.ts';
import { StaffPage } from '../parts/page.ts';
import { nothingChosen, pending, rows, split, table, type Row } from '../parts/split.ts';
import { count } from '../texts.ts';
import './failures.ts';

const mails = 'failed-mails';
const sweeps = 'sweeps';

/** How often depths are looked at. */
const lookMilliseconds = 15_000;

/** What waits and what failed (STF-6): queues with what failed for good in them, mails given up, and when sweeps last went through. */
@customElement('staff-queues')
export class QueuesPage extends StaffPage {
  @state() private queues?: readonly Queue[];
  @state() private lastSuccesses?: readonly { name: string; lastSuccess: string | null }[];
  @state() private fault?: Problem;
  private timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
    this.timer = window.setInterval(() => !document.hidden && void this.load(), lookMilliseconds);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  override get subject(): string | undefined {
    return this.parameters.name;
  }

  override get shortcuts() {
    return [{ keys: 'r', label: '読み込み直す', run: () => void this.load() }];
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('parameters') && this.parameters.name !== undefined) {
      void this.focusDetail();
    }
  }

  private async load(): Promise<void> {
    const [queues, lastSuccesses] = await Promise.all([api.queues(), api.sweeps()]);
    this.queues = queues.data?.queues ?? this.queues;
    this.lastSuccesses = lastSuccesses.data?.sweeps ?? this.lastSuccesses;
    this.fault = queues.problem ?? lastSuccesses.problem;
  }

  protected override render() {
    return split(this.renderList(), this.renderDetail(), this.parameters.name !== undefined, '/staff/queues');
  }

  private renderList() {
    if (!this.queues || !this.lastSuccesses) {
      return pending(this.fault, () => void this.load());
    }
    const row = (name: string, title: string, more?: Row['more'], aside?: string): Row => ({ href: `/staff/queues/${name}`, isChosen: this.parameters.name === name, title, aside, more });
    const now = new Date();
    // What failed stands first, then what waits.
    const inOrder = [...this.queues].sort((one, other) => other.poison - one.poison || other.depth - one.depth || (one.name < other.name ? -1 : 1));
    return rows('キュー', [
      row(mails, '送れなかったメール'),
      row(sweeps, '定期処理', undefined, `${this.lastSuccesses.length}件`),
      ...inOrder.map(({ name, depth, oldestAt, poison }) => row(name, name, html`
        ${poison ? html`<span class="state bad">失敗 ${count.format(poison)}件</span>` : nothing}<span>待ち ${count.format(depth)}件</span>${oldestAt ? html`<span>最古 ${age(oldestAt, now)}前</span>` : nothing}`)),
    ], '');
  }

  private renderDetail() {
    const { name } = this.parameters;
    if (name === undefined) {
      return nothingChosen('キューを選ぶと、失敗したものがここに出ます。');
    }
    if (name === sweeps) {
      return this.renderSweeps();
    }
    const queue = this.queues?.find((entry) => entry.name === name);
    return name === mails
      ? html`<h2 tabindex="-1">送れなかったメール</h2><p class="hint">何度も送れずにあきらめたメールです。宛先は表示しません。</p>
          <staff-failures .of=${mails} @changed=${() => void this.load()}></staff-failures>`
      : html`<h2 tabindex="-1" class="exact">${name}</h2>
          <p class="facts-line"><span>待ち ${count.format(queue?.depth ?? 0)}件</span>${queue?.oldestAt ? html`<span>最古 ${shortInstant(queue.oldestAt)}</span>` : nothing}<span>失敗 ${count.format(queue?.poison ?? 0)}件</span></p>
          <staff-failures .of=${name} @changed=${() => void this.load()}></staff-failures>`;
  }

  private renderSweeps() {
    const now = new Date();
    return html`<h2 tabindex="-1">定期処理</h2>
      ${table('定期処理', ['名前', '最後の成功', '経過'], (this.lastSuccesses ?? []).map(({ name, lastSuccess }) => [
        html`<span class="exact">${name}</span>`, lastSuccess ? shortInstant(lastSuccess) : 'まだありません', lastSuccess ? `${age(lastSuccess, now)}前` : '–',
      ]))}`;
  }
}
