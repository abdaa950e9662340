import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { fetchPrintFile } from '../api/checkups.ts';
import { submitButton, summary } from '../forms/fields.ts';
import { Form } from '../forms/form.ts';
import { icons } from '../parts/icons.ts';
import { takeToken } from '../parts/link-token.ts';
import { Page } from '../parts/page.ts';
import { save } from '../parts/save.ts';

/** For an insurer's or group's contact: one button fetches and saves the file to print. To look at the page alone counts for nothing (FILE-4). */
@customElement('page-print-file')
export class PrintFilePage extends Page {
  private token = '';
  @state() private saved?: string;
  private readonly form = new Form(this, { id: 'print-file', initial: {}, fields: {} });

  override connectedCallback(): void {
    super.connectedCallback();
    this.token = takeToken('printFileToken');
  }

  private async fetch(event: Event): Promise<void> {
    event.preventDefault();
    const file = await this.form.submit(() => fetchPrintFile(this.token));
    if (file) {
      save(file.content, file.name);
      this.saved = file.name;
    }
    await this.showAnew();
  }

  protected override render() {
    const { problem } = this.form;
    if (problem && ['link-invalid', 'link-expired'].includes(problem.code)) {
      return html`
        <div class="outcome"><span class="emblem warning">${icons.clock}</span><h1 tabindex="-1" data-alert>${problem.title}</h1><p>${problem.detail}</p>
          <p class="hint">リンクは、発行から7日間に3回まで使えます。もう一度必要なときは、kencomの運営担当者にご連絡ください。</p></div>`;
    }
    return html`
      ${this.saved ? html`<p class="notice done" role="status">${icons.check}<span>${this.saved} を保存しました。</span></p>` : nothing}
      <h1 tabindex="-1">健診閲覧コードの印刷用ファイル</h1>
      <p class="lead">健診閲覧コードをお知らせするハガキなどを作るためのファイルです。健康保険組合・団体のご担当の方だけがお使いください。</p>
      <form class="form panel" novalidate @submit=${this.fetch}>
        ${summary(this.form)}
        <ul class="plain">
          <li>ボタンを押すと、ファイルを保存します。<b>保存できるのは、このリンクの発行から7日間に3回まで</b>です。この画面を開いただけでは、回数に数えません。</li>
          <li>CSV（Shift_JIS）です。氏名カナ、生年月日、健診閲覧コード、発行日、有効期限などが入っています。</li>
          <li>個人情報です。印刷が済んだら、保存したファイルを消去してください。開いた日時は記録されます。</li>
        </ul>
        ${submitButton(this.form, 'ファイルを保存する', '読み込んでいます')}
      </form>`;
  }
}
