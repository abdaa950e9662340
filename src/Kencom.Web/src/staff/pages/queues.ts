import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, type Problem, type Queue } from '../api.ts';
import { age, shortInstant } from '../instants.ts';
import { StaffPage } from '../parts/page.ts';
import { nothingChosen, pending, rows, split, table, type Row } from '../parts/split.ts';
import { count, queueTexts, sweepTexts, textOf } from '../texts.ts';
import './failures.ts';
import type { Failures } from './failures.ts';

const mails = 'failed-mails';
const sweeps = 'sweeps';

/** How often depths are looked at. */
const lookMilliseconds = 15_000;

/** Each sweep runs at least every quarter of an hour. */
const lateAfterMilliseconds = 3_600_000;

/** What waits and what failed (STF-6): queues with what failed for good in them, mails given up, and when sweeps last went through. */
@customElement('staff-queues')
export class QueuesPage extends StaffPage {
  @state() private queues?: readonly Queue[];
  @state() private lastSuccesses?: readonly { name: string; lastSuccess: string | null }[];
  /** How many mails are listed as given up; the first page is enough to know that something is wrong. */
  @state() private failedMails?: { count: number; more: boolean };
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
    return [{ keys: 'r', label: '読み込み直す', run: () => this.reload() }];
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('parameters') && this.parameters.name !== undefined) {
      void this.focusDetail();
    }
  }

  private reload(): void {
    void this.load();
    void this.querySelector<Failures>('staff-failures')?.load();
  }

  private async load(): Promise<void> {
    const [queues, lastSuccesses, failed] = await Promise.all([api.queues(), api.sweeps(), api.failedMails()]);
    this.queues = queues.data?.queues ?? this.queues;
    this.lastSuccesses = lastSuccesses.data?.sweeps ?? this.lastSuccesses;
    this.failedMails = failed.data ? { count: failed.data.mails.length, more: Boolean(failed.data.cursor) } : this.failedMails;
    this.fault = queues.problem ?? lastSuccesses.problem ?? failed.problem;
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
    const late = this.lastSuccesses.filter((sweep) => isLate(sweep, now)).length;
    // What failed stands first, then what waits.
    const inOrder = [...this.queues].sort((one, other) => other.poison - one.poison || other.depth - one.depth || (one.name < other.name ? -1 : 1));
    return rows('キュー', [
      row(mails, '送れなかったメール', this.failedMails?.count ? html`<span class="state bad">失敗 ${count.format(this.failedMails.count)}件${this.failedMails.more ? '以上' : ''}</span>` : undefined),
      row(sweeps, '定期処理', late ? html`<span class="state warn">遅れ ${late}件</span>` : undefined, `${this.lastSuccesses.length}件`),
      ...inOrder.map(({ name, depth, oldestAt, poison }) => row(name, textOf(queueTexts, name), html`
        <span class="exact">${name}</span>${poison ? html`<span class="state bad">失敗 ${count.format(poison)}件</span>` : nothing}<span>待ち ${count.format(depth)}件</span>${oldestAt ? html`<span>最古 ${age(oldestAt, now)}前</span>` : nothing}`)),
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
      : html`<h2 tabindex="-1">${textOf(queueTexts, name)}<span class="exact">${name}</span></h2>
          <p class="facts-line"><span>待ち ${count.format(queue?.depth ?? 0)}件</span>${queue?.oldestAt ? html`<span>最古 ${shortInstant(queue.oldestAt)}</span>` : nothing}<span>失敗 ${count.format(queue?.poison ?? 0)}件</span></p>
          <staff-failures .of=${name} @changed=${() => void this.load()}></staff-failures>`;
  }

  private renderSweeps() {
    const now = new Date();
    return html`<h2 tabindex="-1">定期処理</h2>
      ${table('定期処理', ['処理', '名前', '最後の成功', '経過'], (this.lastSuccesses ?? []).map((sweep) => [
        textOf(sweepTexts, sweep.name), html`<span class="exact">${sweep.name}</span>`, sweep.lastSuccess ? shortInstant(sweep.lastSuccess) : 'まだありません',
        sweep.lastSuccess ? html`${isLate(sweep, now) ? html`<span class="state warn">遅れ</span> ` : nothing}${age(sweep.lastSuccess, now)}前` : '–',
      ]))}`;
  }
}

const isLate = ({ lastSuccess }: { lastSuccess: string | null }, now: Date) => lastSuccess !== null && now.getTime() - new Date(lastSuccess).getTime() > lateAfterMilliseconds;
