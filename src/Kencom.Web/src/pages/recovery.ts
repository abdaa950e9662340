import { html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { accountApi, type LinkState } from '../api/account.ts';
import type { Outcome, Problem } from '../api/client.ts';
import { birthDateInputs } from '../forms/birth-date.ts';
import { cardFields, cardValues, emptyCard, insurerInput, kanaInput, numberInput, symbolInput, type CardForm } from '../forms/card-fields.ts';
import { field, problem, submitButton, summary } from '../forms/fields.ts';
import { Form, type Values } from '../forms/form.ts';
import '../forms/new-password-field.ts';
import { emailError } from '../forms/rules.ts';
import { CaptchaGate } from '../parts/captcha.ts';
import { icons } from '../parts/icons.ts';
import { takeToken } from '../parts/link-token.ts';
import { Page } from '../parts/page.ts';
import { Waiting } from '../parts/waiting.ts';
import { session } from '../session/member.ts';
import { appDevice, memory, store, type LinkTokens } from '../session/store.ts';

/** A form with one answer whatever it was about (SI-6, SI-7). */
class QuietFormPage extends Page {
  @state() protected done = false;

  protected async sendWith<V extends Values>(
    event: Event, form: Form<V>, captcha: CaptchaGate, send: (captcha: string | null) => Promise<Outcome<unknown>>): Promise<void> {
    event.preventDefault();
    const accepted = await captcha.submit(form, async (solution) => {
      const { problem } = await send(solution);
      return problem ? { problem } : { data: true };
    });
    if (accepted) {
      this.done = true;
      await this.showAnew();
    }
  }
}

@customElement('page-reset')
export class ResetPage extends QuietFormPage {
  private readonly captcha = new CaptchaGate(this, 'password-reset');
  private readonly form = new Form(this, {
    id: 'reset', initial: { email: '' }, fields: { email: { label: 'メールアドレス', check: emailError } }, also: () => this.captcha.missing,
  });

  protected override render() {
    return this.done
      ? html`
          <div class="outcome"><span class="emblem">${icons.mail}</span><h1 tabindex="-1">メールをご確認ください</h1>
            <p>ご登録のあるアドレスの場合は、パスワードを再設定するためのメールをお送りします。リンクは1時間有効です。</p>
            <p class="exact">${this.form.values.email}</p>
            <p class="hint">メールは <b class="exact">${__DEPLOYMENT__.mailDomain}</b> から届きます。数分待っても届かないときは、アドレスの大文字・小文字と、迷惑メールのフォルダーをご確認ください。</p>
            <a class="button secondary" href="/sign-in">ログイン画面へ</a></div>`
      : html`
          <h1 tabindex="-1">パスワードの再設定</h1>
          <p class="lead">ログインIDのメールアドレスを入力してください。再設定用のリンクをお送りします。</p>
          <form class="form panel" novalidate
            @submit=${(event: Event) => this.sendWith(event, this.form, this.captcha, (captcha) => accountApi.requestPasswordReset({ email: this.form.values.email.trim(), captcha }))}>
            ${summary(this.form)}
            ${field(this.form, 'email', { label: 'メールアドレス（ログインID）', type: 'email', inputmode: 'email', autocomplete: 'username', autocapitalize: 'off' })}
            ${this.captcha.render()}
            ${submitButton(this.form, '再設定メールを送信', this.captcha.state === 'working' ? '確認が終わるのを待っています' : '送信しています')}
          </form>
          <p class="aside-note">メールアドレスが分からない方は<a href="/login-id">ログインIDを忘れた方</a>へ。</p>`;
  }
}

/** How a mailed link stands, told before anything is asked of the person. */
const deadLinks: Record<Exclude<LinkState, 'valid'>, { title: string; text: string }> = {
  used: { title: 'このリンクは使用済みです', text: 'お手続きは、このリンクですでに済んでいます。' },
  replaced: { title: 'このリンクは使えなくなりました', text: 'このメールのあとに、別のお手続きで変更されています。' },
  expired: { title: 'リンクの有効期限が切れています', text: 'お手数ですが、もう一度お手続きください。' },
};

/** A page that a mail opened: it looks at its link first. */
abstract class LinkPage extends Page {
  @state() private link?: LinkState;
  @state() private refused?: Problem;
  protected token = '';
  private readonly wait = new Waiting(this);

  override connectedCallback(): void {
    super.connectedCallback();
    // A link that was cut at its # is a wrong one like any other.
    this.token = takeToken(this.tokenName) || 'missing';
    this.ready = this.look();
  }

  protected abstract readonly tokenName: keyof LinkTokens;
  protected abstract check(): Promise<Outcome<{ state: LinkState }>>;
  protected abstract renderForm(): TemplateResult;
  protected abstract renderWay(state: LinkState | undefined): TemplateResult;

  protected async look(): Promise<void> {
    const { data, problem } = await this.check();
    this.link = data?.state;
    this.refused = problem;
    this.wait.begin(problem?.retryAfter);
  }

  protected override render() {
    if (this.link === 'valid') {
      return this.renderForm();
    }
    if (this.link) {
      const { title, text } = deadLinks[this.link];
      return html`<div class="outcome"><span class="emblem warning">${icons.clock}</span><h1 tabindex="-1">${title}</h1><p>${text}</p>${this.renderWay(this.link)}</div>`;
    }
    if (this.refused?.code === 'link-invalid') {
      return html`<div class="outcome"><span class="emblem warning">${icons.alert}</span><h1 tabindex="-1">${this.refused.title}</h1><p>${this.refused.detail}</p>${this.renderWay(undefined)}</div>`;
    }
    return this.refused
      ? html`<h1 tabindex="-1">リンクの確認</h1>${problem(this.refused)}<div class="actions">
          <button type="button" class="primary" aria-disabled=${this.wait.seconds > 0 ? 'true' : 'false'} @click=${() => (this.wait.seconds === 0 ? void this.look() : undefined)}>もう一度試す</button></div>`
      : html`<h1 tabindex="-1">リンクの確認</h1><p class="status waiting" role="status"><span class="spinner" aria-hidden="true"></span><span>リンクを確認しています…</span></p>`;
  }
}

@customElement('page-reset-confirm')
export class ResetConfirmPage extends LinkPage {
  @state() private met = false;
  private readonly form = new Form(this, {
    id: 'new-password',
    initial: { newPassword: '' },
    fields: { newPassword: { label: '新しいパスワード', check: () => (this.met ? undefined : 'パスワードの条件を満たしていません') } },
  });

  protected readonly tokenName = 'resetToken';
  protected check = () => accountApi.checkPasswordReset(this.token);

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const { newPassword } = this.form.values;
    const set = await this.form.submit(async () => {
      const { data, problem } = await accountApi.confirmPasswordReset({ token: this.token, newPassword });
      appDevice.write(data?.deviceSecret);
      return problem ? { problem } : { data: true };
    });
    if (set) {
      session.end();
      memory.notice = { kind: 'done', text: '新しいパスワードを設定しました。新しいパスワードでログインしてください。' };
      this.router.go('/sign-in', { replace: true });
    } else if (this.form.problem?.status === 404 || this.form.problem?.status === 410) {
      await this.look();
      await this.showAnew();
    }
  }

  protected renderWay(state: LinkState | undefined) {
    return state === 'used' || state === 'replaced'
      ? html`<a class="button primary" href="/sign-in">ログインする</a><p><a href="/password-reset">もう一度、再設定のメールを送る</a></p>`
      : html`<a class="button primary" href="/password-reset">もう一度、再設定のメールを送る</a>`;
  }

  protected renderForm() {
    return html`
      <h1 tabindex="-1">新しいパスワードの設定</h1>
      <p class="lead">設定すると、ログイン中のすべての端末からログアウトします。</p>
      <form class="form panel" novalidate @submit=${this.send}>
        ${summary(this.form)}
        <kencom-new-password label="新しいパスワード" inputId=${this.form.inputId('newPassword')}
          .value=${this.form.values.newPassword} .errors=${this.form.errors('newPassword')}
          @typed=${(event: CustomEvent<string>) => this.form.set('newPassword', event.detail)}
          @judged=${(event: CustomEvent<boolean>) => (this.met = event.detail)}></kencom-new-password>
        ${submitButton(this.form, 'パスワードを設定する', '設定しています')}
      </form>`;
  }
}

