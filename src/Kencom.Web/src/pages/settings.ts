import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { accountApi } from '../api/account.ts';
import type { Outcome, Problem, SessionSummary } from '../api/client.ts';
import { readableInstant } from '../dates/calendar.ts';
import { checkbox, field, problem, submitButton, summary } from '../forms/fields.ts';
import { Form, type Values } from '../forms/form.ts';
import '../forms/new-password-field.ts';
import '../forms/password-field.ts';
import { emailError } from '../forms/rules.ts';
import { icons } from '../parts/icons.ts';
import { Page, announce } from '../parts/page.ts';
import { isApp } from '../session/look.ts';
import { session } from '../session/member.ts';
import { memory } from '../session/store.ts';

/** An answer without a body still is one. */
const done = async (call: Promise<Outcome<unknown>>): Promise<Outcome<true>> => {
  const { problem } = await call;
  return problem ? { problem } : { data: true };
};

/** Pages of the signed-in: the frame asks everybody else to sign in, also when the session ends meanwhile. */
class SettingsPage extends Page {
  protected backLink() {
    return isApp ? nothing : html`<p class="aside-note"><a href="/me">マイページへ戻る</a></p>`;
  }

  protected passwordInput<V extends Values>(form: Form<V>, name: keyof V & string, label: string) {
    return html`<kencom-password label=${label} inputId=${form.inputId(name)} .value=${form.text(name)} .errors=${form.errors(name)}
      @typed=${(event: CustomEvent<string>) => form.set(name, event.detail as V[typeof name])}></kencom-password>`;
  }

  /** Signed out here and now, on purpose. */
  protected leave(text: string): void {
    session.end();
    memory.notice = { kind: 'done', text };
    this.router.go('/sign-in', { replace: true });
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
    if (await this.form.submit(() => done(accountApi.changePassword(this.form.values)))) {
      memory.notice = { kind: 'done', text: 'パスワードを変更しました。ほかの端末からはログアウトしました。お知らせのメールもお送りします。' };
      this.router.go('/me', { replace: true });
    }
  }

  protected override render() {
    return html`
      <h1 tabindex="-1">パスワードの変更</h1>
      <p class="lead">変更すると、ほかの端末からはログアウトします。</p>
      <form class="form panel" novalidate @submit=${this.send}>
        ${summary(this.form)}
        ${this.passwordInput(this.form, 'currentPassword', '現在のパスワード')}
        <kencom-new-password label="新しいパスワード" inputId=${this.form.inputId('newPassword')}
          .value=${this.form.values.newPassword} .email=${session.member?.email ?? ''} .errors=${this.form.errors('newPassword')}
          @typed=${(event: CustomEvent<string>) => this.form.set('newPassword', event.detail)}
          @judged=${(event: CustomEvent<boolean>) => (this.met = event.detail)}></kencom-new-password>
        ${submitButton(this.form, '変更する', '変更しています')}
      </form>${this.backLink()}`;
  }
}

@customElement('page-email')
export class EmailPage extends SettingsPage {
  @state() private sent = false;
  private readonly form = new Form(this, {
    id: 'email',
    // Kept while the person signs in again, when the session ends in the middle of it.
    initial: { ...memory.newEmail, password: '' },
    fields: {
      email: { label: '新しいメールアドレス', check: emailError },
      emailConfirmation: {
        label: '新しいメールアドレス（確認用）', check: (text, values) => (text === values.email ? undefined : '2つのメールアドレスが一致していません'),
      },
      password: { label: 'パスワード' },
    },
    keep: ({ email, emailConfirmation }) => (memory.newEmail = { email, emailConfirmation }),
  });

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    if (await this.form.submit(() => done(accountApi.changeEmail(this.form.values)))) {
      this.sent = true;
      memory.newEmail = { email: '', emailConfirmation: '' };
      this.form.clear('password');
      await this.showAnew();
    }
  }

  protected override render() {
    return this.sent ? this.renderSent() : html`
      <h1 tabindex="-1">メールアドレスの変更</h1>
      <p class="lead">新しいアドレスに確認のメールをお送りします。変更が済むと、今のアドレスにもお知らせが届きます。</p>
      <form class="form panel" novalidate @submit=${this.send}>
        ${summary(this.form)}
        ${session.member ? html`<dl class="facts"><div><dt>今のメールアドレス</dt><dd class="exact">${session.member.email}</dd></div></dl>` : nothing}
        ${field(this.form, 'email', { label: '新しいメールアドレス', type: 'email', inputmode: 'email', autocomplete: 'email', autocapitalize: 'off' })}
        ${field(this.form, 'emailConfirmation', { label: '新しいメールアドレス（確認用）', type: 'email', inputmode: 'email', autocomplete: 'email', autocapitalize: 'off' })}
        ${this.passwordInput(this.form, 'password', 'パスワード')}
        ${submitButton(this.form, '確認メールを送信', '送信しています')}
      </form>${this.backLink()}`;
  }

  private renderSent() {
    return html`
      <div class="outcome"><span class="emblem">${icons.mail}</span><h1 tabindex="-1">メールをご確認ください</h1>
        <p>次のアドレスに、確認のメールをお送りします。<b>まだ変更は済んでいません。</b>メールのリンクを開き、「変更を確定する」を押してください。</p>
        <p class="exact">${this.form.values.email}</p>
        <p class="hint">それまでは、今のアドレスでログインします。メールは <b class="exact">${__DEPLOYMENT__.mailDomain}</b> から届きます。</p>
        <a class="button secondary" href="/me">マイページへ戻る</a></div>`;
  }
}

