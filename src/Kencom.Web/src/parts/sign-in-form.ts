import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { api, type CaptchaChallenge } from '../api/client.ts';
import { checkbox, field, problem, submitButton, summary } from '../forms/fields.ts';
import { Form } from '../forms/form.ts';
import '../forms/password-field.ts';
import type { Router } from '../router.ts';
import { isApp } from '../session/look.ts';
import { appSession } from '../session/store.ts';
import './captcha.ts';
import type { Captcha } from './captcha.ts';
import { Part } from './page.ts';

/** E-mail, password and, on the web, the captcha (SI-1, SI-2). */
@customElement('kencom-sign-in')
export class SignInForm extends Part {
  @property({ attribute: false }) router!: Router;
  @state() private captcha = '';
  @state() private challenge?: CaptchaChallenge;
  /** The app is asked for it only when the API wants it. */
  @state() private captchaShown = !isApp || !globalThis.kencomApp;
  @query('kencom-captcha') private readonly widget!: Captcha | null;

  private readonly form = new Form(this, {
    id: 'sign-in',
    initial: { email: '', password: '', staySignedIn: false },
    fields: { email: { label: 'メールアドレス' }, password: { label: 'パスワード' } },
  });

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const { email, password, staySignedIn } = this.form.values;
    const signedIn = await this.form.submit(() =>
      api.signIn({ email: email.trim(), password, staySignedIn, captcha: this.captcha || null }));
    this.captcha = '';
    this.widget?.reset();
    if (signedIn) {
      appSession.write(signedIn.session.token);
      this.form.clear('password');
      this.router.go('/me');
      return;
    }
    if (this.form.problem?.code === 'captcha-required') {
      this.captchaShown = true;
      this.challenge = this.form.problem.challenge;
    }
  }

  protected override render() {
    return html`
      <form class="form" novalidate @submit=${this.send}>
        ${this.form.problem?.code === 'password-reset-needed'
          ? problem(this.form.problem, html`<p><a href="/password-forgotten">パスワードを再設定する</a></p>`) : summary(this.form)}
        ${field(this.form, 'email', { label: 'メールアドレス（ログインID）', type: 'email', inputmode: 'email', autocomplete: 'username', autocapitalize: 'off' })}
        <kencom-password inputId=${this.form.inputId('password')} .value=${this.form.values.password} .errors=${this.form.errors('password')}
          @typed=${(event: CustomEvent<string>) => this.form.set('password', event.detail)}></kencom-password>
        ${checkbox(this.form, 'staySignedIn', '次回から自動的にログインする')}
        ${this.captchaShown ? html`<kencom-captcha .challenge=${this.challenge} @solved=${(event: CustomEvent<string>) => (this.captcha = event.detail)}></kencom-captcha>` : nothing}
        ${submitButton(this.form, 'ログイン', 'ログインしています')}
      </form>
      <ul class="links">
        <li><a href="/password-forgotten">パスワードを忘れた方はこちら</a></li>
        <li><a href="/login-id">ログインIDを忘れた方はこちら</a></li>
      </ul>`;
  }
}
