import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Problem, WaitingCheck } from '../api/client.ts';
import { registrationApi } from '../api/registration.ts';
import { readableDate, readableDay } from '../dates/calendar.ts';
import { comparedValues, emptyCard } from '../forms/card-fields.ts';
import { problem, submitButton, summary } from '../forms/fields.ts';
import { Form } from '../forms/form.ts';
import { icons } from '../parts/icons.ts';
import { notice } from '../parts/notice.ts';
import { Page } from '../parts/page.ts';
import { isApp } from '../session/look.ts';
import { memory, store } from '../session/store.ts';
import { followElsewhere, mayContinue } from './steps.ts';

/** EL-14: what would wait, and a yes to it. It is a decision, so it has a page of its own. */
@customElement('page-wait')
export class WaitPage extends Page {
  private readonly values = comparedValues({ ...emptyCard, ...store.get('card') });
  private readonly form = new Form<{ checked: boolean }>(this, {
    id: 'wait', initial: { checked: false }, fields: { checked: { label: '内容の確認', empty: '書類と同じであることを確かめて、印を付けてください' } },
  });

  override connectedCallback(): void {
    super.connectedCallback();
    if (mayContinue(this.router) && !this.values) {
      this.router.go('/register/card', { replace: true });
    }
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const waiting = await this.form.submit(() => registrationApi.leaveWaiting());
    if (waiting) {
      store.remove('waitingToken');
      memory.notice = { kind: 'done', text: '受け付けました。確認のメールもお送りします。' };
      this.router.go('/register/waiting', { replace: true });
    } else if (this.form.problem?.code === 'wrong-step' && this.form.problem.next && this.form.problem.next !== 'eligibility') {
      await followElsewhere(this.router, this.form.problem.next);
    }
  }

  protected override render() {
    if (!this.values) {
      return html`<h1 tabindex="-1">情報が届くのを待つ</h1>`;
    }
    const { kanaName, birthDate, insurerNumber, cardSymbol, cardNumber } = this.values;
    return html`
      <h1 tabindex="-1">情報が届くのを待つ</h1>
      <p class="lead">健康保険組合からの情報が届くまで、次の内容でお待ちします。<b>内容に誤りがあると、情報が届いても確認できません。</b></p>
      <form class="form panel" novalidate @submit=${this.send}>
        ${summary(this.form)}
        <dl class="facts">
          <div><dt>氏名</dt><dd class="exact">${kanaName}</dd></div>
          <div><dt>生年月日</dt><dd>${readableDate(birthDate)}</dd></div>
          <div><dt>保険者番号</dt><dd class="exact">${insurerNumber}</dd></div>
          <div><dt>記号</dt><dd class="exact">${cardSymbol === '' ? '記載なし' : cardSymbol}</dd></div>
          <div><dt>番号</dt><dd class="exact">${cardNumber}</dd></div>
        </dl>
        <ul class="plain">
          <li>情報が届いて確認が取れたら、続きのリンクをメールでお送りします。</li>
          <li>90日を過ぎても届かないときは、入力いただいた内容をすべて消去して、メールでお知らせします。</li>
          <li>いつでも取りやめられます。</li>
        </ul>
        <div class="checkbox"><input id="wait-checked" type="checkbox" .checked=${this.form.values.checked}
          @change=${(event: Event) => this.form.set('checked', (event.target as HTMLInputElement).checked)}><label for="wait-checked">書類と同じであることを確かめました</label></div>
        ${submitButton(this.form, 'この内容で待つ', '受け付けています')}
        ${isApp ? nothing : html`<p class="actions-second"><a class="button quiet" href="/register/card">入力内容を直す</a></p>`}
      </form>`;
  }
}

