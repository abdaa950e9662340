import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api } from '../api/client.ts';
import { registrationApi } from '../api/registration.ts';
import { checkbox, problem, submitButton, summary } from '../forms/fields.ts';
import { Form } from '../forms/form.ts';
import { CaptchaGate } from '../parts/captcha.ts';
import { icons } from '../parts/icons.ts';
import { Page } from '../parts/page.ts';
import { isApp, look } from '../session/look.ts';
import { memory, store, type Draft } from '../session/store.ts';

/** The manual's STEP1-2 and PC STEP2: what was typed, the terms, and the sending. */
@customElement('page-confirm')
export class ConfirmPage extends Page {
  private readonly draft: Draft | undefined = store.get('draft');
  @state() private passwordShown = false;
  @state() private terms?: { membership: string; privacy: string };
  @state() private renewed = false;

  private readonly captcha = new CaptchaGate(this, 'registration');

  private readonly form = new Form(this, {
    id: 'confirm',
    initial: { newsletter: this.draft?.newsletter ?? false },
    fields: {},
    also: () => this.captcha.missing,
    keep: ({ newsletter }) => this.draft && store.set('draft', { ...this.draft, newsletter }),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.draft || !memory.password) {
      this.leave();
      return;
    }
    void this.loadTerms();
  }

  /** After a reload, or back from the mail's page, the password is gone, on purpose. */
  private leave(): void {
    if (store.get('started')?.email === this.draft?.email && this.draft) {
      this.router.go('/register/sent', { replace: true });
      return;
    }
    if (this.draft) {
      memory.notice = { kind: 'info', text: '安全のため、パスワードは保存していません。もう一度入力してください。' };
    }
    this.router.go('/register', { replace: true });
  }

  private async loadTerms(): Promise<void> {
    const { data, problem } = await api.terms();
    this.terms = data;
    if (problem) {
      this.form.refuse(problem);
    }
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const { email, emailConfirmation, invitationCode, groupCode } = this.draft!;
    if (!this.terms) {
      await this.loadTerms();
    }
    const acceptedTerms = this.terms;
    if (!acceptedTerms) {
      return;
    }
    const started = await this.captcha.submit(this.form, (captcha) =>
      registrationApi.start({
        channel: look,
        email,
        ...(!isApp && { emailConfirmation }),
        password: memory.password,
        invitationCode: invitationCode.trim() || null,
        groupCode: groupCode.trim() || null,
        newsletter: this.form.values.newsletter,
        acceptedTerms,
        captcha,
      }));
    if (started) {
      memory.password = '';
      store.remove('continuing', 'confirmed', 'closed', 'card', 'document');
      store.set('started', { ...started, email, mailedAt: Date.now() });
      this.router.go('/register/sent');
      return;
    }
    this.follow();
  }

  /** Two answers have a place of their own: renewed terms are shown here, refused fields where they are typed. */
  private follow(): void {
    const { problem } = this.form;
    if (problem?.code === 'terms-outdated' && problem.currentTerms) {
      this.terms = problem.currentTerms;
      this.renewed = true;
    }
    if (problem?.errors && Object.keys(problem.errors).length) {
      memory.refusal = problem;
      this.router.back('/register');
    }
  }

  private version(which: 'membership' | 'privacy') {
    return this.terms ? html`<span class="hint">（${this.terms[which]}版）</span>` : nothing;
  }

  protected override render() {
    if (!this.draft || !memory.password) {
      return html`<h1 tabindex="-1">確認</h1>`;
    }
    const { email, invitationCode, groupCode } = this.draft;
    return html`
      <h1 tabindex="-1">確認</h1>
      <p class="lead">以下の内容で間違いはありませんか？ メールアドレスの大文字・小文字もご確認ください。ご入力いただいた情報は、仮登録とご連絡にだけ使います。</p>
      <p class="notice info">${icons.check}<span>${groupCode
        ? html`団体（健診機関など）から、団体連携コードでkencomを紹介された方ですね。`
        : html`ご所属の組合（健康保険組合など）からkencomを紹介された方ですね。`}</span></p>
      <form class="form panel" novalidate @submit=${this.send}>
        ${this.renewed && this.form.problem ? problem({ ...this.form.problem, title: '規約が更新されました' }) : summary(this.form)}
        <dl class="facts">
          <div><dt>メールアドレス</dt><dd class="exact">${email}</dd></div>
          <div><dt>パスワード</dt><dd class="exact">
            <span>${this.passwordShown ? memory.password : '•'.repeat(10)}</span>
            <button type="button" class="quiet" aria-label="パスワードを${this.passwordShown ? '隠す' : '表示'}"
              @click=${() => (this.passwordShown = !this.passwordShown)}>${this.passwordShown ? '隠す' : '表示'}</button></dd></div>
          ${invitationCode ? html`<div><dt>招待コード</dt><dd class="exact">${invitationCode}</dd></div>` : nothing}
          ${groupCode ? html`<div><dt>団体連携コード</dt><dd class="exact">${groupCode}</dd></div>` : nothing}
        </dl>
        ${checkbox(this.form, 'newsletter', 'kencomからのお知らせを受け取る', 'お知らせやイベントの情報をメールでお届けします。あとから変更できます。')}
        <div class="terms">
          <p>次の2つをお読みいただき、同意のうえでお進みください。</p>
          <ul>
            <li><a href="/terms/membership"><span>kencom会員規約${this.version('membership')}</span>${icons.next}</a></li>
            <li><a href="/terms/privacy"><span>個人情報の取り扱いについて${this.version('privacy')}</span>${icons.next}</a></li>
          </ul>
        </div>
        ${this.captcha.render()}
        ${submitButton(this.form, '同意して仮登録メールを送信', this.captcha.state === 'working' ? '確認が終わるのを待っています' : '送信しています')}
        ${isApp ? nothing : html`<p class="actions-second"><a class="button quiet" href="/register">戻る</a></p>`}
      </form>`;
  }
}
