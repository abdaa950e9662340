import { html, nothing, svg } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { checkupsApi } from '../api/checkups.ts';
import type { Checkup, CheckupItem, Problem } from '../api/client.ts';
import { courses, entryBefore, entryOf, isOutside, newestFirst, sameUnit, standing, type Course, type Entry, type Standing } from '../checkups/course.ts';
import { csvOf } from '../checkups/csv.ts';
import { explanation, sections, type Section } from '../checkups/sections.ts';
import { summarize, type Finding, type Summary } from '../checkups/summary.ts';
import { pageOf } from '../checkups/verification.ts';
import { dayWords, moveWords, rangeWords, shortStandingWords, standingWords, valueWords } from '../checkups/words.ts';
import { problem } from '../forms/fields.ts';
import '../parts/course-chart.ts';
import { icons } from '../parts/icons.ts';
import { notice } from '../parts/notice.ts';
import { Page, announce } from '../parts/page.ts';
import { save } from '../parts/save.ts';
import { session } from '../session/member.ts';
import '../styles/checkups.css';

/** A sign beside the words: people who see no colours see where a value stands. */
const signs: Record<Standing, unknown> = {
  high: svg`<svg class="sign" viewBox="0 0 12 12" aria-hidden="true"><path d="M6 1l5.500 10h-11z"/></svg>`,
  low: svg`<svg class="sign" viewBox="0 0 12 12" aria-hidden="true"><path d="M6 11l5.500-10h-11z"/></svg>`,
  abnormal: svg`<svg class="sign" viewBox="0 0 12 12" aria-hidden="true"><path d="M6 0l6 6-6 6-6-6z"/></svg>`,
  within: svg`<svg class="sign" viewBox="0 0 12 12" aria-hidden="true"><circle cx="6" cy="6" r="5"/></svg>`,
  unjudged: nothing,
};

const flag = (stands: Standing, words = standingWords) => (stands === 'unjudged' ? nothing : html`<span class="flag ${stands}">${signs[stands]}${words[stands]}</span>`);

/** A doctor's words and answers are read, not compared at a glance. */
const isSentence = ({ value }: CheckupItem) => value.length > 10;

/** The member's own results: a summary of one checkup, then each item with its course over the years (CK-5). */
@customElement('page-checkups')
export class CheckupsPage extends Page {
  private readonly notice = notice();
  @state() private checkups?: readonly Checkup[];
  @state() private problem?: Problem;
  @state() private shown?: Checkup;
  private courses: Course[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.ready = this.load();
  }

  private async load(): Promise<void> {
    const { data, problem } = await checkupsApi.list();
    if (problem?.code === 'results-locked') {
      this.router.go(pageOf(problem.next), { replace: true });
      return;
    }
    this.problem = problem;
    this.checkups = data && newestFirst(data.checkups);
    this.courses = courses(this.checkups ?? []);
    this.shown = this.checkups?.[0];
  }

  private choose(event: Event): void {
    this.shown = this.checkups?.[Number((event.target as HTMLSelectElement).value)];
    announce(this.shown ? `${dayWords(this.shown.date)}の健診を表示しました` : '');
  }

  private readonly anchor = (course: Course) => `item-${this.courses.indexOf(course)}`;

  private openAll(open: boolean): void {
    this.querySelectorAll<HTMLDetailsElement>('details.item').forEach((item) => (item.open = open));
  }

  /** A link of the summary leads to an item, and opens it. */
  private show(event: Event, course: Course): void {
    event.preventDefault();
    const item = document.getElementById(this.anchor(course)) as HTMLDetailsElement;
    item.open = true;
    item.querySelector('summary')?.focus({ preventScroll: true });
    item.scrollIntoView({ block: 'start' });
  }

  protected override render() {
    if (this.problem) {
      return html`<h1 tabindex="-1">健診結果</h1>${problem(this.problem)}
        <div class="actions"><button type="button" class="primary" @click=${() => void this.load()}>もう一度読み込む</button></div>`;
    }
    if (!this.checkups) {
      return html`<h1 tabindex="-1">健診結果</h1>`;
    }
    return this.shown ? this.renderResults(this.checkups, this.shown) : this.renderNone();
  }

