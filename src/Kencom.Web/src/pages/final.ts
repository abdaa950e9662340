import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { registrationApi } from '../api/registration.ts';
import { readableDate } from '../dates/calendar.ts';
import { submitButton, summary } from '../forms/fields.ts';
import { Form } from '../forms/form.ts';
import { eligibilityAnswer } from '../parts/answers.ts';
import { notice } from '../parts/notice.ts';
import { Page } from '../parts/page.ts';
import { isApp } from '../session/look.ts';
import { session } from '../session/member.ts';
import { appDevice, memory, store } from '../session/store.ts';
import { followElsewhere, mayContinue } from './steps.ts';

/** STEP3 and PC STEP5: the last look, and the member is made. */
@customElement('page-final')
export class FinalPage extends Page {
  private readonly notice = notice();
  private readonly person = store.get('confirmed');
  private readonly form = new Form(this, { id: 'final', initial: {}, fields: {} });

  override connectedCallback(): void {
    super.connectedCallback();
    if (mayContinue(this.router) && !this.person) {
      this.router.go('/register/card', { replace: true });
    }
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const signedIn = await this.form.submit(() => registrationApi.complete());
    const { problem } = this.form;
    if (signedIn) {
      appDevice.write(signedIn.deviceSecret);
      store.forgetRegistration();
      await session.begin(signedIn.session.token);
      if (session.member) {
        this.router.go('/register/done', { replace: true });
      } else {
        memory.notice = { kind: 'done', text: '登録が完了しました。ログインしてご利用ください。' };
        this.router.go('/sign-in', { replace: true });
      }
    } else if (problem?.code === 'wrong-step' && problem.next && problem.next !== 'completion') {
      await followElsewhere(this.router, problem.next);
    }
  }

  protected override render() {
    if (!this.person) {
      return html`<h1 tabindex="-1">最終確認</h1>`;
    }
    const { kanaName, birthDate, insurerName } = this.person;
    return html`
      ${this.form.problem ? nothing : this.notice}
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
