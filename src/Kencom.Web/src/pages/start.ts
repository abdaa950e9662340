import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { icons, landscape } from '../parts/icons.ts';
import { notice } from '../parts/notice.ts';
import { Page } from '../parts/page.ts';
import '../parts/sign-in-form.ts';
import { isApp } from '../session/look.ts';
import { session } from '../session/member.ts';

/** The manual's STEP0: signing in, or registering; for who is signed in, the way to the own page. */
@customElement('page-start')
export class StartPage extends Page {
  private readonly notice = notice();
  private readonly follow = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    session.addEventListener('change', this.follow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    session.removeEventListener('change', this.follow);
  }

  protected override render() {
    return session.member ? this.renderSignedIn(session.member.kanaName) : isApp ? this.renderApp() : this.renderWeb();
  }

  private renderSignedIn(name: string) {
    return html`
      <div class="hero">
        <section class="hero-text">
          ${this.notice}
          <h1 tabindex="-1">こんにちは、<br>${name} さん</h1>
          <p class="lead">登録内容の確認や、健診結果の閲覧の準備は、マイページからどうぞ。</p>
          <a class="button primary" href="/me">マイページへ</a>
        </section>
        ${landscape}
      </div>`;
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
    const { appStoreUrl, googlePlayUrl } = __DEPLOYMENT__;
    return html`
      <div class="hero">
        <section class="hero-text">
          ${this.notice}
          <h1 tabindex="-1">からだのことを、<br>もっと身近に。</h1>
          <p class="lead">健診結果の確認から毎日の健康づくりまで。健康保険組合などにご加入の方が、無料で使えるサービスです。</p>
          <a class="button primary" href="/register">新規登録する</a>
          <p class="hint">登録は4ステップ、5分ほどで終わります。ご利用には、ご加入の健康保険組合などがkencomを導入している必要があります。</p>
          <ul class="needs" aria-label="ご用意いただくもの">
            <li>${icons.mail}<span><b>メールアドレス</b>お一人につき1つ</span></li>
            <li>${icons.card}<span><b>資格確認書など</b>保険者番号・記号・番号が分かるもの（<a href="/help/card">見かた</a>）</span></li>
          </ul>
          ${appStoreUrl || googlePlayUrl ? html`
            <p class="stores">${icons.phone}<span>アプリでも登録できます：
              ${appStoreUrl ? html`<a href=${appStoreUrl}>App Store</a>` : nothing} ${googlePlayUrl ? html`<a href=${googlePlayUrl}>Google Play</a>` : nothing}</span></p>` : nothing}
        </section>
        <section class="panel" aria-labelledby="sign-in-title">
          <h2 id="sign-in-title">登録済みの方</h2>
          <kencom-sign-in .router=${this.router}></kencom-sign-in>
        </section>
        ${landscape}
      </div>`;
  }
}

/** Signing in alone: from the header, or on the way to a page that needs it. */
@customElement('page-sign-in')
export class SignInPage extends Page {
  private readonly notice = notice();

  override connectedCallback(): void {
    super.connectedCallback();
    this.ready = this.leaveIfSignedIn();
  }

  /** Back from the own page, or by a bookmark: there is nothing to sign in to. */
  private async leaveIfSignedIn(): Promise<void> {
    await (session.known ? undefined : session.load());
    if (session.member && this.isConnected) {
      this.router.returnTo(new URLSearchParams(location.search).get('return'));
    }
  }

  protected override render() {
    return html`
      ${this.notice}
      <h1 tabindex="-1">ログイン</h1>
      <section class="panel"><kencom-sign-in .router=${this.router}></kencom-sign-in></section>
      <p class="aside-note">はじめての方は<a href="/register">新規登録</a>へ。</p>`;
  }
}
