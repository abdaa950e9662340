import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Outcome, Problem } from '../api/client.ts';
import { registrationApi, type ActivationLink } from '../api/registration.ts';
import { submitButton, summary } from '../forms/fields.ts';
import { Form } from '../forms/form.ts';
import '../forms/password-field.ts';
import { CaptchaGate } from '../parts/captcha.ts';
import { icons } from '../parts/icons.ts';
import { Page } from '../parts/page.ts';
import { Waiting } from '../parts/waiting.ts';
import { isApp, isIos } from '../session/look.ts';
import { session } from '../session/member.ts';
import { memory, store } from '../session/store.ts';
import { pathOf } from './steps.ts';

type State = 'working' | 'password' | 'open-app' | 'failed' | 'member' | 'replaced' | 'expired';

/**
 * The mailed link. It is looked at first, which changes nothing; the script's POST proves the address at once only where the registration was
 * started, by cookie or by the app's secret, and asks for the password everywhere else, robots included (REG-13).
 */
@customElement('page-activate')
export class ActivatePage extends Page {
  @state() private state: State = 'working';
  @state() private link?: ActivationLink;
  @state() private problem?: Problem;
  private readonly wait = new Waiting(this);
  private readonly captcha = new CaptchaGate(this, 'registration');

  private readonly form = new Form(this, {
    id: 'activate', initial: { password: '' }, fields: { password: { label: 'パスワード' } },
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.ready = this.open();
  }

  private get token(): string {
    return this.parameters.token ?? '';
  }

  private async open(): Promise<void> {
    this.state = 'working';
    const { data, problem } = await registrationApi.checkActivationLink(this.token);
    if (problem) {
      this.fail(problem);
      return;
    }
    this.link = data;
    if (data.state === 'member') {
      await session.load();
      this.state = 'member';
    } else if (data.state === 'replaced' || data.state === 'expired') {
      this.state = data.state;
    } else {
      this.take(await this.captcha.send((captcha) => registrationApi.activate(this.token, captcha)));
    }
  }

  private async again(): Promise<void> {
    if (this.wait.seconds === 0) {
      await this.open();
      await this.showAnew();
    }
  }

  private async sendPassword(event: Event): Promise<void> {
    event.preventDefault();
    const answer = await this.captcha.submit(this.form, async (captcha) => {
      const outcome = await registrationApi.activate(this.token, captcha, this.form.values.password);
      return outcome.problem?.code === 'activation-needs-password'
        ? { problem: { ...outcome.problem, title: 'パスワードが違います', detail: '仮登録のときに設定したパスワードを入力してください。大文字・小文字もご確認ください。' } }
        : outcome;
    });
    const { problem } = this.form;
    if (answer) {
      this.take({ data: answer });
    } else if (problem && problem.code !== 'activation-needs-password' && problem.code !== 'offline' && problem.code !== 'timeout' && !problem.retryAfter) {
      this.take({ problem });
      await this.showAnew();
    }
  }

  private take({ data, problem }: Awaited<ReturnType<typeof registrationApi.activate>> | Outcome<never>): void {
    if (data) {
      const { registrationToken, route, channel, expiresAt, next } = data;
      store.set('continuing', { registrationToken, activationToken: this.token, route, channel, expiresAt });
      memory.notice = { kind: 'done', text: 'メールアドレスが確認されました。' };
      // The link's token leaves the address bar and the history.
      this.router.go(pathOf(next), { replace: true });
    } else if (problem?.code === 'activation-needs-password') {
      this.state = problem.channel === 'app' && isIos && !isApp ? 'open-app' : 'password';
    } else {
      this.fail(problem);
    }
  }

  private fail(problem: Problem): void {
    this.problem = problem;
    this.wait.begin(problem.retryAfter);
    this.state = 'failed';
  }

  protected override render() {
    switch (this.state) {
      case 'working':
        return html`<div class="outcome"><span class="emblem">${icons.mail}</span><h1 tabindex="-1">メールアドレスを確認しています</h1>
          <p class="status waiting" role="status"><span class="spinner" aria-hidden="true"></span><span>そのままお待ちください…</span></p>${this.captcha.render()}</div>`;
      case 'password':
        return this.renderPassword();
      case 'open-app':
        return this.renderOpenApp();
      case 'failed':
        return this.renderFailure(this.problem!);
      case 'member':
        return outcome(icons.check, '登録は完了しています', html`このメールアドレスでの会員登録は済んでいます。お手続きはいりません。`,
          session.member ? html`<a class="button primary" href="/me">マイページへ</a>` : html`<a class="button primary" href="/sign-in">ログインする</a>`);
      case 'replaced':
        return outcome(icons.mail, '新しいメールのリンクをお使いください', html`仮登録メールが再送信されたため、このリンクは使えなくなりました。<b>最後に届いたメール</b>のリンクを開いてください。`,
          html`<p><a href="/help#mail">メールが届かないときは</a></p>`, 'warning');
      case 'expired':
        return outcome(icons.clock, 'リンクの有効期限が切れています', html`お手数ですが、メールアドレスの登録からもう一度お手続きください。`, startAnew, 'warning');
    }
  }

  private renderPassword() {
    const email = this.link?.maskedEmail;
    return html`
      <h1 tabindex="-1">パスワードの入力</h1>
      <p class="lead">仮登録をした端末とは別のところでリンクが開かれたため、ご本人の確認をします。仮登録のときに設定したパスワードを入力してください。</p>
      <form class="form panel" novalidate @submit=${this.sendPassword}>
        ${summary(this.form)}
        ${email ? html`<dl class="facts"><div><dt>仮登録のメールアドレス</dt><dd class="exact">${email}</dd></div></dl>` : nothing}
        <kencom-password plain inputId=${this.form.inputId('password')} .value=${this.form.values.password} .errors=${this.form.errors('password')}
          @typed=${(event: CustomEvent<string>) => this.form.set('password', event.detail)}></kencom-password>
        ${this.captcha.render()}
        ${submitButton(this.form, '続ける', '確認しています')}
      </form>
      <div class="aside-note">
        <p>仮登録をした端末でメールのリンクを開くと、パスワードなしで続けられます。</p>
        <p>パスワードを忘れた方は、<a href="/register">登録をやり直して</a>ください。会員になる前のパスワードは、再設定できません。</p>
      </div>`;
  }

  /** REG-14: on iOS the registration goes on in the app, which holds its secret; this page does not activate by itself. */
  private renderOpenApp() {
    return html`
      <div class="outcome">
        <span class="emblem">${icons.phone}</span>
        <h1 tabindex="-1">アプリで続けてください</h1>
        <p>「kencomアプリを起動」を押すと、アプリが開いてメール認証が完了します。</p>
        <a class="button primary" href="kencom://users/${encodeURIComponent(this.token)}/activate">kencomアプリを起動</a>
        <p class="hint">「このページを"kencom"で開きますか？」と表示されたら、「開く」を押してください。</p>
        <p><button type="button" class="quiet" @click=${() => {
          this.state = 'password';
          void this.showAnew();
        }}>この画面でパスワードを入力して続ける</button></p>
      </div>`;
  }

  private renderFailure(problem: Problem) {
    const again = html`<button type="button" class="primary" aria-disabled=${this.wait.seconds > 0 ? 'true' : 'false'} @click=${this.again}>もう一度試す</button>${this.wait.render()}`;
    const ways: Record<string, TemplateResult> = {
      'activation-link-expired': startAnew,
      'activation-link-invalid': html`${startAnew}<p><a href="/inquiry?about=link-broken">お問い合わせ</a></p>`,
      'registration-closed': html`<a class="button primary" href="/inquiry?about=registration-closed">お問い合わせ</a><p><a href="/register">登録をやり直す</a></p>`,
      'email-taken': html`<a class="button primary" href="/sign-in">ログインする</a>`,
      'wrong-step': html`<a class="button primary" href=${pathOf(problem.next ?? 'sign-in')}>続きへ進む</a>`,
    };
    return outcome(problem.code === 'activation-link-expired' ? icons.clock : icons.alert, problem.title, html`${problem.detail}`, ways[problem.code] ?? again, 'warning');
  }
}

const startAnew = html`<a class="button primary" href="/register">登録をやり直す</a>`;

const outcome = (icon: unknown, title: string, text: TemplateResult, way: TemplateResult, mood = '') => html`
  <div class="outcome"><span class="emblem ${mood}">${icon}</span><h1 tabindex="-1">${title}</h1><p>${text}</p>${way}</div>`;
