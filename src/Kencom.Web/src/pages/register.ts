import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { field, submitButton, summary } from '../forms/fields.ts';
import { Form } from '../forms/form.ts';
import '../forms/new-password-field.ts';
import { emailError, invitationCodeError } from '../forms/rules.ts';
import { icons } from '../parts/icons.ts';
import { notice } from '../parts/notice.ts';
import { Page } from '../parts/page.ts';
import { isApp } from '../session/look.ts';
import { session } from '../session/member.ts';
import { memory, store } from '../session/store.ts';

const empty = { email: '', emailConfirmation: '', invitationCode: '', groupCode: '', newsletter: false };

/** The code of an invitation link; anything that is none is no word to lose, the field is just empty. */
function invited(): { invitationCode?: string } {
  const code = new URLSearchParams(location.search).get('invitation');
  return code !== null && invitationCodeError(code) === undefined ? { invitationCode: code } : {};
}

/** The manual's STEP1-1 and PC STEP1: address, password, codes. */
@customElement('page-register')
export class RegisterPage extends Page {
  override readonly ready = session.load();
  private readonly notice = notice();
  private readonly invitation = invited();
  @state() private passwordMet = false;

  private readonly form = new Form(this, {
    id: 'register',
    initial: { ...empty, ...store.get('draft'), ...this.invitation, password: memory.password },
    fields: {
      email: { label: 'メールアドレス', check: emailError },
      ...(!isApp && {
        emailConfirmation: {
          label: 'メールアドレス（確認用）',
          check: (text: string, values: { email: string | boolean }) => (text === values.email ? undefined : '2つのメールアドレスが一致していません'),
        },
      }),
      password: { label: 'パスワード', check: () => (this.passwordMet ? undefined : 'パスワードの条件を満たしていません') },
      invitationCode: { label: '招待コード', optional: true, check: invitationCodeError },
      groupCode: { label: '団体連携コード', optional: true },
    },
    keep: ({ email, emailConfirmation, invitationCode, groupCode, newsletter }) =>
      store.set('draft', { email, emailConfirmation, invitationCode, groupCode, newsletter }),
  });

  protected override firstUpdated(): void {
    void this.ready.then(() => this.requestUpdate());
    if (memory.refusal) {
      this.form.refuse(memory.refusal);
      memory.refusal = undefined;
    }
  }

  private async next(event: Event): Promise<void> {
    event.preventDefault();
    if (await this.form.submit(() => Promise.resolve({ data: true }))) {
      memory.password = this.form.values.password;
      this.form.options.keep?.(this.form.values);
      this.router.go('/register/confirm');
    }
  }

  protected override render() {
    return session.member ? this.renderMember() : this.renderForm();
  }

  private renderMember() {
    return html`
      <div class="outcome">
        <span class="emblem">${icons.check}</span>
        <h1 tabindex="-1">登録は完了しています</h1>
        <p>${session.member!.kanaName} さんとしてログインしています。別の方が登録するときは、先にログアウトしてください。</p>
        <a class="button primary" href="/me">マイページへ</a>
      </div>`;
  }

  private renderForm() {
    const { values } = this.form;
    const codesWrong = this.form.errors('invitationCode').length > 0 || this.form.errors('groupCode').length > 0;
    return html`
      ${this.notice}
      <h1 tabindex="-1">${isApp ? 'メールアドレスとパスワード' : 'メールアドレス登録'}</h1>
      <p class="lead">ご利用には、ご加入の健康保険組合などがkencomを導入している必要があります。新しくご加入の方は、使えるようになるまで1〜2か月ほどかかることがあります。</p>
      ${this.invitation.invitationCode ? html`<p class="notice info">${icons.people}<span>招待コード <b class="exact">${this.invitation.invitationCode}</b> で登録します。</span></p>` : nothing}
      <form class="form panel" novalidate @submit=${this.next}>
        ${summary(this.form)}
        ${field(this.form, 'email', {
          label: 'メールアドレス', type: 'email', inputmode: 'email', autocomplete: 'username', autocapitalize: 'off',
          hint: html`例：taro@example.jp。ログインIDになります。大文字と小文字は区別されます。`,
        })}
        ${isApp ? nothing : field(this.form, 'emailConfirmation', {
          label: 'メールアドレス（確認用）', type: 'email', inputmode: 'email', autocomplete: 'email', autocapitalize: 'off',
        })}
        <p class="hint with-icon">${icons.mail}<span>このアドレスに <b class="exact">${__DEPLOYMENT__.mailDomain}</b> からメールが届きます。受信の設定をご確認ください。</span></p>
        <kencom-new-password inputId=${this.form.inputId('password')}
          .value=${values.password} .email=${values.email} .errors=${this.form.errors('password')}
          @typed=${(event: CustomEvent<string>) => this.form.set('password', event.detail)}
          @judged=${(event: CustomEvent<boolean>) => (this.passwordMet = event.detail)}></kencom-new-password>
        <details class="codes" ?open=${Boolean(values.invitationCode || values.groupCode || codesWrong)}>
          <summary>招待コード・団体連携コードをお持ちの方</summary>
          ${field(this.form, 'invitationCode', {
            label: '招待コード', autocomplete: 'off', autocapitalize: 'off', maxlength: 20, width: 'number',
            hint: html`会員の方から紹介されたときの、半角英数字7文字のコードです。大文字と小文字は区別されます。`,
          })}
          ${field(this.form, 'groupCode', {
            label: '団体連携コード', autocomplete: 'off', autocapitalize: 'off', maxlength: 100, width: 'code',
            hint: html`健診機関などから案内されたときだけ入力します。健康保険組合などから紹介された方は入力不要です。`,
          })}
        </details>
        ${submitButton(this.form, isApp ? '登録確認' : '確認画面へ', '確認しています')}
      </form>
      <p class="aside-note">登録済みの方は<a href="/sign-in">ログイン</a>してください。</p>`;
  }
}