  private renderNone() {
    return html`
      ${this.notice}
      <div class="outcome"><span class="emblem">${icons.clock}</span><h1 tabindex="-1">健診結果はまだありません</h1>
        <p>本人確認は済んでいます。健診を受けたあと、健康保険組合などから結果が届くと、この画面で見られるようになります。</p>
        <p class="hint">結果が届くまで、受診から数か月かかることがあります。受けたはずの健診が表示されないときは、<a href="/inquiry?about=no-results">お問い合わせ</a>ください。</p>
        <a class="button primary" href="/me">マイページへ</a></div>`;
  }

  private renderResults(checkups: readonly Checkup[], shown: Checkup) {
    return html`
      ${this.notice}
      <p class="on-paper">${session.member?.kanaName} さん（${dayWords(new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10))}印刷）</p>
      <header class="results-head">
        <div><h1 tabindex="-1">健診結果</h1>
          <p class="lead">${dayWords(shown.date)}受診（${shown.fiscalYear}年度）　${[shown.facility, shown.kind].filter(Boolean).join('　')}</p></div>
        <div class="buttons tools">
          <button type="button" class="secondary small" @click=${() => print()}>印刷する</button>
          <button type="button" class="secondary small" @click=${() => save(new Blob([csvOf(checkups)], { type: 'text/csv;charset=utf-8' }), `kencom-kenshin-${checkups[0]!.date}.csv`)}>CSVで保存</button>
        </div>
      </header>
      ${checkups.length > 1 ? html`
        <div class="field which"><label for="which">表示する健診</label>
          <select id="which" @change=${this.choose}>${checkups.map((checkup, index) => { const { date, fiscalYear, facility } = checkup; return html`
            <option value=${index} ?selected=${checkup === shown}>${fiscalYear}年度（${dayWords(date)}${facility ? ` ${facility}` : ''}）</option>`; })}</select></div>` : nothing}
      ${this.renderSummary(summarize(this.courses, shown))}
      <div class="results-bar"><h2>すべての項目</h2>
        <div class="buttons tools"><button type="button" class="quiet" @click=${() => this.openAll(true)}>すべて開く</button><button type="button" class="quiet" @click=${() => this.openAll(false)}>すべて閉じる</button></div></div>
      ${sections(this.courses.filter((course) => entryOf(course, shown))).map((section) => this.renderSection(section, shown))}
      ${this.renderNotes()}`;
  }

  private renderSummary({ judged, outside, newlyOutside, backWithin, previous }: Summary) {
    const names = (findings: readonly Finding[]) => findings.map(({ course }, index) => html`${index ? '、' : ''}<a href="#${this.anchor(course)}" @click=${(event: Event) => this.show(event, course)}>${course.name}</a>`);
    return html`
      <section class="panel summary" aria-labelledby="summary-title">
        <h2 id="summary-title">この健診のまとめ</h2>
        <p>${judged === 0
          ? html`めやすの範囲がある項目はありませんでした。値は、下の一覧でご覧ください。`
          : outside.length
            ? html`めやすの範囲がある${judged}項目のうち、<b>${outside.length}項目</b>が範囲の外でした。`
            : html`めやすの範囲がある${judged}項目は、どれも範囲の中でした。`}</p>
        ${outside.length ? html`
          <ul class="findings">${outside.map(({ course, entry, before }) => html`
            <li><a href="#${this.anchor(course)}" @click=${(event: Event) => this.show(event, course)}>${course.name}</a>
              <b class="figure">${valueWords(entry.item)}</b>${flag(standing(entry))}
              <span class="hint">${[rangeWords(entry.item) && `めやす ${rangeWords(entry.item)}`, moveWords(before, entry)].filter(Boolean).join('　')}</span></li>`)}</ul>` : nothing}
        <h3>前の健診からの変化</h3>
        ${previous ? html`
          <ul class="plain">
            ${newlyOutside.length ? html`<li>今回から範囲の外になった項目：${names(newlyOutside)}</li>` : nothing}
            ${backWithin.length ? html`<li>範囲の中に戻った項目：${names(backWithin)}</li>` : nothing}
            ${newlyOutside.length || backWithin.length ? nothing : html`<li>${dayWords(previous)}の健診と比べて、範囲の中と外が入れ替わった項目はありません。</li>`}
          </ul>` : html`<p class="hint">これより前の健診の結果がないため、比べられません。</p>`}
        <p class="hint">これは診断ではありません。気になるときや案内が届いたときは、医療機関や、ご加入の健康保険組合などにご相談ください。薬をお使いの方は、数値だけで判断せず、主治医にご相談ください。</p>
      </section>`;
  }

