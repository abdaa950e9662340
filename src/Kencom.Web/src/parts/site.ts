import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { loadAhead, loadPage } from '../chunks.ts';
import { Router, type Place } from '../router.ts';
import { routes } from '../routes.ts';
import { isApp } from '../session/look.ts';
import { session } from '../session/member.ts';
import { memory } from '../session/store.ts';
import { icons, mark } from './icons.ts';
import { Part, announce, takeFocus, type Page } from './page.ts';

/** Names may break between their words only. */
const signUp = { title: '登録の手順', steps: [html`メール<wbr>アドレス<wbr>登録`, html`メール<wbr>確認`, '資格確認', '最終確認'] };
const verification = { title: '本人確認の手順', steps: [html`本人確認の<wbr>情報送信`, html`秘密の質問<wbr>設定`, html`秘密の質問<wbr>設定確認`] };

/** A navigation that takes longer than this shows that it is under way. */
const patienceMilliseconds = 150;

/** The frame of every page: the bar of the look, who is signed in, the progress, the page, and where the focus goes when it changes. */
@customElement('kencom-site')
export class Site extends Part {
  private readonly router = new Router(routes);
  @state() private place?: Place;
  @state() private page?: Page;
  @state() private online = navigator.onLine;
  @state() private failed = false;
  @state() private busy = false;
  private first = true;
  private turn = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.router.addEventListener('place', () => void this.show());
    addEventListener('online', () => this.connection(true));
    addEventListener('offline', () => this.connection(false));
    // A closed question is no use on paper.
    addEventListener('beforeprint', () => this.querySelectorAll('details').forEach((details) => (details.open = true)));
    session.addEventListener('change', () => this.requestUpdate());
    session.addEventListener('ended', () => this.askToSignIn());
    void session.load();
    void this.show();
  }

  protected override firstUpdated(): void {
    this.nameDocument();
  }

  private connection(online: boolean): void {
    this.online = online;
    announce(online ? 'インターネットに接続しました' : 'インターネットに接続していません');
    if (online && this.failed) {
      void this.show();
    }
  }

  /** The session ended while a page was open: what it shows goes from the screen, and the person comes back to it. */
  private askToSignIn(): void {
    if (this.router.current.route.member) {
      memory.notice = { kind: 'info', text: 'ログインの有効時間が過ぎました。もう一度ログインすると、元の画面に戻ります。' };
      this.leadToSignIn();
    }
  }

  private leadToSignIn(): void {
    const here = location.pathname + location.search;
    this.router.go(here === '/me' ? '/sign-in' : `/sign-in?return=${encodeURIComponent(here)}`, { replace: true });
  }

  private async show(): Promise<void> {
    const turn = ++this.turn;
    const place = this.router.current;
    const patience = window.setTimeout(() => (this.busy = true), patienceMilliseconds);
    try {
      await this.prepare(place, turn);
    } finally {
      clearTimeout(patience);
      if (turn === this.turn) {
        this.busy = false;
      }
    }
  }

  private async prepare(place: Place, turn: number): Promise<void> {
    const loaded = await Promise.all([loadPage(place.route), place.route.member ? session.load() : undefined]).then(() => true, () => false);
    if (turn !== this.turn) {
      return;
    }
    this.failed = !loaded;
    if (loaded && place.route.member && session.known && !session.member) {
      memory.notice ??= { kind: 'info', text: 'この画面をご覧になるには、ログインしてください。' };
      this.leadToSignIn();
      return;
    }
    this.place = place;
    const page = document.createElement(place.route.tag) as Page;
    page.router = this.router;
    page.parameters = place.parameters;
    this.page = page;
    await this.updateComplete;
    await page.updateComplete;
    await page.ready;
    await page.updateComplete;
    if (turn !== this.turn) {
      return;
    }
    if (!this.first) {
      scrollTo(0, 0);
      takeFocus(this);
    }
    this.first = false;
    loadAhead(place.route);
  }

  /** A document is called what its page shows: its heading, and that something is wrong. */
  private nameDocument(): void {
    const name = () => {
      const heading = this.querySelector('main h1')?.textContent.replace(/\s+/g, ' ').trim();
      const wrong = this.querySelector('main [data-alert]') ? 'エラー：' : '';
      document.title = heading && this.place?.route.path !== '/' ? `${wrong}${heading} | kencom` : `${wrong}kencom`;
    };
    new MutationObserver(name).observe(this, { subtree: true, childList: true, characterData: true });
    name();
  }

  private async signOut(): Promise<void> {
    memory.notice = await session.signOut();
    this.router.go('/sign-in', { replace: true });
  }

  protected override render() {
    const route = this.place?.route;
    return html`
      <a class="skip" href="#main">本文へ移動</a>
      ${isApp ? this.renderBar() : this.renderHeader()}
      ${this.online ? nothing : html`<p class="offline" role="status">${icons.alert}インターネットに接続していません。入力した内容は残っています。</p>`}
      ${route?.step ? this.renderProgress(signUp, route.step) : route?.verification ? this.renderProgress(verification, route.verification) : nothing}
      <main id="main" tabindex="-1" class=${route?.wide ? 'wide' : ''}>
        ${this.failed ? this.renderFailure() : this.page}
      </main>
      ${this.renderFooter()}`;
  }

  private renderBusy() {
    return this.busy ? html`<p class="loading" role="progressbar" aria-label="読み込んでいます"></p><p class="sr-only" role="status">読み込んでいます</p>` : nothing;
  }

  /** The app's screens: title and the way back, as phones have them. */
  private renderBar() {
    const route = this.place?.route;
    return html`
      <header class="bar">${this.renderBusy()}
        ${route?.back ? html`<button type="button" class="bar-back" aria-label="戻る" @click=${() => this.router.back(route.back!)}>${icons.back}</button>` : nothing}
        ${!route || route.path === '/' ? html`<a class="brand" href="/">${mark}<span>kencom</span></a>` : html`<p class="bar-title">${route.title}</p>`}
        ${session.member && route?.path !== '/me' ? html`<a class="bar-me" href="/me" aria-label="マイページ">${icons.person}</a>` : nothing}
      </header>`;
  }

  private renderHeader() {
    const { member } = session;
    const route = this.place?.route;
    return html`
      <header class="site-header">${this.renderBusy()}<div>
        <a class="brand" href="/" aria-label="kencom トップページ">${mark}<span>kencom</span></a>
        <nav aria-label="サイト">
          <a class="guide" href="/help">よくある質問</a><a class="guide" href="/inquiry">お問い合わせ</a>
          ${member
            ? html`<a class="who" href="/me">${icons.person}<span>${member.kanaName} さん</span><span class="sr-only">の</span><span class="mine">マイページ</span></a>
                <button type="button" class="quiet" @click=${this.signOut}>ログアウト</button>`
            : session.known && route && !['/', '/sign-in'].includes(route.path) ? html`<a href="/sign-in">ログイン</a>` : nothing}
        </nav>
      </div></header>`;
  }

  private renderProgress({ title, steps }: typeof signUp | typeof verification, current: number) {
    return html`
      <nav class="progress" aria-label=${title}><ol>${steps.map((step, index) => html`
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
    return isApp
      ? html`<footer><div><p>ご不明な点は、<a href="/help">よくある質問</a>や<a href="/inquiry">お問い合わせ</a>をご覧ください。</p></div></footer>`
      : html`
        <footer><div>
          <nav aria-label="案内"><a href="/help">よくある質問</a><a href="/help/card">資格情報の見かた</a><a href="/inquiry">お問い合わせ</a><a href="/terms/membership">会員規約</a><a href="/terms/privacy">個人情報の取り扱いについて</a></nav>
          <p>kencomは、健康保険組合などの加入者の方のためのサービスです。運営：${__DEPLOYMENT__.operatorName}</p>
        </div></footer>`;
  }
}
