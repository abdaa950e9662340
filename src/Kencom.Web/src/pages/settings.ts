import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, type Outcome, type Problem, type SessionSummary } from '../api/client.ts';
import { readableInstant } from '../dates/calendar.ts';
import { checkbox, field, problem, submitButton, summary } from '../forms/fields.ts';
import { Form, type Values } from '../forms/form.ts';
import '../forms/password-field.ts';
import { emailError } from '../forms/rules.ts';
import { icons } from '../parts/icons.ts';
import { Page } from '../parts/page.ts';
import { isApp } from '../session/look.ts';
import { appSession, memory } from '../session/store.ts';

/** An answer without a body still is one. */
const done = async (call: Promise<Outcome<unknown>>): Promise<Outcome<true>> => {
  const { problem } = await call;
  return problem ? { problem } : { data: true };
};

class SettingsPage extends Page {
  /** Without a session there is nothing to set: the person signs in first. */
  protected signedOut(problem: Problem | undefined): boolean {
    if (problem?.code !== 'not-signed-in') {
      return false;
    }
    appSession.write(undefined);
    memory.notice = 'ログインしてください。';
    this.router.go('/', { replace: true });
    return true;
  }

  protected backLink() {
    return isApp ? nothing : html`<p class="aside-note"><a href="/me">マイページへ戻る</a></p>`;
  }

  protected passwordInput<V extends Values>(form: Form<V>, name: keyof V & string, label: string) {
    return html`<kencom-password label=${label} inputId=${form.inputId(name)} .value=${form.text(name)} .errors=${form.errors(name)}
      @typed=${(event: CustomEvent<string>) => form.set(name, event.detail as V[typeof name])}></kencom-password>`;
  }
}

@customElement('page-password')
export class PasswordPage extends SettingsPage {
  @state() private met = false;
  private readonly form = new Form(this, {
    id: 'password',
    initial: { currentPassword: '', newPassword: '' },
    fields: {
      currentPassword: { label: '現在のパスワード' },
      newPassword: { label: '新しいパスワード', check: () => (this.met ? undefined : 'パスワードの条件を満たしていません') },
    },
  });

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    if (await this.form.submit(() => done(api.changePassword(this.form.values)))) {
      memory.notice = 'パスワードを変更しました。ほかの端末からはログアウトしました。';
      this.router.go('/me', { replace: true });
    } else {
      this.signedOut(this.form.problem);
    }
  }

  protected override render() {
    return html`
      <h1 tabindex="-1">パスワードの変更</h1>
      <form class="form panel" novalidate @submit=${this.send}>
        ${summary(this.form)}
        ${this.passwordInput(this.form, 'currentPassword', '現在のパスワード')}
        <kencom-password conditions autocomplete="new-password" label="新しいパスワード" inputId=${this.form.inputId('newPassword')}
          .value=${this.form.values.newPassword} .errors=${this.form.errors('newPassword')}
          @typed=${(event: CustomEvent<string>) => this.form.set('newPassword', event.detail)}
          @judged=${(event: CustomEvent<boolean>) => (this.met = event.detail)}></kencom-password>
        ${submitButton(this.form, '変更する', '変更しています')}
      </form>${this.backLink()}`;
  }
}

