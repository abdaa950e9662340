import { LitElement, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { icons, mark } from '../parts/icons.ts';
import { announce } from '../parts/page.ts';
import { Router, type Place } from '../router.ts';
import { isTyping, letters, matchKeys, moveInRows, type Shortcut } from './keys.ts';
import { loadPage } from './chunks.ts';
import type { StaffPage } from './parts/page.ts';
import { api, working, type Problem, type StaffMember } from './api.ts';
import { sections, staffRoutes, type StaffRoute } from './routes.ts';
import { staff } from './session.ts';

/** How long the first key of two is remembered. */
const sequenceMilliseconds = 1_500;

/** The frame of the console: who is here, the sections, the page, the keys, and the bar that asks to sign in again. */
@customElement('kencom-console')
export class Console extends LitElement {
  private readonly router = new Router(staffRoutes);
  @state() private person?: StaffMember;
  /** Why it is not known who is here. */
  @state() private fault?: Problem;
  @state() private route?: StaffRoute;
  @state() private page?: StaffPage;
  @state() private failed = false;
  @state() private windowBlocked = false;
  private pressed: string[] = [];
  private pressedTimer = 0;
  private turn = 0;

  protected override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    staff.addEventListener('change', () => this.requestUpdate());
    working.addEventListener('change', () => this.requestUpdate());
    this.router.addEventListener('place', () => void this.show());
    addEventListener('keydown', (event) => this.heed(event));
    addEventListener('beforeunload', (event) => {
      if (this.page?.unsaved) {
        event.preventDefault();
      }
    });
    void this.start();
  }

  private get mine() {
    return sections.filter(({ role }) => this.person?.roles.includes(role));
  }

  private get shortcuts(): Shortcut[] {
    return [
      ...(this.page?.shortcuts ?? []),
      { keys: 'j', label: '次の行へ', run: () => moveInRows(this, 1) },
      { keys: 'k', label: '前の行へ', run: () => moveInRows(this, -1) },
      { keys: 'u', label: '一覧に戻る', run: () => this.backToList() },
      { keys: '/', label: '検索・絞り込みへ', run: () => this.querySelector<HTMLElement>('[data-search]')?.focus() },
      ...this.mine.map(({ key, title, path }) => ({ keys: `g ${key}`, label: `${title}を開く`, run: () => this.router.go(path) })),
      { keys: '?', label: 'この一覧', run: () => this.showHelp() },
    ];
  }

  private async start(): Promise<void> {
    const address = await staff.start();
    if (address) {
      history.replaceState({ inside: true }, '', address);
    }
    if (staff.state === 'signed-in') {
      await this.meet();
    }
    this.requestUpdate();
  }

  /** The API knows the roles: what it would refuse is not offered. */
  private async meet(): Promise<void> {
    const { data, problem } = await api.me();
    this.person = data;
    this.fault = problem;
    if (data) {
      await this.show();
    }
  }

  private async show(): Promise<void> {
    const turn = ++this.turn;
    const { route, parameters } = this.router.current as Place & { route: StaffRoute };
    if (route.path === '/staff') {
      const [first] = this.mine;
      if (first) {
        this.router.go(first.path, { replace: true });
        return;
      }
    }
    const allowed = !route.role || this.person?.roles.includes(route.role);
    const loaded = !allowed || (await loadPage(route).then(() => true, () => false));
    if (turn !== this.turn) {
      return;
    }
    this.failed = !loaded;
    const isAnother = this.route?.tag !== route.tag || !this.page;
    this.route = route;
    if (isAnother) {
      this.page = allowed && loaded && customElements.get(route.tag) ? (document.createElement(route.tag) as StaffPage) : undefined;
    }
    if (this.page) {
      this.page.router = this.router;
      this.page.parameters = parameters;
    }
    await this.updateComplete;
    await this.page?.updateComplete;
    this.nameDocument();
    if (isAnother) {
      this.querySelector('h1')?.focus();
    }
  }

  /** After each rendering of the page, too: its subject may have come later. */
  private nameDocument(): void {
    document.title = [this.page?.subject, this.route?.title].filter(Boolean).join('・') + ' | kencom スタッフ';
  }

  private backToList(): void {
    const list = sections.find(({ section }) => section === this.route?.section);
    if (list && location.pathname !== list.path) {
      const chosen = this.querySelector<HTMLElement>('.rows [aria-current="true"]');
      this.router.go(list.path + location.search);
      chosen?.focus();
    }
  }

  private heed(event: KeyboardEvent): void {
    const help = this.querySelector('dialog');
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || help?.open) {
      return;
    }
    const inRows = event.target instanceof HTMLElement && event.target.matches('.rows [data-row]');
    if (inRows && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      moveInRows(this, event.key === 'ArrowDown' ? 1 : -1);
      return;
    }
    if (event.key === 'Escape' && isTyping(event.target)) {
      (event.target as HTMLElement).blur();
      return;
    }
    if (isTyping(event.target) || !letters.on || event.key.length !== 1 || staff.state !== 'signed-in') {
      return;
    }
    clearTimeout(this.pressedTimer);
    this.pressed.push(event.key);
    const match = matchKeys(this.pressed, this.shortcuts) ?? matchKeys([event.key], this.shortcuts);
    if (match === 'begins') {
      this.pressedTimer = window.setTimeout(() => (this.pressed = []), sequenceMilliseconds);
      return;
    }
    this.pressed = [];
    if (match) {
      event.preventDefault();
      match.shortcut.run();
    }
  }

  private showHelp(): void {
    this.requestUpdate();
    void this.updateComplete.then(() => this.querySelector('dialog')?.showModal());
  }

  private signInAgain(): void {
    this.windowBlocked = !staff.openAgain();
  }

  protected override updated(): void {
    this.nameDocument();
  }

  protected override render() {
    if (staff.state === 'starting') {
      return html`<main class="alone"><h1>kencom スタッフ</h1>${this.renderStarting()}</main>`;
    }
    return staff.state === 'signed-out' ? this.renderSignIn() : this.renderFrame();
  }

  private renderStarting() {
    return staff.trouble ? html`<p>${staff.trouble}</p>` : html`<p role="status">ログインを確認しています…</p>`;
  }

  private renderSignIn() {
    return html`
      <main class="alone">
        <p class="brand">${mark}<span>kencom</span></p>
        <h1>スタッフのログイン</h1>
        ${staff.trouble ? html`<p class="alert" role="alert">${icons.alert}<span>${staff.trouble}</span></p>` : nothing}
        <p>会社のアカウント（Microsoft Entra ID）でログインします。</p>
        <button type="button" class="primary" @click=${() => void staff.signIn()}>ログイン</button>
      </main>`;
  }

  private renderFrame() {
    return html`
      <a class="skip" href="#main">本文へ移動</a>
      ${staff.state === 'expired' ? this.renderExpired() : nothing}
      <header class="top">
        <p class="brand">${mark}<span>kencom</span></p>
        <h1 tabindex="-1">${this.route?.title ?? ''}</h1>
        ${working.count ? html`<p class="loading" role="progressbar" aria-label="読み込んでいます"></p>` : nothing}
        <p class="who">${icons.person}<span>${this.person?.name}</span></p>
        <button type="button" class="quiet" @click=${this.showHelp}>キー操作 <kbd aria-hidden="true">?</kbd></button>
        <button type="button" class="quiet" @click=${() => void staff.signOut()}>ログアウト</button>
      </header>
      <nav class="sections" aria-label="メニュー">${this.mine.map(({ section, path, title, key }) => html`
        <a href=${path} aria-current=${section === this.route?.section ? 'page' : nothing}>${title}<kbd aria-hidden="true">g ${key}</kbd></a>`)}</nav>
      <main id="main" tabindex="-1">${this.renderPage()}</main>
      ${this.renderHelp()}`;
  }

  private renderPage() {
    if (this.fault && this.fault.code !== 'staff-role-missing') {
      return html`<div class="message"><h2>${this.fault.title}</h2><p>${this.fault.detail}</p><button type="button" class="secondary" @click=${() => void this.meet()}>もう一度読み込む</button></div>`;
    }
    if (this.failed) {
      return html`<div class="message"><h2>画面を読み込めませんでした</h2><button type="button" class="secondary" @click=${() => void this.show()}>もう一度読み込む</button></div>`;
    }
    if (this.page) {
      return this.page;
    }
    if (!this.route && !this.fault) {
      return nothing;
    }
    return this.mine.length === 0 || this.route?.role
      ? html`<div class="message"><h2>この画面を使う役割がありません</h2><p>役割（Support・Operator）は管理者が割り当てます。割り当てのあと、ログインし直してください。</p></div>`
      : html`<div class="message"><h2>この画面はありません</h2><p>左のメニューからお選びください。</p></div>`;
  }

  private renderExpired() {
    return html`
      <div class="expired" role="alert">
        ${icons.clock}<p>${staff.trouble ?? 'ログインの有効時間が過ぎました。入力した内容はこの画面に残っています。'}</p>
        ${this.windowBlocked
          ? html`<a href=${staff.againAddress ?? ''} target="_blank" rel="noopener">新しいタブでログインし直す</a>`
          : html`<button type="button" class="primary small" @click=${this.signInAgain}>ログインし直す</button>`}
      </div>`;
  }

  private renderHelp() {
    return html`
      <dialog class="help" aria-labelledby="help-heading">
        <h2 id="help-heading">キー操作</h2>
        <dl>${this.shortcuts.map(({ keys, label }) => html`
          <div><dt>${keys.split(' ').map((key) => html`<kbd>${key}</kbd>`)}</dt><dd>${label}</dd></div>`)}
          <div><dt><kbd>↑</kbd><kbd>↓</kbd></dt><dd>一覧の中で移動</dd></div>
          <div><dt><kbd>Esc</kbd></dt><dd>入力欄から出る</dd></div>
        </dl>
        <label class="check"><input type="checkbox" .checked=${letters.on} @change=${(event: Event) => {
          letters.on = (event.target as HTMLInputElement).checked;
          announce(letters.on ? '文字キーの操作を使います' : '文字キーの操作を使いません');
        }}>文字キーの操作を使う</label>
        <form method="dialog"><button class="secondary">閉じる</button></form>
      </dialog>`;
  }
}