@customElement('page-login-id')
export class LoginIdPage extends QuietFormPage {
  private readonly captcha = new CaptchaGate(this, 'login-id-reminder');
  private readonly form = new Form<CardForm>(this, { id: 'card', initial: { ...emptyCard }, fields: cardFields, also: () => this.captcha.missing });

  protected override render() {
    return this.done
      ? html`
          <div class="outcome"><span class="emblem">${icons.mail}</span><h1 tabindex="-1">受け付けました</h1>
            <p>ご登録が確認できた場合は、登録されているメールアドレスに、ログインIDをお知らせするメールをお送りします。</p>
            <p class="hint">そのアドレスのメールをもう受け取れない方は、<a href="/inquiry?about=login-id">お問い合わせ</a>ください。</p>
            <a class="button secondary" href="/sign-in">ログイン画面へ</a></div>`
      : html`
          <h1 tabindex="-1">ログインIDを忘れた方</h1>
          <p class="lead">資格情報を入力してください。ご登録が確認できると、登録されているメールアドレスにお知らせします。画面にはログインIDは表示されません。</p>
          <form class="form panel" novalidate
            @submit=${(event: Event) => this.sendWith(event, this.form, this.captcha, (captcha) => accountApi.remindLoginId({ ...cardValues(this.form.values), captcha }))}>
            ${summary(this.form)}
            <div class="pair">${symbolInput(this.form)}${numberInput(this.form)}</div>
            ${insurerInput(this.form)}${kanaInput(this.form)}${birthDateInputs(this.form)}
            ${this.captcha.render()}
            ${submitButton(this.form, '送信する', this.captcha.state === 'working' ? '確認が終わるのを待っています' : '送信しています')}
          </form>
          <p class="aside-note"><a href="/help/card">資格情報の見かた</a></p>`;
  }
}

