import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, type NextStep, type Outcome, type Problem } from '../api/client.ts';
import { submitButton, summary } from '../forms/fields.ts';
import { Form } from '../forms/form.ts';
import '../forms/password-field.ts';
import { icons } from '../parts/icons.ts';
import { Page } from '../parts/page.ts';
import { isApp, isIos } from '../session/look.ts';
import { memory, store } from '../session/store.ts';

type State = 'working' | 'password' | 'open-app' | 'failed';

/** Where a next step is walked; the app shows what to prepare first. */
export function pathOf(next: NextStep): string {
  switch (next) {
    case 'eligibility':
      return isApp ? '/register/prepare' : '/register/card';
    case 'profile':
      return '/register/profile';
    case 'completion':
      return store.get('confirmed') ? '/register/final' : store.get('continuing')?.route === 'group' ? '/register/profile' : '/register/card';
    case 'activation':
      return '/register/sent';
    case 'sign-in':
      return '/';
    case 'start':
      return '/register';
  }
}

/**
 * The mailed link. Loading this page changes nothing; its script's POST proves the address at once only where the registration was
 * started, by cookie or by the app's secret, and asks for the password everywhere else, robots included (REG-13).
 */
@customElement('page-activate')
export class ActivatePage extends Page {
  @state() private state: State = 'working';
  @state() private problem?: Problem;

  private readonly form = new Form(this, {
    id: 'activate', initial: { password: '' }, fields: { password: { label: 'パスワード' } },
  });

  override connectedCallback(): void {
    super.connectedCallback();
    void this.open();
  }

  private get token(): string {
    return this.parameters.token ?? '';
  }

  private async open(): Promise<void> {
    this.state = 'working';
    this.take(await api.activate(this.token));
    await this.updateComplete;
    this.querySelector<HTMLElement>('h1')?.focus();
  }

  private async sendPassword(event: Event): Promise<void> {
    event.preventDefault();
    const answer = await this.form.submit(async () => {
      const outcome = await api.activate(this.token, this.form.values.password);
      return outcome.problem?.code === 'activation-needs-password'
        ? { problem: { ...outcome.problem, title: 'パスワードが違います', detail: '仮登録のときに設定したパスワードを入力してください。大文字・小文字もご確認ください。' } }
        : outcome;
    });
    if (answer) {
      this.take({ data: answer });
    } else if (this.form.problem && this.form.problem.code !== 'activation-needs-password' && this.form.problem.code !== 'offline' && !this.form.problem.retryAfter) {
      this.take({ problem: this.form.problem });
    }
  }

  private take({ data, problem }: Awaited<ReturnType<typeof api.activate>> | Outcome<never>): void {
    if (data) {
      const { registrationToken, route, channel, expiresAt, next } = data;
      store.set('continuing', { registrationToken, activationToken: this.token, route, channel, expiresAt });
      store.remove('waitingUntil');
      memory.notice = 'メールアドレスが確認されました。';
      // The link's token leaves the address bar and the history.
      this.router.go(pathOf(next), { replace: true });
      return;
    }
    this.problem = problem;
    const needsPassword = problem?.code === 'activation-needs-password';
    this.state = !needsPassword ? 'failed' : problem.channel === 'app' && isIos && !isApp ? 'open-app' : 'password';
  }

  protected override render() {
    switch (this.state) {
      case 'working':
        return html`<div class="outcome"><span class="emblem">${icons.mail}</span><h1 tabindex="-1">メールアドレスを確認しています</h1>
          <p class="status waiting" role="status"><span class="spinner" aria-hidden="true"></span><span>そのままお待ちください…</span></p></div>`;
      case 'password':
        return this.renderPassword();
      case 'open-app':
        return this.renderOpenApp();
      case 'failed':
        return this.renderFailure(this.problem!);
    }
  }

  private renderPassword() {
    return html`
      <h1 tabindex="-1">パスワードの入力</h1>
      <p class="lead">仮登録をした端末とは別のところでリンクが開かれたため、ご本人の確認をします。仮登録のときに設定したパスワードを入力してください。</p>
      <form class="form panel" novalidate @submit=${this.sendPassword}>
        ${summary(this.form)}
        <kencom-password inputId=${this.form.inputId('password')} .value=${this.form.values.password} .errors=${this.form.errors('password')}
          @typed=${(event: CustomEvent<string>) => this.form.set('password', event.detail)}></kencom-password>
        ${submitButton(this.form, '続ける', '確認しています')}
      </form>
      <p class="aside-note">仮登録をした端末でメールのリンクを開くと、パスワードなしで続けられます。</p>`;
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
        <p><button type="button" class="quiet" @click=${() => (this.state = 'password')}>この画面でパスワードを入力して続ける</button></p>
      </div>`;
  }

  private renderFailure(problem: Problem) {
    const startAnew = html`<a class="button primary" href="/register">登録をやり直す</a>`;
    const again = html`<button type="button" class="primary" @click=${() => void this.open()}>もう一度試す</button>`;
    const signIn = html`<a class="button primary" href="/">ログインする</a>`;
    const ways: Record<string, TemplateResult> = {
      'activation-link-expired': startAnew,
      'activation-link-invalid': html`${startAnew}<p><a href="/help">お困りのときは</a></p>`,
      'registration-closed': html`${signIn}<p><a href="/register">登録をやり直す</a></p>`,
      'email-taken': signIn,
      'wrong-step': problem.next === 'sign-in' || !problem.next ? signIn : html`<a class="button primary" href=${pathOf(problem.next)}>続きへ進む</a>`,
    };
    return html`
      <div class="outcome">
        <span class="emblem warning">${problem.code === 'activation-link-expired' ? icons.clock : icons.alert}</span>
        <h1 tabindex="-1">${problem.title}</h1>
        <p>${problem.detail}</p>
        ${ways[problem.code] ?? again}
        ${problem.retryAfter ? html`<p class="hint">時間をおいてからお試しください。</p>` : nothing}
      </div>`;
  }
}