@customElement('page-sessions')
export class SessionsPage extends SettingsPage {
  @state() private sessions?: readonly SessionSummary[];
  @state() private problem?: Problem;
  @state() private asking = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.ready = this.load();
  }

  private async load(): Promise<void> {
    const { data, problem } = await accountApi.sessions();
    this.sessions = data?.sessions;
    this.problem = problem;
  }

  private async end({ sessionId, ...which }: SessionSummary): Promise<void> {
    const { problem } = await accountApi.endSession(sessionId);
    await this.load();
    this.problem ??= problem;
    announce(problem ? problem.title : `${nameOf(which)}からログアウトしました`);
    await this.showAnew();
  }

  private async endAll(): Promise<void> {
    const { problem } = await accountApi.endSessions();
    if (problem) {
      this.problem = problem;
    } else {
      this.leave('すべての端末からログアウトしました。');
    }
  }

  protected override render() {
    return html`
      <h1 tabindex="-1">ログイン中の端末</h1>
      <p class="lead">お心当たりのないものがあるときは、すべての端末からログアウトして、パスワードを変更してください。</p>
      ${this.problem ? problem(this.problem) : nothing}
      <ul class="sessions panel">${this.sessions?.map((entry) => html`
        <li>
          ${entry.channel === 'app' || /iPhone|iPad|Android/.test(entry.system ?? '') ? icons.phone : icons.screen}
          <div><b>${nameOf(entry)}</b>${entry.current ? html`<span class="tag strong">この端末</span>` : nothing}
            <p class="hint">最後の利用：${readableInstant(entry.lastUsedAt)}<br>ログイン：${readableInstant(entry.startedAt)}</p></div>
          ${entry.current ? nothing : html`<button type="button" class="quiet" aria-label="ログアウト：${nameOf(entry)}" @click=${() => this.end(entry)}>ログアウト</button>`}
        </li>`)}</ul>
      ${this.asking
        ? html`<div class="panel" role="group" aria-labelledby="all-title"><h2 id="all-title">すべての端末からログアウトしますか？</h2>
            <p>この端末からもログアウトします。続けて使うには、もう一度ログインしてください。</p>
            <div class="buttons"><button type="button" class="danger" @click=${this.endAll}>ログアウトする</button>
              <button type="button" class="quiet" @click=${() => (this.asking = false)}>やめる</button></div></div>`
        : html`<div class="actions"><button type="button" class="secondary" @click=${() => (this.asking = true)}>すべての端末からログアウト</button></div>`}
      ${this.backLink()}`;
  }
}

/** Safari（iPhone）, アプリ（Android）, or what is left where little is known. */
function nameOf({ channel, browser, system }: Omit<SessionSummary, 'sessionId'>): string {
  const what = channel === 'app' ? 'アプリ' : browser ?? 'ブラウザー';
  return system ? `${what}（${system}）` : what;
}

@customElement('page-leave')
export class LeavePage extends SettingsPage {
  private readonly form = new Form(this, {
    id: 'leave',
    initial: { understood: false, password: '' },
    fields: {
      understood: { label: '内容の確認', empty: '消去される内容を確かめて、印を付けてください' },
      password: { label: 'パスワード' },
    },
  });

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    if (await this.form.submit(() => done(accountApi.leave(this.form.values.password)))) {
      this.leave('退会しました。ご利用ありがとうございました。');
    }
  }

  protected override render() {
    return html`
      <h1 tabindex="-1">退会</h1>
      <p class="lead">退会すると、次のものがすべて消去されます。<b>元に戻すことはできません。</b></p>
      <section class="panel warning" aria-labelledby="gone-title">
        <h2 id="gone-title">${icons.alert}消去されるもの</h2>
        <ul class="plain">
          <li>登録内容（メールアドレス、氏名、生年月日、ご所属の組合）</li>
          <li>健診結果の閲覧と、秘密の質問の答え</li>
          <li>ポイントと、招待コード</li>
          <li>ログイン中のすべての端末でのログイン</li>
        </ul>
        <p class="hint">健康保険組合などの健診の記録は、組合に残ります。もう一度ご利用になるときは、あらためて会員登録をお願いします。</p>
      </section>
      <form class="form panel" novalidate @submit=${this.send}>
        ${summary(this.form)}
        ${checkbox(this.form, 'understood', '消去される内容を確認しました')}
        ${this.passwordInput(this.form, 'password', 'パスワード')}
        ${submitButton(this.form, '退会する', '退会の手続きをしています', 'danger')}
      </form>${this.backLink()}`;
  }
}