  private renderSection({ id, title, about, courses }: Section, shown: Checkup) {
    return html`
      <section class="panel results" aria-labelledby="section-${id}">
        <div class="results-title"><h2 id="section-${id}">${title}</h2><p class="hint">${about}</p></div>
        <div class="items">${courses.map((course) => this.renderItem(course, entryOf(course, shown)!))}</div>
      </section>`;
  }

  /** What is outside of its range stands open: its course is what people look for. */
  private renderItem(course: Course, entry: Entry) {
    const { item, others } = entry;
    const move = moveWords(entryBefore(course, entry.date), entry);
    const range = rangeWords(item);
    return html`
      <details class="item ${isSentence(item) ? 'sentence' : ''}" id=${this.anchor(course)} ?open=${isOutside(entry)}>
        <summary>
          <span class="name">${course.name}</span>
          <span class="figure">${valueWords(item)}</span>
          <span class="stands">${flag(standing(entry))}${range ? html`<span class="hint">めやす ${range}</span>` : nothing}</span>
          <span class="chevron">${icons.next}</span>
        </summary>
        <div class="more">
          <div class="words">
            ${explanation(item.code) ? html`<p>${explanation(item.code)}</p>` : nothing}
            ${move ? html`<p>${move}。</p>` : nothing}
            ${item.method ? html`<p class="hint">検査方法：${item.method}</p>` : nothing}
            ${others.length ? html`<p class="hint">同じ日のほかの測定：${others.map((other) => `${valueWords(other)}${other.method ? `（${other.method}）` : ''}`).join('、')}</p>` : nothing}
            ${item.judgement ? html`<p class="hint">健診機関の判定：${item.judgement}</p>` : nothing}
          </div>
          <div class="course-figure">
            <kencom-course .course=${course} .shown=${entry}></kencom-course>
            ${this.renderTable(course, entry)}
          </div>
        </div>
      </details>`;
  }

  private renderTable({ name, entries }: Course, shown: Entry) {
    const { unit } = shown.item;
    return html`
      <div class="table" role="group" tabindex="0" aria-label="${name}の、これまでの値"><table class="course-table">
        <thead><tr><th scope="col">受診日</th><th scope="col">値${unit ? `（${unit}）` : ''}</th><th scope="col">めやす</th><th scope="col">関係</th></tr></thead>
        <tbody>${[...entries].reverse().map((entry) => html`
          <tr class=${entry === shown ? 'now' : ''} aria-current=${entry === shown ? 'true' : nothing}>
            <th scope="row">${entry.date.replaceAll('-', '/')}</th><td class=${isSentence(entry.item) ? 'sentence' : 'figure'}>${sameUnit(entry.item.unit, unit) ? entry.item.value : valueWords(entry.item)}</td>
            <td>${rangeWords(entry.item) || '―'}</td><td>${standing(entry) === 'unjudged' ? '―' : flag(standing(entry), shortStandingWords)}</td></tr>`)}</tbody>
      </table></div>`;
  }

  private renderNotes() {
    return html`
      <section class="notes" aria-labelledby="notes-title">
        <h2 id="notes-title">表示について</h2>
        <ul class="plain">
          <li>「めやす」は、健診機関が結果に書いた基準の範囲です。書かれていない項目では、国の「標準的な健診・保健指導プログラム（令和6年度版）」の保健指導判定値で表示しています。</li>
          <li>印は、めやすとの関係を表します：${flag('high')} ${flag('low')} ${flag('abnormal')} ${flag('within')}</li>
          <li>グラフの帯は、めやすの範囲です。点線は、間の年度の結果がないことを表します。数で表せない値（「0.1未満」など）は、表だけに表示します。</li>
          <li>年度は4月から翌年3月までです。</li>
        </ul>
        <ul class="ways tools">
          <li><a href="/me/secret-question">秘密の質問を変更する${icons.next}</a></li>
          <li><a href="/inquiry?about=results">健診結果についてのお問い合わせ${icons.next}</a></li>
          <li><a href="/me">マイページへ戻る${icons.next}</a></li>
        </ul>
      </section>`;
  }
}
