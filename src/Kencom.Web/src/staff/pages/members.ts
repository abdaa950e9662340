import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { readableDate } from '../../dates/calendar.ts';
import { Form } from '../../forms/form.ts';
import { emailError } from '../../forms/rules.ts';
import { icons } from '../../parts/icons.ts';
import { announce } from '../../parts/page.ts';
import { api, type Locked, type MemberForStaff, type Outcome, type Problem } from '../api.ts';
import { parseBirthDate } from '../birth-date.ts';
import { cases, handedOver, reasonFault } from '../cases.ts';
import { shortInstant } from '../instants.ts';
import { done, faults, input, problem, submit } from '../parts/fields.ts';
import { StaffPage } from '../parts/page.ts';
import { nothingChosen, pending, split, table } from '../parts/split.ts';
import { lockedTexts, mailKinds, mailStates, sessionKinds, textOf } from '../texts.ts';
import '../parts/reason.ts';

/** The three ways of STF-3. */
type Way = 'name' | 'login-id' | 'card';

const ways: readonly (readonly [Way, string])[] = [['name', '氏名・保険者番号'], ['login-id', 'ログインID'], ['card', '資格情報']];

interface SearchForm extends Record<string, string | boolean> {
  reason: string;
  birthDate: string;
  kanaName: string;
  insurerNumber: string;
  cardSymbol: string;
  cardNumber: string;
  email: string;
}

@customElement('staff-members')
export class MembersPage extends StaffPage {
  @state() private way: Way = 'name';
  @state() private member?: MemberForStaff;
  @state() private fault?: Problem;
  @state() private said?: string;
  @state() private asked?: 'sessions' | Locked;
  @state() private busy = false;
  private shown?: string;
  /** The inquiry from which somebody is looked for. */
  private inquiry?: string;
  private readonly form = new Form<SearchForm>(this, {
    id: 'search',
    initial: { reason: '', birthDate: '', kanaName: '', insurerNumber: '', cardSymbol: '', cardNumber: '', email: '' },
    fields: {
      reason: { label: '見る理由', check: reasonFault },
      kanaName: { label: '氏名（カナ）', mayBeEmpty: () => this.way === 'login-id' },
      birthDate: { label: '生年月日', check: (text) => (parseBirthDate(text) ? undefined : '生年月日を1972-04-15や昭和47年4月15日の形で入力してください') },
      insurerNumber: { label: '保険者番号', mayBeEmpty: () => this.way === 'login-id' },
      cardSymbol: { label: '記号', optional: true },
      cardNumber: { label: '番号', mayBeEmpty: () => this.way !== 'card' },
      email: { label: 'ログインID', mayBeEmpty: () => this.way !== 'login-id', check: (text) => (this.way === 'login-id' ? emailError(text) : undefined) },
    },
  });

  override connectedCallback(): void {
    super.connectedCallback();
    const { inquiry } = handedOver;
    handedOver.inquiry = undefined;
    if (inquiry) {
      // The address and the birth date are known, the insurer's number is not.
      const { number, ...person } = inquiry;
      this.way = 'login-id';
      this.inquiry = number;
      this.form.values = { ...this.form.values, ...person, reason: cases.reasonOf(number) ?? '' };
    }
  }

  override get subject(): string | undefined {
    return this.member?.memberId;
  }

  override get shortcuts() {
    return ways.map(([way, text], index) => ({ keys: String(index + 1), label: `${text}でさがす`, run: () => this.choose(way) }));
  }

  protected override willUpdate(): void {
    if (this.parameters.memberId !== this.shown) {
      this.shown = this.parameters.memberId;
      this.member = undefined;
      this.said = undefined;
      this.fault = undefined;
      this.asked = undefined;
      void this.load();
    }
  }

  private get reason(): string | undefined {
    return this.shown === undefined ? undefined : cases.reasonOf(this.shown);
  }

