import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Problem } from '../api/client.ts';
import { inquiriesApi, type InquiryThread } from '../api/inquiries.ts';
import { readableInstant } from '../dates/calendar.ts';
import { longText } from '../forms/choices.ts';
import { problem, submitButton, summary } from '../forms/fields.ts';
import { Form } from '../forms/form.ts';
import { inquiryFields, mostCharacters } from '../inquiries/fields.ts';
import { icons } from '../parts/icons.ts';
import { takeToken } from '../parts/link-token.ts';
import { Page, announce } from '../parts/page.ts';
import '../styles/inquiry.css';

const deadLink = ({ title, detail }: Problem) => html`
  <div class="outcome"><span class="emblem warning">${icons.clock}</span><h1 tabindex="-1" data-alert>${title}</h1><p>${detail}</p>
    <p class="hint">新しいメールが届いているときは、そのリンクをお使いください。メールのリンクが途中で切れていないかもご確認ください。</p>
    <a class="button primary" href="/inquiry">新しくお問い合わせ</a></div>`;

const isDead = (problem: Problem | undefined): problem is Problem =>
  problem !== undefined && ['inquiry-link-invalid', 'link-invalid', 'link-expired', 'not-found'].includes(problem.code);

const states: Record<InquiryThread['state'], string> = { unconfirmed: 'お申し込みの確定待ち', open: '受付中', answered: '回答済み', closed: '終了' };

/** The inquiry that a mail's link opens: what was written, and room for more (INQ-2). */
@customElement('page-inquiry-thread')
export class InquiryThreadPage extends Page {
  private token = '';
  @state() private thread?: InquiryThread;
  @state() private problem?: Problem;
  private readonly form = new Form(this, { id: 'message', initial: { text: '' }, fields: { text: { label: 'メッセージ', check: inquiryFields.text.check } } });

  override connectedCallback(): void {
    super.connectedCallback();
    this.token = takeToken('inquiryToken');
    this.ready = this.load();
  }

  private async load(): Promise<void> {
    const { data, problem } = await inquiriesApi.thread(this.token);
    this.thread = data;
    this.problem = problem;
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const message = await this.form.submit(() => inquiriesApi.write(this.token, this.form.values.text.trim()));
    if (message) {
      this.form.clear('text');
      await this.load();
      await this.updateComplete;
      announce('メッセージを送信しました');
      this.querySelector<HTMLElement>('.thread li:last-child')?.focus();
    } else if (isDead(this.form.problem)) {
      this.problem = this.form.problem;
      this.thread = undefined;
      await this.showAnew();
    }
  }

  protected override render() {
    if (this.thread) {
      return this.renderThread(this.thread);
    }
    if (isDead(this.problem)) {
      return deadLink(this.problem);
    }
    return html`<h1 tabindex="-1">お問い合わせの内容</h1>${this.problem ? html`${problem(this.problem)}
      <div class="actions"><button type="button" class="primary" @click=${() => void this.load()}>もう一度読み込む</button></div>` : nothing}`;
  }

  private renderThread({ number, state, messages }: InquiryThread) {
    return html`
      <h1 tabindex="-1">お問い合わせの内容</h1>
      <dl class="facts panel"><div><dt>受付番号</dt><dd class="exact">${number}</dd></div><div><dt>状態</dt><dd>${states[state]}</dd></div></dl>
      <ol class="thread" aria-label="これまでのやり取り">${messages.map(({ from, text, at }) => html`
        <li class=${from} tabindex="-1"><p class="who"><b>${from === 'staff' ? 'お客様サポート' : 'あなた'}</b><time datetime=${at}>${readableInstant(at)}</time></p>
          <p class="as-typed">${text}</p></li>`)}</ol>
      <form class="form panel" novalidate @submit=${this.send}>
        <h2>続けて書く</h2>
        ${state === 'closed' ? html`<p class="notice info">${icons.info}<span>このお問い合わせは終了しています。続きを送信すると、もう一度受付中になります。</span></p>` : nothing}
        ${summary(this.form)}
        ${longText(this.form, 'text', { label: 'メッセージ', most: mostCharacters, rows: 5, hint: '記号・番号・保険者番号・個人番号（マイナンバー）、パスワードは書かないでください。書かれていても、番号は伏せて保存します。' })}
        ${submitButton(this.form, '送信する', '送信しています')}
      </form>`;
  }
}

/** The application for another viewing code is complete by a press of the button: a scanner's visit confirms nothing (CK-6). */
@customElement('page-inquiry-confirm')
export class InquiryConfirmPage extends Page {
  private token = '';
  @state() private done = false;
  private readonly form = new Form(this, { id: 'application', initial: {}, fields: {} });

  override connectedCallback(): void {
    super.connectedCallback();
    this.token = takeToken('inquiryToken');
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    this.done = (await this.form.submit(async () => {
      const { problem } = await inquiriesApi.confirm(this.token);
      return problem ? { problem } : { data: true };
    })) ?? false;
    if (this.done || isDead(this.form.problem)) {
      await this.showAnew();
    }
  }

  protected override render() {
    if (this.done) {
      return html`
        <div class="outcome"><span class="emblem">${icons.check}</span><h1 tabindex="-1">お申し込みを受け付けました</h1>
          <p>健診閲覧コードの再発行のお申し込みが完了しました。健康保険組合などからハガキなどが届くまで、半月から1か月ほどお待ちください。</p>
          <a class="button secondary" href="/">トップページへ</a></div>`;
    }
    return isDead(this.form.problem) ? deadLink(this.form.problem) : html`
      <h1 tabindex="-1">健診閲覧コードの再発行</h1>
      <p class="lead">お申し込みを確定します。再発行すると、<b>以前の健診閲覧コードは使えなくなります。</b></p>
      <form class="form panel" novalidate @submit=${this.send}>${summary(this.form)}
        <p>お心当たりがないときは、何もせずにこの画面を閉じてください。</p>
        ${submitButton(this.form, 'お申し込みを確定する', '確定しています')}</form>`;
  }
}
