import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { icons, landscape } from '../parts/icons.ts';
import { notice } from '../parts/notice.ts';
import { Page } from '../parts/page.ts';
import '../parts/sign-in-form.ts';
import { isApp } from '../session/look.ts';

/** The manual's STEP0: signing in, or registering. */
@customElement('page-start')
export class StartPage extends Page {
  private readonly notice = notice();

  protected override render() {
    return isApp ? this.renderApp() : this.renderWeb();
  }

  private renderApp() {
    return html`
      <h1 tabindex="-1" class="sr-only">kencom</h1>
      ${this.notice}
      <section class="panel" aria-labelledby="sign-in-title">
        <h2 id="sign-in-title">kencomに登録済みの方</h2>
        <p class="hint">パソコンで登録した方も、同じメールアドレスでログインできます。</p>
        <kencom-sign-in .router=${this.router}></kencom-sign-in>
      </section>
      <p class="or"><span>または</span></p>
      <section class="panel" aria-labelledby="register-title">
        <h2 id="register-title">はじめての方</h2>
        <p class="hint">ご自身のメールアドレスと、資格確認書などをご用意ください。</p>
        <a class="button secondary" href="/register">新規登録</a>
      </section>
      ${landscape}`;
  }

  private renderWeb() {
    return html`
      <div class="hero">
        <section class="hero-text">
          ${this.notice}
          <h1 tabindex="-1">からだのことを、<br>もっと身近に。</h1>
          <p class="lead">健診結果の確認から毎日の健康づくりまで。健康保険組合などにご加入の方が、無料で使えるサービスです。</p>
          <a class="button primary" href="/register">新規登録する</a>
          <p class="hint">登録は4ステップ、5分ほどで終わります。</p>
          <ul class="needs" aria-label="ご用意いただくもの">
            <li>${icons.mail}<span><b>メールアドレス</b>お一人につき1つ</span></li>
            <li>${icons.card}<span><b>資格確認書など</b>保険者番号・記号・番号が分かるもの（<a href="/help/card">見かた</a>）</span></li>
          </ul>
        </section>
        <section class="panel" aria-labelledby="sign-in-title">
          <h2 id="sign-in-title">登録済みの方</h2>
          <kencom-sign-in .router=${this.router}></kencom-sign-in>
        </section>
        ${landscape}
      </div>`;
  }
}