@customElement('page-email')
export class EmailPage extends SettingsPage {
  @state() private sent = false;
  private readonly form = new Form(this, {
    id: 'email',
    initial: { email: '', emailConfirmation: '', password: '' },
    fields: {
      email: { label: '新しいメールアドレス', check: emailError },
      emailConfirmation: {
        label: '新しいメールアドレス（確認用）', check: (text, values) => (text === values.email ? undefined : '2つのメールアドレスが一致していません'),
      },
      password: { label: 'パスワード' },
    },
  });

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    if (await this.form.submit(() => done(api.changeEmail(this.form.values)))) {
      this.sent = true;
      this.form.clear('password');
      await this.updateComplete;
      this.querySelector<HTMLElement>('h1')?.focus();
    } else {
      this.signedOut(this.form.problem);
    }
  }

  protected override render() {
    return this.sent
      ? html`
          <div class="outcome"><span class="emblem">${icons.mail}</span><h1 tabindex="-1">メールをご確認ください</h1>
            <p>新しいアドレスに確認のメールをお送りしました。メールのリンクを開くと、変更が完了します。それまでは今のアドレスでログインします。</p>
            <p class="exact">${this.form.values.email}</p><a class="button secondary" href="/me">マイページへ戻る</a></div>`
      : html`
          <h1 tabindex="-1">メールアドレスの変更</h1>
          <p class="lead">新しいアドレスに確認のメールをお送りします。今のアドレスにもお知らせが届きます。</p>
          <form class="form panel" novalidate @submit=${this.send}>
            ${summary(this.form)}
            ${field(this.form, 'email', { label: '新しいメールアドレス', type: 'email', inputmode: 'email', autocomplete: 'email', autocapitalize: 'off' })}
            ${field(this.form, 'emailConfirmation', { label: '新しいメールアドレス（確認用）', type: 'email', inputmode: 'email', autocomplete: 'email', autocapitalize: 'off' })}
            ${this.passwordInput(this.form, 'password', 'パスワード')}
            ${submitButton(this.form, '確認メールを送信', '送信しています')}
          </form>${this.backLink()}`;
  }
}

@customElement('page-sessions')
export class SessionsPage extends SettingsPage {
  @state() private sessions?: readonly SessionSummary[];
  @state() private problem?: Problem;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    const { data, problem } = await api.sessions();
    if (!this.signedOut(problem)) {
      this.sessions = data?.sessions;
      this.problem = problem;
    }
  }

  private async end(sessionId: string): Promise<void> {
    const { problem } = await api.endSession(sessionId);
    if (problem) {
      this.problem = problem;
    } else {
      await this.load();
    }
  }

  private async endAll(): Promise<void> {
    const { problem } = await api.endSessions();
    if (problem) {
      this.problem = problem;
      return;
    }
    appSession.write(undefined);
    memory.notice = 'すべての端末からログアウトしました。';
    this.router.go('/', { replace: true });
  }

  protected override render() {
    return html`
      <h1 tabindex="-1">ログイン中の端末</h1>
      <p class="lead">お心当たりのないものがあるときは、すべての端末からログアウトして、パスワードを変更してください。</p>
      ${this.problem ? problem(this.problem) : nothing}
      <ul class="sessions panel">${this.sessions?.map((session) => html`
        <li>
          ${session.channel === 'app' ? icons.phone : icons.card}
          <div><b>${session.channel === 'app' ? 'アプリ' : 'ブラウザー'}</b>${session.current ? html`<span class="tag strong">この端末</span>` : nothing}
            <p class="hint">最後の利用：${readableInstant(session.lastUsedAt)}<br>ログイン：${readableInstant(session.startedAt)}</p></div>
          ${session.current ? nothing : html`<button type="button" class="quiet" @click=${() => void this.end(session.sessionId)}>ログアウト</button>`}
        </li>`) ?? html`<li><span class="spinner" aria-hidden="true"></span>読み込んでいます…</li>`}</ul>
      <div class="actions"><button type="button" class="secondary" @click=${this.endAll}>すべての端末からログアウト</button></div>${this.backLink()}`;
  }
}

@customElement('page-leave')
export class LeavePage extends SettingsPage {
  private readonly form = new Form(this, {
    id: 'leave',
    initial: { understood: false, password: '' },
    fields: { understood: { label: '内容の確認' }, password: { label: 'パスワード' } },
  });

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    if (await this.form.submit(() => done(api.leave(this.form.values.password)))) {
      appSession.write(undefined);
      memory.notice = '退会しました。ご利用ありがとうございました。';
      this.router.go('/', { replace: true });
    } else {
      this.signedOut(this.form.problem);
    }
  }

  protected override render() {
    return html`
      <h1 tabindex="-1">退会</h1>
      <p class="lead">退会すると、登録内容、健診結果の閲覧、ポイントはすべて使えなくなり、お預かりした個人情報を削除します。元に戻すことはできません。</p>
      <form class="form panel" novalidate @submit=${this.send}>
        ${summary(this.form)}
        ${checkbox(this.form, 'understood', '削除される内容を確認しました')}
        ${this.passwordInput(this.form, 'password', 'パスワード')}
        ${submitButton(this.form, '退会する', '退会の手続きをしています')}
      </form>${this.backLink()}`;
  }
}
