import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { checkupsApi } from '../api/checkups.ts';
import type { Problem } from '../api/client.ts';
import { pageOf } from '../checkups/verification.ts';
import { birthDate, birthDateFields, birthDateInputs } from '../forms/birth-date.ts';
import { field, problem, submitButton, summary } from '../forms/fields.ts';
import { Form } from '../forms/form.ts';
import { icons } from '../parts/icons.ts';
import { notice } from '../parts/notice.ts';
import { Page } from '../parts/page.ts';
import { codeWords } from '../parts/viewing-code.ts';
import { isApp } from '../session/look.ts';
import { session } from '../session/member.ts';
import { memory } from '../session/store.ts';

/** As the API reads it: full-width signs as half-width ones, the case as typed (CK-2). */
const plainCode = (text: string) => text.normalize('NFKC').trim();

const codeError = (text: string) =>
  /^[A-Za-z0-9]{8}$/.test(plainCode(text)) ? undefined : '健診閲覧コードは8文字の英数字です（大文字・小文字を区別します）';

/** The manual's STEP1: the code on the postcard and the birth date. */
@customElement('page-viewing-code')
export class ViewingCodePage extends Page {
  private readonly notice = notice();
  @state() private locked = false;
  private readonly form = new Form(this, {
    id: 'code',
    initial: { viewingCode: '', birthYear: '', birthMonth: '', birthDay: '' },
    fields: { viewingCode: { label: '健診閲覧コード', check: codeError }, ...birthDateFields },
  });

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const { values } = this.form;
    const proved = await this.form.submit(() => checkupsApi.verifyViewingCode({ viewingCode: plainCode(values.viewingCode), birthDate: birthDate(values)! }));
    if (proved) {
      await session.load();
      memory.notice = { kind: 'done', text: '本人確認ができました。' };
      this.router.go(pageOf(proved.next), { replace: true });
    } else if (this.form.problem?.attemptsLeft === 0) {
      this.locked = true;
      await this.showAnew();
    }
  }

  protected override render() {
    if (this.locked) {
      return this.renderLocked();
    }
    const { member } = session;
    const { sender, carrier } = member ? codeWords(member) : { sender: '', carrier: '' };
    return html`
      ${this.notice}
      <h1 tabindex="-1">本人確認</h1>
      <p class="lead">健診結果は大切な情報のため、はじめにご本人であることを確認します。${carrier}に書かれた健診閲覧コードと、生年月日を入力してください。</p>
      <form class="form panel" novalidate @submit=${this.send}>
        ${this.form.problem?.code === 'viewing-code-not-confirmed' ? this.renderRefusal(this.form.problem) : summary(this.form)}
        ${field(this.form, 'viewingCode', {
          label: '健診閲覧コード', autocomplete: 'off', autocapitalize: 'off', maxlength: 20, width: 'viewing-code',
          hint: '8文字の英数字です。大文字・小文字を区別します。' })}
        ${birthDateInputs(this.form)}
        ${submitButton(this.form, '本人確認の情報を送信', '確認しています')}
      </form>
      <section class="panel" aria-labelledby="about-code">
        <h2 id="about-code">健診閲覧コードについて</h2>
        <ul class="plain">
          <li>${sender}から、${carrier}で届きます。いつ届くかは、${sender}の案内をご確認ください。</li>
          <li>あとから別の健診閲覧コードが届いたときは、<b>新しいほう</b>をお使いください。以前のものは使えなくなります。</li>
          <li>健診を受けていない方は、本人確認をしても、表示できる結果がありません。</li>
          ${member?.groupCode ? html`<li>ポイントのご利用にも、この本人確認が必要です。</li>` : nothing}
        </ul>
        <ul class="ways"><li><a href="/inquiry?about=code-lost">健診閲覧コードが見当たらない方・期限が過ぎた方${icons.next}</a></li></ul>
      </section>
      ${isApp ? nothing : html`<p class="aside-note"><a href="/me">マイページへ戻る</a></p>`}`;
  }

  /** Which of both is wrong nobody learns, so every cause stands here. */
  private renderRefusal(refusal: Problem) {
    return problem(refusal, html`
      <ul>
        <li>大文字と小文字、数字の1と英字のl、数字の0と英字のOなど、似た文字</li>
        <li>生年月日</li>
        <li>新しいハガキなどが届いていないか（以前の健診閲覧コードは使えません）</li>
        <li>健診閲覧コードの期限（<a href="/inquiry?about=code-lost">期限が過ぎたとき</a>）</li>
      </ul>`);
  }

  private renderLocked() {
    return html`
      <div class="outcome"><span class="emblem warning">${icons.lock}</span><h1 tabindex="-1" data-alert>健診閲覧コードを入力できなくなりました</h1>
        <p>誤りが5回続いたため、安全のためロックしました。お客様サポートがご本人を確認して、もう一度お試しいただけるようにします。新しい健診閲覧コードが届いたときも、入力できるようになります。</p>
        <a class="button primary" href="/inquiry?about=code-locked">お問い合わせ</a>
        <p><a href="/me">マイページへ戻る</a></p></div>`;
  }
}
