import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { icons } from '../parts/icons.ts';
import { Page } from '../parts/page.ts';
import { codeWords } from '../parts/viewing-code.ts';
import { session } from '../session/member.ts';

/** The end of the sign-up: what has been reached, and what comes next. */
@customElement('page-done')
export class DonePage extends Page {
  protected override render() {
    const { member } = session;
    if (!member) {
      return html`<h1 tabindex="-1">登録が完了しました</h1>`;
    }
    const { carrier, sender } = codeWords(member);
    return html`
      <div class="outcome">
        <span class="emblem">${icons.check}</span>
        <h1 tabindex="-1">登録が完了しました</h1>
        <p>${member.kanaName} さん、kencomへようこそ。確認のメールを <b class="exact">${member.email}</b> にお送りしました。</p>
      </div>
      <section class="panel" aria-labelledby="next-title">
        <h2 id="next-title">次にすること</h2>
        <ol class="steps">
          <li><b>健診閲覧コードを待つ</b><p>${sender}から、8文字の健診閲覧コードが${carrier}で届きます。すでにお持ちの方は、そのままお使いいただけます。</p></li>
          <li><b>ご本人の確認をする</b><p>マイページで健診閲覧コードと生年月日を入力し、秘密の質問を決めます。</p></li>
          <li><b>健診結果を見る</b><p>次からは、秘密の質問に答えるだけで見られます。</p></li>
        </ol>
        <p class="hint">健診閲覧コードは、kencomの登録のあとに届くとは限りません。くわしくは、${sender}からの案内をご確認ください。</p>
        <div class="actions"><a class="button primary" href="/me">マイページへ</a><a class="button secondary" href="/me/checkups/code">健診閲覧コードを入力する</a></div>
      </section>`;
  }
}