/** The check that waits, for its owner only: by the mail's link, or within the registration. */
@customElement('page-waiting')
export class WaitingPage extends Page {
  private readonly notice = notice();
  @state() private check?: WaitingCheck;
  @state() private problem?: Problem;
  @state() private asking = false;
  @state() private cancelled = false;
  @state() private busy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    if (location.hash.length > 1) {
      store.set('waitingToken', location.hash.slice(1));
      // The link's token leaves the address bar and the history.
      history.replaceState(history.state, '', location.pathname);
    }
    this.ready = this.load();
  }

  private async load(): Promise<void> {
    const { data, problem } = await registrationApi.waiting();
    this.check = data;
    this.problem = problem && !['not-found', 'registration-token-invalid'].includes(problem.code) ? problem : undefined;
  }

  private async cancel(): Promise<void> {
    this.busy = true;
    const { problem } = await registrationApi.cancelWaiting();
    this.busy = false;
    if (problem && problem.code !== 'not-found' && problem.code !== 'registration-token-invalid') {
      this.problem = problem;
    } else {
      this.cancelled = true;
      store.remove('waitingToken');
    }
    await this.showAnew();
  }

  protected override render() {
    if (this.cancelled) {
      return html`
        <div class="outcome"><span class="emblem">${icons.check}</span><h1 tabindex="-1">取りやめました</h1>
          <p>健康保険組合からの情報をお待ちするのを取りやめました。これについてのメールは、もうお送りしません。</p>
          ${store.get('continuing') ? html`<a class="button primary" href="/register/card">入力内容を見直す</a>` : html`<a class="button primary" href="/register">登録をやり直す</a>`}</div>`;
    }
    if (this.problem) {
      return html`<h1 tabindex="-1">情報が届くのを待っています</h1>${problem(this.problem)}
        <div class="actions"><button type="button" class="primary" @click=${() => void this.load()}>もう一度読み込む</button></div>`;
    }
    return this.check ? this.renderCheck(this.check) : html`
      <div class="outcome"><span class="emblem warning">${icons.clock}</span><h1 tabindex="-1">お待ちしている内容はありません</h1>
        <p>取りやめたか、確認が取れて続きのメールをお送りしたか、期限が過ぎています。メールのリンクが途中で切れていないかもご確認ください。</p>
        <a class="button primary" href="/">トップページへ</a></div>`;
  }

  private renderCheck({ kanaName, birthDate, insurerNumber, since, endsOn }: WaitingCheck) {
    return html`
      ${this.notice}
      <h1 tabindex="-1">情報が届くのを待っています</h1>
      <p class="lead">健康保険組合からの情報が届いて確認が取れましたら、<b>続きのリンクをメールでお送りします</b>。この画面は閉じて構いません。</p>
      <section class="panel">
        <dl class="facts">
          <div><dt>氏名</dt><dd class="exact">${kanaName}</dd></div>
          <div><dt>生年月日</dt><dd>${readableDate(birthDate)}</dd></div>
          <div><dt>保険者番号</dt><dd class="exact">${insurerNumber}</dd></div>
          <div><dt>受付日</dt><dd>${readableDay(since)}</dd></div>
          <div><dt>お待ちする期限</dt><dd>${readableDay(endsOn)}</dd></div>
        </dl>
        <p class="hint">期限までに届かない場合は、入力いただいた内容をすべて消去して、メールでお知らせします。</p>
        ${this.asking
          ? html`<div class="inset" role="group" aria-labelledby="cancel-title"><h2 id="cancel-title">取りやめますか？</h2>
              <p>取りやめると、情報が届いてもお知らせしません。</p>
              <div class="buttons"><button type="button" class="danger" aria-disabled=${this.busy ? 'true' : 'false'} @click=${this.cancel}>取りやめる</button>
                <button type="button" class="quiet" @click=${() => (this.asking = false)}>待ち続ける</button></div></div>`
          : html`<div class="buttons"><button type="button" class="secondary" @click=${() => (this.asking = true)}>待つのを取りやめる</button>
              ${store.get('continuing') ? html`<a class="button quiet" href="/register/card">入力内容を直す</a>` : nothing}</div>`}
      </section>`;
  }
}

/** The tenth miss ends the registration (EL-12); a reload does not bring it back. */
@customElement('page-closed')
export class ClosedPage extends Page {
  protected override render() {
    return html`
      <div class="outcome">
        <span class="emblem warning">${icons.alert}</span>
        <h1 tabindex="-1">この登録手続きは終了しました</h1>
        <p>確認できなかった回数が上限に達したため、このお手続きは続けられません。書類をお手元にご用意のうえ、お客様サポートにお問い合わせください。</p>
        <a class="button primary" href="/inquiry?about=registration-closed">お問い合わせ</a>
        <p><a href="/help">よくある質問</a></p>
      </div>`;
  }
}