/** The new address is proved by its link; a press of the button decides, so that a scanner's visit does not (SI-8). */
@customElement('page-email-confirm')
export class EmailConfirmPage extends LinkPage {
  private readonly form = new Form(this, { id: 'email-confirm', initial: {}, fields: {} });

  protected readonly tokenName = 'emailToken';
  protected check = () => accountApi.checkEmailChange(this.token);

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const changed = await this.form.submit(async () => {
      const { problem } = await accountApi.confirmEmail(this.token);
      return problem ? { problem } : { data: true };
    });
    if (changed) {
      store.remove(this.tokenName);
      memory.notice = { kind: 'done', text: 'メールアドレスを変更しました。次回から新しいアドレスでログインしてください。' };
      await session.load();
      this.router.go(session.member ? '/me' : '/sign-in', { replace: true });
    } else if (this.form.problem?.status === 404 || this.form.problem?.status === 410) {
      await this.look();
      await this.showAnew();
    }
  }

  protected renderWay() {
    return session.member
      ? html`<a class="button primary" href="/me">マイページへ</a>`
      : html`<a class="button primary" href="/sign-in">ログインする</a>`;
  }

  protected renderForm() {
    return html`
      <h1 tabindex="-1">メールアドレス変更の確認</h1>
      <p class="lead">ログインIDを、<b>このメールが届いたアドレス</b>に変更します。変更すると、今までのアドレスではログインできなくなります。</p>
      <form class="form panel" novalidate @submit=${this.send}>${summary(this.form)}${submitButton(this.form, '変更を確定する', '変更しています')}</form>`;
  }
}
