import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { cardPicture } from '../parts/icons.ts';
import { notice } from '../parts/notice.ts';
import { Page } from '../parts/page.ts';

/** The app's STEP2-1, for the documents that took the card's place (WEB-4). */
@customElement('page-prepare')
export class PreparePage extends Page {
  private readonly notice = notice();

  protected override render() {
    return html`
      ${this.notice}
      <h1 tabindex="-1">資格情報を<br>ご用意ください</h1>
      <p class="lead">kencomの利用資格を照会します。次のうち<b>どれか1つ</b>をお手元にご準備ください。</p>
      <ul class="choices">
        <li>資格情報のお知らせ</li><li>資格確認書</li><li>マイナポータルの「健康保険証」画面</li><li>以前の健康保険証</li>
      </ul>
      ${cardPicture}
      <p class="hint">色のついたところの「記号」「番号」「保険者番号」を使います。<a href="/help/card">どこを見ればよいか</a></p>
      <p class="hint">ご利用にはご加入の健康保険組合などがkencomを導入している必要があります。利用の条件は、組合からの案内をご確認ください。</p>
      <div class="actions"><a class="button primary" href="/register/card">次に進む</a></div>`;
  }
}
