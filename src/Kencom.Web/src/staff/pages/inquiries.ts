import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, type InquiryList, type InquirySummary, type Problem } from '../api.ts';
import { cases } from '../cases.ts';
import { listedInstant } from '../instants.ts';
import type { Shortcut } from '../keys.ts';
import { StaffPage } from '../parts/page.ts';
import { nothingChosen, pending, rows, split } from '../parts/split.ts';
import { inquiryKinds, inquiryStates } from '../texts.ts';
import { fieldErrors } from '../../forms/fields.ts';
import { inquiryNumber } from '../inquiry-number.ts';
import '../parts/reason.ts';
import './inquiry.ts';
import type { InquiryDetail } from './inquiry.ts';

/** How often the list is looked at: it holds no personal data, so that this needs no reason. */
const lookMilliseconds = 30_000;

const lists: readonly { state: InquiryList; text: string; key: string }[] = [
  { state: 'open', text: '対応中', key: '1' }, { state: 'mine', text: '自分', key: '2' }, { state: 'all', text: 'すべて', key: '3' },
];

@customElement('staff-inquiries')
export class InquiriesPage extends StaffPage {
  @state() private inquiries?: readonly InquirySummary[];
  @state() private cursor?: string | null;
  @state() private fault?: Problem;
  @state() private loadingMore = false;
  @state() private isNoNumber = false;
  private listed?: string;
  private timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = window.setInterval(() => void this.look(), lookMilliseconds);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  override get subject(): string | undefined {
    return this.chosen;
  }

  override get shortcuts(): readonly Shortcut[] {
    return [
      ...(this.detail?.shortcuts ?? []),
      ...lists.map(({ state, text, key }) => ({ keys: key, label: `${text}の一覧`, run: () => this.router.go(`/staff/inquiries${queryOf(state)}`) })),
      { keys: 'r', label: '一覧を読み込み直す', run: () => void this.load() },
    ];
  }

  override get unsaved(): boolean {
    return this.detail?.unsaved ?? false;
  }

  protected override willUpdate(): void {
    if (this.list !== this.listed) {
      this.listed = this.list;
      void this.load();
    }
  }

  private get list(): InquiryList {
    const asked = this.query.get('state');
    return lists.find(({ state }) => state === asked)?.state ?? 'open';
  }

  private get chosen(): string | undefined {
    return this.parameters.number;
  }

  private get detail(): InquiryDetail | null {
    return this.querySelector<InquiryDetail>('staff-inquiry');
  }

  private async load(): Promise<void> {
    const asked = this.list;
    const { data, problem } = await api.inquiries(asked);
    if (asked === this.list) {
      this.inquiries = data?.inquiries ?? (problem ? undefined : this.inquiries);
      this.cursor = data?.cursor;
      this.fault = problem;
    }
  }

  private async more(): Promise<void> {
    this.loadingMore = true;
    const { data, problem } = await api.inquiries(this.list, this.cursor ?? undefined);
    this.loadingMore = false;
    this.fault = problem;
    if (data) {
      const known = new Set(this.inquiries?.map(({ number }) => number));
      this.inquiries = [...(this.inquiries ?? []), ...data.inquiries.filter(({ number }) => !known.has(number))];
      this.cursor = data.cursor;
    }
  }

  /** What came meanwhile stands first; what was loaded below it stays. */
  private async look(): Promise<void> {
    const asked = this.list;
    if (document.hidden || !this.inquiries) {
      return;
    }
    const { data } = await api.inquiriesQuietly(asked);
    if (data && asked === this.list) {
      const fresh = new Set(data.inquiries.map(({ number }) => number));
      const oldest = data.inquiries.at(-1)?.changedAt ?? '';
      this.inquiries = [...data.inquiries, ...this.inquiries.filter(({ number, changedAt }) => data.cursor !== null && !fresh.has(number) && changedAt <= oldest)];
    }
  }

  /** Who calls has the number from the mail. */
  private goToNumber(event: Event): void {
    event.preventDefault();
    const input = this.querySelector<HTMLInputElement>('#by-number')!;
    const number = inquiryNumber(input.value);
    this.isNoNumber = number === undefined;
    if (number) {
      input.value = '';
      this.router.go(`/staff/inquiries/${number}${queryOf(this.list)}`);
    } else {
      input.focus();
    }
  }

  private openCase(reason: string): void {
    cases.open(this.chosen!, reason);
    this.requestUpdate();
  }

  protected override render() {
    return split(this.renderList(), this.renderDetail(), this.chosen !== undefined, `/staff/inquiries${queryOf(this.list)}`);
  }

  private renderList() {
    return html`
      <div class="head"><nav class="tabs" aria-label="お問い合わせの一覧">${lists.map(({ state, text, key }) => html`
        <a href="/staff/inquiries${queryOf(state)}" aria-current=${state === this.list ? 'page' : nothing}>${text}<kbd aria-hidden="true">${key}</kbd></a>`)}</nav>
        <form class="tools" role="search" novalidate @submit=${this.goToNumber}>
          <input id="by-number" type="search" data-search autocomplete="off" spellcheck="false" aria-label="受付番号で開く" placeholder="受付番号で開く（Q…）"
            aria-invalid=${this.isNoNumber ? 'true' : 'false'} aria-describedby="by-number-error">
          ${this.isNoNumber ? fieldErrors('by-number', ['受付番号はQではじまる10文字の英数字です']) : nothing}</form></div>
      ${!this.inquiries ? pending(this.fault, () => void this.load()) : html`
        ${rows('お問い合わせ', this.inquiries.map((inquiry) => ({
          href: `/staff/inquiries/${inquiry.number}${queryOf(this.list)}`,
          isChosen: inquiry.number === this.chosen,
          title: inquiryKinds[inquiry.kind],
          aside: listedInstant(inquiry.changedAt, new Date()),
          more: html`${stateOf(inquiry.state)}<span class="exact">${inquiry.number}</span>${inquiry.assignee ? html`<span>${inquiry.mine ? '自分' : inquiry.assignee}</span>` : nothing}`,
        })), this.list === 'mine' ? '担当しているお問い合わせはありません。' : 'お問い合わせはありません。')}
        ${this.cursor ? html`<p class="more-button"><button type="button" class="secondary" ?disabled=${this.loadingMore} @click=${this.more}>さらに読み込む</button></p>` : nothing}`}`;
  }

  private renderDetail() {
    const { chosen } = this;
    if (chosen === undefined) {
      return nothingChosen('お問い合わせを選ぶと、やり取りがここに出ます。');
    }
    if (!cases.reasonOf(chosen)) {
      return html`<h2 tabindex="-1">お問い合わせ <span class="exact">${chosen}</span></h2>
        <staff-reason .usual=${`お問い合わせ ${chosen} への対応`} @reason=${(event: CustomEvent<string>) => this.openCase(event.detail)}></staff-reason>`;
    }
    return html`<staff-inquiry .router=${this.router} .number=${chosen} .listedChange=${this.inquiries?.find(({ number }) => number === chosen)?.changedAt}
      @changed=${() => void this.load()}></staff-inquiry>`;
  }
}

const queryOf = (state: InquiryList) => (state === 'open' ? '' : `?state=${state}`);

export const stateOf = (state: InquirySummary['state']) =>
  html`<span class="state ${state === 'open' ? 'warn' : state === 'answered' ? 'good' : state === 'closed' ? 'over' : ''}">${inquiryStates[state]}</span>`;
