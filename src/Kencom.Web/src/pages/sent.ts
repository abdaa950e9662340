import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Problem } from '../api/client.ts';
import { registrationApi } from '../api/registration.ts';
import { readableInstant, readableWait } from '../dates/calendar.ts';
import { problem } from '../forms/fields.ts';
import { CaptchaGate } from '../parts/captcha.ts';
import { icons } from '../parts/icons.ts';
import { Page, announce } from '../parts/page.ts';
import { store } from '../session/store.ts';

/** REG-12: the earliest moment of another mail, after the one before; by this device's clock, which may differ from the API's. */
const resendAfterMilliseconds = 60_000;
/** How long the page waits between two looks at what became of the mail; the last one goes on. */
const pauses = [300, 1_500, 2_000, 3_000, 5_000, 10_000];

/** The manual's STEP1-3 and PC STEP3: what became of the mail, one thing at a time. */
@customElement('page-sent')
export class SentPage extends Page {
  @state() private started = store.get('started');
  @state() private mail: 'waiting' | 'sent' | 'failed' = 'waiting';
  @state() private linkExpiresAt: string | null = null;
  @state() private continued = false;
  @state() private ended = false;
  @state() private problem?: Problem;
  @state() private busy = false;
  @state() private resent = false;
  @state() private remaining = 0;
  private readonly captcha = new CaptchaGate(this, 'registration');
  private polls = 0;
  private pollTimer = 0;
  private clockTimer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.started) {
      this.router.go('/register', { replace: true });
      return;
    }
    this.clockTimer = window.setInterval(() => this.tick(), 1_000);
    this.tick();
    this.poll();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.pollTimer);
    clearInterval(this.clockTimer);
  }

  private tick(): void {
    const next = this.started!.mailedAt + resendAfterMilliseconds;
    this.remaining = Math.max(0, Math.ceil((next - Date.now()) / 1_000));
  }

  private poll(): void {
    const pause = pauses[Math.min(this.polls++, pauses.length - 1)];
    this.pollTimer = window.setTimeout(async () => {
      if (!document.hidden) {
        const { data } = await registrationApi.currentRegistration();
        if (data) {
          this.mail = data.mail;
          this.linkExpiresAt = data.linkExpiresAt;
          // The link was opened in another tab of this browser, or it is too late.
          this.continued = ['eligibility', 'profile', 'completion', 'sign-in'].includes(data.next);
          this.ended = data.state === 'expired' || data.state === 'closed';
        }
      }
      if (this.isConnected && !this.continued && !this.ended) {
        this.poll();
      }
    }, pause);
  }

  private async resend(): Promise<void> {
    if (this.remaining > 0 || this.busy) {
      return;
    }
    this.busy = true;
    this.problem = undefined;
    const { data, problem } = await this.captcha.send((captcha) => registrationApi.resend(this.started!.registrationId, captcha));
    this.busy = false;
    if (problem) {
      this.problem = problem;
      this.ended = problem.code === 'activation-link-expired' || problem.code === 'registration-closed';
      await this.showAnew();
      return;
    }
    this.started = { ...this.started!, linkValidFor: data.linkValidFor, mailedAt: Date.now() };
    store.set('started', this.started);
    this.resent = true;
    this.mail = 'waiting';
    this.polls = 0;
    this.tick();
    announce('仮登録メールを再送信しました。以前のメールのリンクは使えなくなりました。');
  }

  protected override render() {
    if (!this.started) {
      return nothing;
    }
    return this.ended ? this.renderEnded() : this.continued ? this.renderContinued() : this.renderMail(this.started.email);
  }

  private renderContinued() {
    return html`
      <div class="outcome">
        <span class="emblem">${icons.check}</span>
        <h1 tabindex="-1">メールアドレスを確認しました</h1>
        <p>メールのリンクから開いた画面で、続きのお手続きをしてください。この画面は閉じて構いません。</p>
      </div>`;
  }

  private renderMail(email: string) {
    const states = {
      waiting: { icon: icons.mail, title: 'メールを送信しています', text: html`次のアドレスに、仮登録メールを送信しています。このままお待ちください。` },
      sent: {
        icon: icons.mail,
        title: 'メールをご確認ください',
        text: html`次のアドレスに、仮登録メールを${this.resent ? html`再送信しました` : html`送信しました`}。<b>まだ登録は完了していません。</b>メールのリンクを開いて、お手続きを続けてください。`,
      },
      failed: { icon: icons.alert, title: 'メールをお届けできませんでした', text: html`次のアドレスに、仮登録メールをお届けできませんでした。アドレスをお確かめのうえ、<a href="/register">入力し直して</a>ください。` },
    };
    const { icon, title, text } = states[this.mail];
    return html`
      <div class="outcome">
        <span class="emblem ${this.mail === 'failed' ? 'warning' : ''}">${icon}</span>
        <h1 tabindex="-1">${title}</h1>
        <p role="status">${text}</p>
        <p class="exact">${email}</p>
        ${this.mail === 'failed' ? nothing : html`<p class="status">${this.linkExpiresAt
          ? html`${icons.clock}<span>リンクは<b>${readableInstant(this.linkExpiresAt)}</b>まで使えます。</span>`
          : html`<span class="spinner" aria-hidden="true"></span>`}</p>`}
      </div>
      ${this.problem ? problem(this.problem) : nothing}
      <section class="panel" aria-labelledby="not-arrived">
        <h2 id="not-arrived">メールが届かないときは</h2>
        <ul class="plain">
          <li>迷惑メールのフォルダーに入っていないか、ご確認ください。</li>
          <li>受信拒否の設定をしている場合は、<b class="exact">${__DEPLOYMENT__.mailDomain}</b> からのメールを受け取れるように変更してください（<a href="/help#mail">設定のしかた</a>）。</li>
          <li>メールアドレスに誤りがある場合は、<a href="/register">入力し直して</a>ください。</li>
        </ul>
        ${this.captcha.render()}
        <div class="actions">
          <button type="button" class="secondary" aria-disabled=${this.remaining > 0 || this.busy ? 'true' : 'false'} aria-describedby="resend-hint" @click=${this.resend}>
            ${this.busy ? '送信しています' : '仮登録メールの再送信'}</button>
          <p class="missing" id="resend-hint">${this.remaining > 0 ? html`あと${readableWait(this.remaining)}で再送信できます。` : nothing}再送信すると、以前のメールのリンクは使えなくなります。</p>
        </div>
      </section>`;
  }

  private renderEnded() {
    return html`
      <div class="outcome">
        <span class="emblem warning">${icons.clock}</span>
        <h1 tabindex="-1">このお手続きは終了しました</h1>
        <p>リンクの有効期限が過ぎたか、別のお手続きで登録が完了しました。登録がお済みでない場合は、最初からお手続きください。</p>
        <a class="button primary" href="/register">登録をやり直す</a>
        <p><a href="/sign-in">ログインはこちら</a></p>
      </div>`;
  }
}
