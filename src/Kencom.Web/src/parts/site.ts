import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { Router, type Place } from '../router.ts';
import { routes } from '../routes.ts';
import { isApp } from '../session/look.ts';
import { icons, mark } from './icons.ts';
import { Part, announce, type Page } from './page.ts';

/** Names may break between their words only. */
const steps = [html`メール<wbr>アドレス<wbr>登録`, html`メール<wbr>確認`, '資格確認', '最終確認'];

/** The frame of every page: the bar of the look, the progress, the page, and where the focus goes when it changes. */
@customElement('kencom-site')
export class Site extends Part {
  private readonly router = new Router(routes);
  @state() private place?: Place;
  @state() private page?: Page;
  @state() private online = navigator.onLine;
  @state() private failed = false;
  private first = true;

  override connectedCallback(): void {
    super.connectedCallback();
    this.router.addEventListener('place', () => void this.show());
    addEventListener('online', () => this.connection(true));
    addEventListener('offline', () => this.connection(false));
    void this.show();
  }

  private connection(online: boolean): void {
    this.online = online;
    announce(online ? 'インターネットに接続しました' : 'インターネットに接続していません');
    if (online && this.failed) {
      void this.show();
    }
  }

  private async show(): Promise<void> {
    const place = this.router.current;
    try {
      await place.route.load?.();
      this.failed = false;
    } catch {
      this.failed = true;
    }
    if (this.router.current.route !== place.route) {
      return;
    }
    this.place = place;
    const page = document.createElement(place.route.tag) as Page;
    page.router = this.router;
    page.parameters = place.parameters;
    this.page = page;
    document.title = `${place.route.title} | kencom`;
    await this.updateComplete;
    await page.updateComplete;
    if (!this.first) {
      scrollTo(0, 0);
      this.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    }
    this.first = false;
  }

  protected override render() {
    if (!this.place) {
      return nothing;
    }
    const { route } = this.place;
    return html`
      <a class="skip" href="#main">本文へ移動</a>
      ${isApp ? this.renderBar() : this.renderHeader()}
      ${this.online ? nothing : html`<p class="offline" role="status">${icons.alert}インターネットに接続していません。入力した内容は残っています。</p>`}
      ${route.step ? this.renderProgress(route.step) : nothing}
      <main id="main" tabindex="-1" class=${route.wide ? 'wide' : ''}>
        ${this.failed ? this.renderFailure() : this.page}
      </main>
      ${isApp ? nothing : this.renderFooter()}`;
  }

  /** The app's screens: title and the way back, as phones have them. */
  private renderBar() {
    const { route } = this.place!;
    return html`
      <header class="bar">
        ${route.back ? html`<button type="button" class="bar-back" aria-label="戻る" @click=${() => this.router.back(route.back!)}>${icons.back}</button>` : nothing}
        ${route.path === '/' ? html`<a class="brand" href="/">${mark}<span>kencom</span></a>` : html`<p class="bar-title">${route.title}</p>`}
      </header>`;
  }

  private renderHeader() {
    return html`
      <header class="site-header"><div>
        <a class="brand" href="/" aria-label="kencom トップページ">${mark}<span>kencom</span></a>
        <nav aria-label="サイト"><a href="/help">よくある質問</a><a href="/help/card">資格情報の見かた</a></nav>
      </div></header>`;
  }

  private renderProgress(current: number) {
    return html`
      <nav class="progress" aria-label="登録の手順"><ol>${steps.map((step, index) => html`
        <li class=${index + 1 < current ? 'done' : index + 1 === current ? 'now' : ''} aria-current=${index + 1 === current ? 'step' : nothing}>
          <span class="number">${index + 1 < current ? icons.check : index + 1}</span>
          <span class="name">${step}<span class="sr-only">${index + 1 < current ? '（完了）' : ''}</span></span></li>`)}
      </ol></nav>`;
  }

  private renderFailure() {
    return html`
      <h1 tabindex="-1">ページを読み込めませんでした</h1>
      <p>電波の状態を確かめて、もう一度お試しください。入力した内容は残っています。</p>
      <div class="actions"><button class="primary" type="button" @click=${() => location.reload()}>もう一度読み込む</button></div>`;
  }

  private renderFooter() {
    return html`
      <footer><div>
        <nav aria-label="案内"><a href="/terms/membership">会員規約</a><a href="/terms/privacy">個人情報の取り扱いについて</a><a href="/help">よくある質問</a></nav>
        <p>kencomは、健康保険組合などの加入者の方のためのサービスです。</p>
      </div></footer>`;
  }
}
