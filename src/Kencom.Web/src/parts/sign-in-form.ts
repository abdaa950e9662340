import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { api, type Problem } from '../api/client.ts';
import { checkbox, field, submitButton, summary } from '../forms/fields.ts';
import { Form } from '../forms/form.ts';
import '../forms/password-field.ts';
import type { Router } from '../router.ts';
import { session } from '../session/member.ts';
import { appDevice } from '../session/store.ts';
import { CaptchaGate } from './captcha.ts';
import { Part } from './page.ts';

const cookiesNeeded: Problem = {
  code: 'cookies-needed',
  title: 'ログインを続けられません',
  detail: 'ブラウザーの設定でCookieが使えないようになっています。kencomのCookieを許可してから、もう一度ログインしてください。',
};

/** E-mail, password and, on the web, the captcha (SI-1, SI-2). */
@customElement('kencom-sign-in')
export class SignInForm extends Part {
  @property({ attribute: false }) router!: Router;
  private readonly captcha = new CaptchaGate(this, 'sign-in');

  private readonly form = new Form(this, {
    id: 'sign-in',
    initial: { email: '', password: '', staySignedIn: false },
    fields: { email: { label: 'メールアドレス' }, password: { label: 'パスワード' } },
    also: () => this.captcha.missing,
  });

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const { email, password, staySignedIn } = this.form.values;
    const signedIn = await this.captcha.submit(this.form, (captcha) => api.signIn({ email: email.trim(), password, staySignedIn, captcha }));
    if (!signedIn) {
      return;
    }
    appDevice.write(signedIn.deviceSecret);
    this.form.clear('password');
    await session.begin(signedIn.session.token);
    if (session.known && !session.member) {
      this.form.refuse(cookiesNeeded);
      return;
    }
    this.router.returnTo(new URLSearchParams(location.search).get('return'));
  }

  protected override render() {
    return html`
      <form class="form" novalidate @submit=${this.send}>
        ${summary(this.form)}
        ${field(this.form, 'email', {
          label: 'メールアドレス（ログインID）', type: 'email', inputmode: 'email', autocomplete: 'username', autocapitalize: 'off', plain: true })}
        <kencom-password plain inputId=${this.form.inputId('password')} .value=${this.form.values.password} .errors=${this.form.errors('password')}
          @typed=${(event: CustomEvent<string>) => this.form.set('password', event.detail)}></kencom-password>
        ${checkbox(this.form, 'staySignedIn', '次回から自動的にログインする')}
        ${this.captcha.render()}
        ${submitButton(this.form, 'ログイン', this.captcha.state === 'working' ? '確認が終わるのを待っています' : 'ログインしています')}
      </form>
      <ul class="links">
        <li><a href="/password-reset">パスワードを忘れた方はこちら</a></li>
        <li><a href="/login-id">ログインIDを忘れた方はこちら</a></li>
      </ul>`;
  }
}
