import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { api } from '../api/client.ts';
import { readableDate } from '../dates/calendar.ts';
import { submitButton, summary } from '../forms/fields.ts';
import { Form } from '../forms/form.ts';
import { eligibilityAnswer } from '../parts/answers.ts';
import { notice } from '../parts/notice.ts';
import { Page } from '../parts/page.ts';
import { isApp } from '../session/look.ts';
import { appSession, memory, store } from '../session/store.ts';

/** STEP3 and PC STEP5: the last look, and the member is made. */
@customElement('page-final')
export class FinalPage extends Page {
  private readonly notice = notice();
  private readonly person = store.get('confirmed');
  private readonly form = new Form(this, { id: 'final', initial: {}, fields: {} });

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.person || !store.get('continuing')) {
      this.router.go('/register/card', { replace: true });
    }
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const signedIn = await this.form.submit(() => api.complete());
    if (signedIn) {
      appSession.write(signedIn.session.token);
      store.forgetRegistration();
      memory.notice = '登録が完了しました。kencomへようこそ。';
      this.router.go('/me', { replace: true });
    }
  }

  protected override render() {
    if (!this.person) {
      return nothing;
    }
    const { kanaName, birthDate, insurerName } = this.person;
    return html`
      ${this.notice}
      <h1 tabindex="-1">最終確認</h1>
      <p class="lead">以下の情報で間違いはありませんか？ 間違いなければ「登録を完了する」を押してください。</p>
      <form class="form panel" novalidate @submit=${this.send}>
        ${this.form.problem ? eligibilityAnswer(this.form.problem) : summary(this.form)}
        <dl class="facts">
          <div><dt>氏名（フルネーム・全角カナ）</dt><dd>${kanaName}</dd></div>
          <div><dt>生年月日</dt><dd>${readableDate(birthDate)}</dd></div>
          ${insurerName ? html`<div><dt>組合（健康保険組合など）</dt><dd>${insurerName}</dd></div>` : nothing}
        </dl>
        ${submitButton(this.form, '登録を完了する', '登録しています')}
        ${isApp ? nothing : html`<p class="actions-second"><a class="button quiet" href=${!insurerName ? '/register/profile' : '/register/card'}>戻る</a></p>`}
      </form>`;
  }
}