  private choose(way: Way): void {
    this.way = way;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(way === 'login-id' ? '#search-email' : '#search-kanaName')?.focus());
  }

  private async search(event: Event): Promise<void> {
    event.preventDefault();
    const { reason, kanaName, insurerNumber, cardSymbol, cardNumber, email } = this.form.values;
    const birthDate = parseBirthDate(this.form.values.birthDate) ?? '';
    const values = this.way === 'login-id' ? { email, birthDate } : { kanaName, birthDate, insurerNumber, ...(this.way === 'card' ? { cardSymbol, cardNumber } : {}) };
    const found = await this.form.submit(() => api.searchMember(reason, values));
    if (found) {
      cases.open(found.memberId, reason, this.inquiry);
      this.inquiry = undefined;
      this.shown = undefined;
      this.router.go(`/staff/members/${found.memberId}`);
    }
  }

  private async load(): Promise<void> {
    const { shown, reason } = this;
    if (shown === undefined || reason === undefined) {
      return;
    }
    const { data, problem } = await api.member(shown, reason);
    if (shown === this.shown) {
      this.member = data;
      this.fault = problem;
      await this.focusDetail();
    }
  }

  private async act<T>(action: () => Promise<Outcome<T>>, said: string): Promise<void> {
    if (this.busy) {
      return;
    }
    this.busy = true;
    const { problem } = await action();
    const { data } = await api.member(this.shown!, this.reason!);
    this.busy = false;
    this.asked = undefined;
    this.member = data ?? this.member;
    this.fault = problem;
    this.said = problem ? undefined : said;
    if (!problem) {
      announce(said);
    }
    await this.focusDetail();
  }

  protected override render() {
    return split(this.renderSearch(), this.renderDetail(), this.parameters.memberId !== undefined, '/staff/members');
  }

  private renderSearch() {
    const { form } = this;
    const birthDate = parseBirthDate(form.text('birthDate'));
    return html`
      <form class="search" novalidate @submit=${this.search}>
        <fieldset class="ways"><legend>さがす方法</legend>${ways.map(([way, text], index) => html`
          <label class="check"><input type="radio" name="way" .checked=${this.way === way} @change=${() => (this.way = way)}>${text}<kbd aria-hidden="true">${index + 1}</kbd></label>`)}</fieldset>
        ${form.problem?.code === 'not-found'
          ? html`<div class="alert" role="alert" tabindex="-1" data-alert>${icons.alert}<p><b>あてはまる会員がいません。</b>1人に決まらないときも同じ答えです。入力を確かめてください。</p></div>`
          : faults(form)}
        ${this.way === 'card' ? html`<p class="notice">${icons.info}本人が自分から伝えたときだけ使えます。保険者番号・記号・番号をこちらから聞くことは、法律で禁じられています。</p>` : nothing}
        ${this.way === 'login-id' ? input(form, 'email', { label: 'ログインID', type: 'email', hint: '大文字・小文字も同じに' }) : input(form, 'kanaName', { label: '氏名（カナ）', search: true })}
        ${input(form, 'birthDate', { label: '生年月日', hint: birthDate ? readableDate(birthDate) : '1972-04-15、S47.4.15など' })}
        ${this.way === 'login-id' ? nothing : input(form, 'insurerNumber', { label: '保険者番号', inputmode: 'numeric' })}
        ${this.way === 'card' ? html`${input(form, 'cardSymbol', { label: '記号' })}${input(form, 'cardNumber', { label: '番号' })}` : nothing}
        ${input(form, 'reason', { label: '見る理由', hint: '監査ログに残ります。この方については一度だけです' })}
        <div class="buttons">${submit('さがす', { busy: form.busy })}</div>
      </form>`;
  }

  private renderDetail() {
    const { shown, member } = this;
    if (shown === undefined) {
      return nothingChosen('会員を1人さがすと、ここに出ます。');
    }
    if (this.reason === undefined) {
      return html`<h2 tabindex="-1">会員 <span class="exact">${shown}</span></h2>
        <staff-reason @reason=${(event: CustomEvent<string>) => {
          cases.open(shown, event.detail);
          this.requestUpdate();
          void this.load();
        }}></staff-reason>`;
    }
    if (!member) {
      return pending(this.fault, () => void this.load());
    }
    const inquiry = cases.inquiryOf(member.memberId);
    return html`
      <h2 tabindex="-1">${member.kanaName}<span class="exact">${member.memberId}</span></h2>
      <p class="facts-line"><span>見る理由：${this.reason}</span>${inquiry ? html`<a href="/staff/inquiries/${inquiry}">お問い合わせ ${inquiry} に戻る</a>` : nothing}</p>
      ${this.fault ? problem(this.fault) : nothing}
      ${done(this.said)}
      <div class="columns">
        <div class="beside">
          <section><h3>会員</h3>
            <dl class="facts">
              <div><dt>ログインID</dt><dd>${member.email}</dd></div>
              <div><dt>生年月日</dt><dd>${readableDate(member.birthDate)}</dd></div>
              <div><dt>${member.groupName ? '団体' : '保険者'}</dt><dd>${member.insurerName ?? member.groupName ?? '–'}</dd></div>
              <div><dt>登録</dt><dd>${shortInstant(member.joinedAt)}</dd></div>
            </dl></section>
          ${this.renderLocked(member)}
          ${this.renderSessions(member)}
        </div>
        <section><h3>メール</h3>${member.mails.length
          ? table('メール', ['日時', '種類', '結果'], member.mails.map(({ at, kind, state }) => [shortInstant(at), mailKinds[kind], html`<span class="state ${state === 'failed' ? 'bad' : state === 'sent' ? 'good' : ''}">${textOf(mailStates, state)}</span>`]))
          : html`<p class="hint">ありません。</p>`}</section>
      </div>`;
  }

  private renderLocked({ locked, memberId }: MemberForStaff) {
    return html`
      <section><h3>制限</h3>${locked.length === 0 ? html`<p class="hint">解除できる制限はありません。</p>` : html`
        <ul class="lines">${locked.map(({ what }) => html`<li><span><b>${lockedTexts[what].text}</b>が止まっています</span>
          ${this.asked === what
            ? this.renderAsk(lockedTexts[what].effect, '解除する', () => this.act(() => api.unlock(memberId, this.reason!, what), `${lockedTexts[what].text}の制限を解除しました。`))
            : html`<button type="button" class="secondary small" @click=${() => (this.asked = what)}>解除する</button>`}</li>`)}</ul>`}
      </section>`;
  }

  private renderSessions({ sessions, memberId }: MemberForStaff) {
    return html`
      <section><h3>ログイン中の端末</h3>${sessions.length === 0 ? html`<p class="hint">ありません。</p>` : html`
        ${table('ログイン中の端末', ['種類', 'ログイン', '最後の利用'], sessions.map(({ kind, startedAt, lastUsedAt }) => [textOf(sessionKinds, kind), shortInstant(startedAt), shortInstant(lastUsedAt)]))}
        ${this.asked === 'sessions'
          ? this.renderAsk('すべての端末でログアウトになります。', 'ログアウトさせる', () => this.act(() => api.endSessions(memberId, this.reason!), 'すべての端末でログアウトさせました。'))
          : html`<p><button type="button" class="secondary small" @click=${() => (this.asked = 'sessions')}>すべての端末でログアウトさせる</button></p>`}`}
      </section>`;
  }

  private renderAsk(effect: string, label: string, act: () => Promise<void>) {
    return html`<div class="confirm"><p>${effect}</p><div class="buttons">
      <button type="button" class="danger small" aria-disabled=${this.busy ? 'true' : 'false'} @click=${act}>${label}</button>
      <button type="button" class="quiet small" @click=${() => (this.asked = undefined)}>やめる</button></div></div>`;
  }
}
