import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { readableDate } from '../../dates/calendar.ts';
import { icons } from '../../parts/icons.ts';
import { Part, announce } from '../../parts/page.ts';
import type { Router } from '../../router.ts';
import { api, type Inquiry, type Outcome, type Problem } from '../api.ts';
import { Autosave } from '../autosave.ts';
import { cases, handedOver } from '../cases.ts';
import { age, dayInJapan, shortInstant, toLocalInput } from '../instants.ts';
import type { Shortcut } from '../keys.ts';
import { done, problem, submit } from '../parts/fields.ts';
import { pending } from '../parts/split.ts';
import { applications, inquiryKinds, inquiryStates, mailKinds } from '../texts.ts';

const longestAnswer = 4_000;

const saveTexts = { saved: '下書きを保存しました', typing: '', saving: '下書きを保存しています…', failed: '下書きを保存できていません。つながり次第、保存します' } as const;

const keyOf = ({ from, at, text }: Inquiry['messages'][number]) => `${from} ${at} ${text}`;

/** Notes that were begun and not added, by inquiry: another one may be looked at meanwhile. */
const begunNotes = new Map<string, string>();

/** One inquiry: its thread, the answer being written, notes, who else is at it. The case's reason is known (STF-2). */
@customElement('staff-inquiry')
export class InquiryDetail extends Part {
  @property({ attribute: false }) router!: Router;
  @property({ attribute: false }) number = '';
  /** When the list says that it changed last: newer than what is shown, there is something to load. */
  @property({ attribute: false }) listedChange?: string;
  @state() private inquiry?: Inquiry;
  @state() private fault?: Problem;
  @state() private text = '';
  @state() private close = false;
  @state() private note = '';
  @state() private closingReason = '';
  @state() private isReissuing = false;
  @state() private busy = false;
  @state() private said?: string;
  /** What came since the inquiry was first on the screen. */
  @state() private fresh: ReadonlySet<string> = new Set();
  private etag?: string;
  private autosave?: Autosave;
  private shown = '';

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.heed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.heed);
    void this.leave();
  }

  get unsaved(): boolean {
    return this.autosave?.isSaved === false || this.note.trim() !== '';
  }

  get shortcuts(): Shortcut[] {
    const { inquiry } = this;
    if (!inquiry) {
      return [];
    }
    return [
      { keys: 'a', label: '回答を書く', run: () => this.querySelector<HTMLElement>('#answer')?.focus() },
      { keys: 'n', label: 'メモを書く', run: () => this.querySelector<HTMLElement>('#note')?.focus() },
      { keys: 't', label: inquiry.mine ? '担当から外れる' : '担当する', run: () => void this.assign() },
      { keys: 'l', label: 'このお問い合わせを読み込み直す', run: () => void this.load(true) },
    ];
  }

  protected override willUpdate(): void {
    if (this.number !== this.shown) {
      void this.leave();
      this.shown = this.number;
      this.inquiry = undefined;
      this.fault = undefined;
      this.said = undefined;
      this.note = begunNotes.get(this.number) ?? '';
      this.closingReason = '';
      this.close = false;
      this.isReissuing = false;
      this.fresh = new Set();
      void this.load(false);
    }
  }

  private get reason(): string {
    return cases.reasonOf(this.number)!;
  }

  /** Ctrl+Enter sends, from within the text. */
  private readonly heed = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target instanceof HTMLElement && event.target.id === 'answer') {
      event.preventDefault();
      event.target.closest('form')?.requestSubmit();
    }
  };

  /** What is typed is saved before another inquiry takes its place. */
  private async leave(): Promise<void> {
    const { autosave } = this;
    begunNotes.set(this.shown, this.note);
    this.autosave = undefined;
    await autosave?.flush();
    autosave?.stop();
  }

  /** @param keeps Whether what is typed stays; else the draft is taken up as it was saved. */
  private async load(keeps: boolean): Promise<void> {
    const { number } = this;
    const { data, etag, problem } = await api.inquiry(number, this.reason);
    if (number !== this.number) {
      return;
    }
    this.fault = problem;
    if (!data) {
      return;
    }
    if (this.inquiry) {
      const known = new Set(this.inquiry.messages.map(keyOf));
      this.fresh = new Set([...this.fresh, ...data.messages.map(keyOf).filter((key) => !known.has(key))]);
    }
    this.inquiry = data;
    this.etag = etag;
    if (!keeps) {
      this.text = data.draft ?? '';
      this.autosave = new Autosave(this.text, (text) => this.saveDraft(number, text), () => this.requestUpdate());
      await this.updateComplete;
      this.querySelector<HTMLElement>('h2')?.focus();
    }
  }

  private async saveDraft(number: string, text: string): Promise<boolean> {
    const { problem } = await api.saveDraft(number, text);
    if (problem && number === this.number && problem.code !== 'offline' && problem.code !== 'timeout') {
      this.fault = problem;
    }
    return !problem;
  }

  private write(event: Event): void {
    this.text = (event.target as HTMLTextAreaElement).value;
    this.autosave?.typed(this.text);
  }

  /** Does something to the inquiry and shows it as it is then; what is typed stays. */
  private async act<T>(action: () => Promise<Outcome<T>>, said: string): Promise<boolean> {
    if (this.busy) {
      return false;
    }
    this.busy = true;
    this.said = undefined;
    const { problem } = await action();
    await this.load(true);
    this.busy = false;
    this.fault = problem ?? this.fault;
    this.said = problem ? undefined : said;
    await this.updateComplete;
    if (problem) {
      this.querySelector<HTMLElement>('[data-alert]')?.focus();
    } else {
      announce(said);
      this.dispatchEvent(new CustomEvent('changed'));
    }
    return !problem;
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const text = this.text.trim();
    if (text === '' || [...text].length > longestAnswer || this.busy) {
      return;
    }
    // A draft that is saved after the answer would come back as a draft.
    await this.autosave?.flush();
    const sent = await this.act(() => api.answer(this.number, this.reason, this.etag, { text, close: this.close }), this.close ? '回答を送り、終了しました。' : '回答を送りました。');
    if (sent) {
      this.text = '';
      this.close = false;
      this.fresh = new Set();
      this.autosave?.forget();
      this.querySelector<HTMLElement>('h2')?.focus();
    }
  }

  private async assign(): Promise<void> {
    const isMine = this.inquiry?.mine;
    await this.act(() => api.assign(this.number, this.reason, isMine ? null : 'me'), isMine ? '担当から外れました。' : '担当になりました。');
  }

  private async addNote(event: Event): Promise<void> {
    event.preventDefault();
    const text = this.note.trim();
    if (text !== '' && (await this.act(() => api.note(this.number, this.reason, text), 'メモを残しました。'))) {
      this.note = '';
    }
  }

  private async end(event: Event): Promise<void> {
    event.preventDefault();
    const why = this.closingReason.trim();
    if (why !== '' && (await this.act(() => api.closeInquiry(this.number, this.reason, this.etag, why), '回答せずに終了しました。'))) {
      this.closingReason = '';
    }
  }

  private async reissue(): Promise<void> {
    const { memberId } = this.inquiry!;
    await this.act(() => api.reissueViewingCode(this.reason, memberId!, this.number), '再発行しました。新しいコードは印刷用ファイルに入りました。');
    this.isReissuing = false;
  }

  private showMember(): void {
    const { memberId, kanaName, birthDate, email } = this.inquiry!;
    if (memberId) {
      cases.carry(this.number, memberId);
      this.router.go(`/staff/members/${memberId}`);
    } else {
      handedOver.inquiry = { number: this.number, kanaName, birthDate, email };
      this.router.go('/staff/members');
    }
  }

  protected override render() {
    const { inquiry } = this;
    if (!inquiry) {
      return pending(this.fault, () => void this.load(false));
    }
    const isOver = inquiry.state === 'closed';
    const assignee = inquiry.mine ? '担当は自分' : inquiry.assignee ? `担当は${inquiry.assignee}さん` : '担当なし';
    return html`
      <h2 tabindex="-1">${inquiryKinds[inquiry.kind]}<span class="exact">${inquiry.number}</span></h2>
      <div class="facts-line"><span class="state ${isOver ? 'over' : inquiry.state === 'open' ? 'warn' : 'good'}">${inquiryStates[inquiry.state]}</span>
        <span>${assignee}</span>${isOver ? nothing : html`<button type="button" class="secondary small" @click=${this.assign}>${inquiry.mine ? '担当から外れる' : '担当する'}<kbd aria-hidden="true">t</kbd></button>`}
        <span>受付 ${shortInstant(inquiry.createdAt)}</span></div>
      ${this.renderMeanwhile(inquiry)}
      ${this.renderFailedMails(inquiry)}
      ${this.fault ? problem(this.fault, this.renderWayOn(this.fault)) : nothing}
      ${done(this.said)}
      <div class="columns talk">
        <div class="beside">
          <ol class="thread" aria-label="やり取り">${inquiry.messages.map((message) => ({ ...message, isFresh: this.fresh.has(keyOf(message)) })).map(({ from, text, at, by, isFresh }) => html`
            <li class="${from} ${isFresh ? 'fresh' : ''}"><p class="from"><b>${from === 'person' ? `${inquiry.kanaName} 様` : by ?? 'お客様サポート'}</b>
              <time datetime=${at}>${shortInstant(at)}</time>${isFresh ? html`<span class="mark-text">新着</span>` : nothing}</p><p class="text">${text}</p></li>`)}</ol>
          ${this.renderComposer(inquiry, isOver)}
        </div>
        <div class="beside">
          ${this.renderPerson(inquiry)}
          ${inquiry.kind === 'viewing-code' ? this.renderApplication(inquiry) : nothing}
          ${this.renderNotes(inquiry)}
          ${isOver ? nothing : this.renderClosing()}
        </div>
      </div>`;
  }

  /** Who else is at it, and what came since it was read. */
  private renderMeanwhile(inquiry: Inquiry) {
    const now = new Date();
    const isOld = this.listedChange !== undefined && this.listedChange > inquiry.changedAt;
    return html`
      ${isOld ? html`<p class="notice" role="status">${icons.info}新しい動きがあります。<button type="button" class="secondary small" @click=${() => void this.load(true)}>読み込む<kbd aria-hidden="true">l</kbd></button></p>` : nothing}
      ${inquiry.otherDrafts.map(({ by, at, text }) => html`<details class="notice"><summary>${by}さんが回答を書いています（${age(at, now)}前）</summary><p class="text">${text}</p></details>`)}
      ${inquiry.openedBy.filter(({ by }) => !inquiry.otherDrafts.some((draft) => draft.by === by)).map(({ by, at }) => html`<p class="notice">${icons.person}${by}さんも${age(at, now)}前に開きました。</p>`)}`;
  }

  /** The person waits for an answer that will not come by itself: support tries another way. */
  private renderFailedMails({ mails }: Inquiry) {
    return mails.filter(({ state }) => state === 'failed').map(({ kind, at }) => html`
      <p class="notice">${icons.alert}${shortInstant(at)}の「${mailKinds[kind]}」のメールを送れませんでした。メールアドレスをお確かめください。</p>`);
  }

  private renderWayOn({ code }: Problem) {
    return code === 'changed-meanwhile'
      ? html`<p>新しい内容を上に読み込みました。書いた回答は残っています。確かめてから、もう一度送ってください。</p>`
      : code === 'inquiry-closed' ? html`<p>書いた回答は下書きに残っています。本人がメッセージを送ると、また回答できます。</p>` : undefined;
  }

  private renderComposer({ draft, draftAt, messages }: Inquiry, isOver: boolean) {
    const now = new Date();
    const count = [...this.text].length;
    const isOfAnotherDay = draft !== null && draftAt && toLocalInput(draftAt).slice(0, 10) !== dayInJapan(now);
    const cameAfter = draft !== null && draftAt && messages.some(({ at }) => at > draftAt);
    const state = this.autosave?.state ?? 'saved';
    if (isOver) {
      return html`<section class="composer"><p class="notice">${icons.info}終了しています。本人がメッセージを送ると再開します。</p>
        ${this.text ? html`<details><summary>残っている下書き</summary><p class="text">${this.text}</p></details>` : nothing}</section>`;
    }
    return html`
      <form class="composer" @submit=${this.send}>
        <p class="name"><label for="answer">回答</label><kbd aria-hidden="true">a</kbd></p>
        ${isOfAnotherDay || cameAfter ? html`<p class="notice">${icons.clock}${shortInstant(draftAt)}の下書きです。${cameAfter ? 'そのあとにメッセージが加わっています。' : ''}</p>` : nothing}
        <textarea id="answer" rows="8" .value=${live(this.text)} aria-describedby="answer-hint" aria-invalid=${count > longestAnswer ? 'true' : 'false'} @input=${this.write}></textarea>
        <p class="hint" id="answer-hint">カードの記号・番号などは、保存するときに伏せられます。<span class=${count > longestAnswer ? 'error' : ''}>${count} / ${longestAnswer}文字</span></p>
        <div class="buttons">
          <button class="primary" aria-disabled=${this.busy || this.text.trim() === '' || count > longestAnswer ? 'true' : 'false'}>${this.busy ? html`<span class="spinner" aria-hidden="true"></span>` : nothing}${this.close ? '回答して終了する' : '回答する'}<kbd aria-hidden="true">Ctrl+Enter</kbd></button>
          <label class="check"><input type="checkbox" .checked=${live(this.close)} @change=${(event: Event) => (this.close = (event.target as HTMLInputElement).checked)}>回答して終了する</label>
          <p class="save ${state}" role="status">${this.text || state !== 'saved' ? saveTexts[state] : nothing}</p>
        </div>
      </form>`;
  }

  private renderPerson({ kanaName, email, birthDate, insurerName, device, memberId }: Inquiry) {
    const facts: readonly (readonly [string, string | null])[] = [
      ['氏名', kanaName], ['生年月日', readableDate(birthDate)], ['メールアドレス', email], ['保険者（本人の入力）', insurerName],
      ['アプリ', device.appVersion], ['端末', device.phone], ['OS', device.osVersion], ['ブラウザー', device.browser],
    ];
    return html`
      <section><h3>本人</h3>
        <dl class="facts">${facts.filter(([, value]) => value).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
        <p><button type="button" class="secondary small" @click=${this.showMember}>${memberId ? '会員の情報を見る' : 'この方を会員からさがす'}</button></p>
      </section>`;
  }

  private renderApplication({ application, memberId }: Inquiry) {
    return html`
      <section><h3>健診閲覧コードの再発行</h3>
        <p>${application ? applications[application] : '入力された氏名・生年月日・メールアドレスの会員がいないため、再発行できません。'}</p>
        ${application === 'confirmed' && memberId
          ? this.isReissuing
            ? html`<div class="confirm"><p>新しいコードを作ります。今のコードは使えなくなります。</p><div class="buttons">
                <button type="button" class="danger" aria-disabled=${this.busy ? 'true' : 'false'} @click=${this.reissue}>再発行する</button>
                <button type="button" class="quiet" @click=${() => (this.isReissuing = false)}>やめる</button></div></div>`
            : html`<p><button type="button" class="secondary small" @click=${() => (this.isReissuing = true)}>再発行する</button></p>`
          : nothing}
      </section>`;
  }

  private renderNotes({ notes }: Inquiry) {
    return html`
      <section><h3>メモ（本人には見えません）</h3>
        ${notes.length ? html`<ol class="notes">${notes.map(({ text, at, by }) => html`<li><p class="from"><b>${by}</b> <time datetime=${at}>${shortInstant(at)}</time></p><p class="text">${text}</p></li>`)}</ol>` : nothing}
        <form @submit=${this.addNote} class="note-form"><label class="sr-only" for="note">メモを加える</label>
          <textarea id="note" rows="2" maxlength="1000" placeholder="メモを加える" .value=${live(this.note)} @input=${(event: Event) => (this.note = (event.target as HTMLTextAreaElement).value)}></textarea>
          ${submit('残す', { busy: this.busy, dead: this.note.trim() === '', style: 'secondary small' })}</form>
      </section>`;
  }

  private renderClosing() {
    return html`
      <section><details><summary><h3>回答せずに終了する</h3></summary>
        <form class="note-form" @submit=${this.end}><label for="closing">終了の理由（メモに残ります）</label>
          <textarea id="closing" rows="2" maxlength="1000" .value=${live(this.closingReason)} @input=${(event: Event) => (this.closingReason = (event.target as HTMLTextAreaElement).value)}></textarea>
          ${submit('終了する', { busy: this.busy, dead: this.closingReason.trim() === '', style: 'danger small' })}</form>
      </details></section>`;
  }
}
