import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { readableDay } from '../dates/calendar.ts';
import { icons } from '../parts/icons.ts';
import { Page } from '../parts/page.ts';
import { store } from '../session/store.ts';

/** EL-14: the check waits for the insurer's data. */
@customElement('page-waiting')
export class WaitingPage extends Page {
  private readonly until = store.get('waitingUntil');

  protected override render() {
    return html`
      <div class="outcome">
        <span class="emblem">${icons.clock}</span>
        <h1 tabindex="-1">加入者データの到着をお待ちください</h1>
        <p>健康保険組合などからデータが届いて確認が取れましたら、<b>続きのリンクをメールでお送りします</b>。この画面は閉じて構いません。</p>
        ${this.until ? html`<p>${readableDay(this.until)}までに届かない場合は、入力いただいた内容をすべて削除して、メールでお知らせします。</p>` : nothing}
        <p><a class="button secondary" href="/register/card">入力内容を見直す</a></p>
      </div>`;
  }
}
