import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, type Outcome } from '../api/client.ts';
import { birthDateInputs } from '../forms/birth-date.ts';
import { cardFields, cardValues, emptyCard, insurerInput, kanaInput, numberInput, symbolInput, type CardForm } from '../forms/card-fields.ts';
import { field, submitButton, summary } from '../forms/fields.ts';
import { Form, type Values } from '../forms/form.ts';
import '../forms/password-field.ts';
import { emailError } from '../forms/rules.ts';
import { CaptchaGate } from '../parts/captcha.ts';
import { icons } from '../parts/icons.ts';
import { Page } from '../parts/page.ts';
import { memory } from '../session/store.ts';

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
      await this.updateComplete;
      this.querySelector<HTMLElement>('h1')?.focus();
    }
  }
}

@customElement('page-reset')
export class ResetPage extends QuietFormPage {
  private readonly captcha = new CaptchaGate(this, 'password-reset');
  private readonly form = new Form(this, { id: 'reset', initial: { email: '' }, fields: { email: { label: 'メールアドレス', check: emailError } } });

  protected override render() {
    return this.done
      ? html`
          <div class="outcome"><span class="emblem">${icons.mail}</span><h1 tabindex="-1">メールをご確認ください</h1>
            <p>ご登録のあるアドレスの場合は、パスワードを再設定するためのメールをお送りしました。リンクは1時間有効です。</p>
            <p class="exact">${this.form.values.email}</p>
            <p class="hint">数分待っても届かないときは、アドレスの大文字・小文字と、迷惑メールのフォルダーをご確認ください。</p>
            <a class="button secondary" href="/">ログイン画面へ</a></div>`
      : html`
          <h1 tabindex="-1">パスワードの再設定</h1>
          <p class="lead">ログインIDのメールアドレスを入力してください。再設定用のリンクをお送りします。</p>
          <form class="form panel" novalidate
            @submit=${(event: Event) => this.sendWith(event, this.form, this.captcha, (captcha) => api.requestPasswordReset({ email: this.form.values.email.trim(), captcha }))}>
            ${summary(this.form)}
            ${field(this.form, 'email', { label: 'メールアドレス（ログインID）', type: 'email', inputmode: 'email', autocomplete: 'username', autocapitalize: 'off' })}
            ${this.captcha.render()}
            ${submitButton(this.form, '再設定メールを送信', '送信しています')}
          </form>
          <p class="aside-note">メールアドレスが分からない方は<a href="/login-id">ログインIDを忘れた方</a>へ。</p>`;
  }
}

@customElement('page-reset-confirm')
export class ResetConfirmPage extends Page {
  @state() private met = false;
  private readonly form = new Form(this, {
    id: 'new-password',
    initial: { newPassword: '' },
    fields: { newPassword: { label: '新しいパスワード', check: () => (this.met ? undefined : 'パスワードの条件を満たしていません') } },
  });

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const { newPassword } = this.form.values;
    const set = await this.form.submit(async () => {
      const { problem } = await api.confirmPasswordReset({ token: this.parameters.token ?? '', newPassword });
      return problem ? { problem } : { data: true };
    });
    if (set) {
      memory.notice = '新しいパスワードを設定しました。ログインしてください。';
      this.router.go('/', { replace: true });
    }
  }

  protected override render() {
    const { problem } = this.form;
    if (problem?.status === 404 || problem?.status === 410) {
      return html`
        <div class="outcome"><span class="emblem warning">${icons.clock}</span><h1 tabindex="-1" data-alert>${problem.title}</h1><p>${problem.detail}</p>
          <a class="button primary" href="/password-reset">もう一度送信する</a></div>`;
    }
    return html`
      <h1 tabindex="-1">新しいパスワードの設定</h1>
      <p class="lead">設定すると、ログイン中のすべての端末からログアウトします。</p>
      <form class="form panel" novalidate @submit=${this.send}>
        ${summary(this.form)}
        <kencom-password conditions autocomplete="new-password" label="新しいパスワード" inputId=${this.form.inputId('newPassword')}
          .value=${this.form.values.newPassword} .errors=${this.form.errors('newPassword')}
          @typed=${(event: CustomEvent<string>) => this.form.set('newPassword', event.detail)}
          @judged=${(event: CustomEvent<boolean>) => (this.met = event.detail)}></kencom-password>
        ${submitButton(this.form, 'パスワードを設定する', '設定しています')}
      </form>`;
  }
}

@customElement('page-login-id')
export class LoginIdPage extends QuietFormPage {
  private readonly captcha = new CaptchaGate(this, 'login-id-reminder');
  private readonly form = new Form<CardForm>(this, { id: 'card', initial: { ...emptyCard }, fields: cardFields });

  protected override render() {
    return this.done
      ? html`
          <div class="outcome"><span class="emblem">${icons.mail}</span><h1 tabindex="-1">受け付けました</h1>
            <p>ご登録が確認できた場合は、登録されているメールアドレスに、ログインIDをお知らせするメールをお送りします。</p>
            <p class="hint">そのアドレスのメールをもう受け取れない方は、<a href="/help">お困りのときは</a>をご覧ください。</p>
            <a class="button secondary" href="/">ログイン画面へ</a></div>`
      : html`
          <h1 tabindex="-1">ログインIDを忘れた方</h1>
          <p class="lead">資格情報を入力してください。ご登録が確認できると、登録されているメールアドレスにお知らせします。画面にはログインIDは表示されません。</p>
          <form class="form panel narrow" novalidate
            @submit=${(event: Event) => this.sendWith(event, this.form, this.captcha, (captcha) => api.remindLoginId({ ...cardValues(this.form.values), captcha }))}>
            ${summary(this.form)}
            <div class="pair">${symbolInput(this.form)}${numberInput(this.form)}</div>
            ${insurerInput(this.form)}${kanaInput(this.form)}${birthDateInputs(this.form)}
            ${this.captcha.render()}
            ${submitButton(this.form, '送信する', '送信しています')}
          </form>`;
  }
}

/** The new address is proved by its link; a press of the button decides, so that a scanner's visit does not (SI-8). */
@customElement('page-email-confirm')
export class EmailConfirmPage extends Page {
  private readonly form = new Form(this, { id: 'email-confirm', initial: {}, fields: {} });

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const changed = await this.form.submit(async () => {
      const { problem } = await api.confirmEmail(this.parameters.token ?? '');
      return problem ? { problem } : { data: true };
    });
    if (changed) {
      memory.notice = 'メールアドレスを変更しました。次回から新しいアドレスでログインしてください。';
      this.router.go('/me', { replace: true });
    }
  }

  protected override render() {
    return html`
      <h1 tabindex="-1">メールアドレス変更の確認</h1>
      <p class="lead">ログインIDを、このメールが届いたアドレスに変更します。</p>
      <form class="form panel" novalidate @submit=${this.send}>${summary(this.form)}${submitButton(this.form, '変更を確定する', '変更しています')}</form>`;
  }
}
