import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { accountApi } from '../api/account.ts';
import type { Member, Problem } from '../api/client.ts';
import { openingWords, pageOf } from '../checkups/verification.ts';
import { readableDate, readableDay } from '../dates/calendar.ts';
import { problem } from '../forms/fields.ts';
import { icons } from '../parts/icons.ts';
import { notice } from '../parts/notice.ts';
import { Page, announce } from '../parts/page.ts';
import { codeWords } from '../parts/viewing-code.ts';
import { isApp } from '../session/look.ts';
import { session } from '../session/member.ts';
import { memory } from '../session/store.ts';

/** The member's own page: what is locked and why, the account, the invitation. The frame opens it for who is signed in. */
@customElement('page-me')
export class MePage extends Page {
  private readonly notice = notice();
  @state() private invitation?: { invitationCode: string; joined: number };
  @state() private problem?: Problem;
  @state() private saving = false;
  @state() private copied = '';
  private readonly follow = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    session.addEventListener('change', this.follow);
    this.ready = this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    session.removeEventListener('change', this.follow);
  }

  private async load(): Promise<void> {
    const { data, problem } = await accountApi.invitation();
    this.invitation = data;
    this.problem = problem?.code === 'not-signed-in' ? undefined : problem;
    if (!session.member) {
      await session.load();
    }
  }

  private async setNewsletter(event: Event): Promise<void> {
    const box = event.target as HTMLInputElement;
    this.saving = true;
    const { problem } = await accountApi.setNewsletter(box.checked);
    this.saving = false;
    if (problem) {
      this.problem = problem;
      box.checked = !box.checked;
    } else {
      session.change({ newsletter: box.checked });
      announce(box.checked ? 'お知らせを受け取るようにしました' : 'お知らせを受け取らないようにしました');
    }
  }

  private async copy(what: 'コード' | 'リンク', text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    this.copied = what;
    announce(`招待${what}をコピーしました`);
  }

  private async signOut(): Promise<void> {
    memory.notice = await session.signOut();
    this.router.go('/sign-in', { replace: true });
  }

  protected override render() {
    const { member } = session;
    return member ? this.renderMember(member) : html`
      <h1 tabindex="-1">マイページ</h1>
      ${this.problem ? problem(this.problem) : nothing}
      <div class="actions"><button type="button" class="primary" @click=${() => void this.load()}>もう一度読み込む</button></div>`;
  }

  private renderMember(member: Member) {
    return html`
      ${this.notice}
      <h1 tabindex="-1">${member.kanaName} さん</h1>
      <p class="lead">${[member.insurerName, `${readableDay(member.joinedAt)}から会員`].filter(Boolean).join('　')}</p>
      ${this.problem ? problem(this.problem) : nothing}
      <div class="cards">
        ${this.renderCheckups(member)}
        <section class="panel" aria-labelledby="account-title">
          <h2 id="account-title">登録内容</h2>
          <dl class="facts">
            <div><dt>メールアドレス</dt><dd class="exact">${member.email}</dd></div>
            ${member.birthDate ? html`<div><dt>生年月日</dt><dd>${readableDate(member.birthDate)}</dd></div>` : nothing}
            ${member.insurerName ? html`<div><dt>組合（健康保険組合など）</dt><dd>${member.insurerName}</dd></div>` : nothing}
            ${member.groupCode ? html`<div><dt>団体連携コード</dt><dd class="exact">${member.groupCode}</dd></div>` : nothing}
          </dl>
        </section>
        ${this.invitation ? this.renderInvitation(this.invitation, member) : nothing}
        <section class="panel" aria-labelledby="settings-title">
          <h2 id="settings-title">設定</h2>
          <div class="checkbox"><input id="newsletter" type="checkbox" .checked=${member.newsletter} ?disabled=${this.saving} @change=${this.setNewsletter}>
            <label for="newsletter">kencomからのお知らせを受け取る</label></div>
          <ul class="ways">
            <li><a href="/me/password">パスワードの変更${icons.next}</a></li>
            <li><a href="/me/email">メールアドレスの変更${icons.next}</a></li>
            <li><a href="/me/sessions">ログイン中の端末${icons.next}</a></li>
            <li><a href="/inquiry">お問い合わせ${icons.next}</a></li>
            <li><a href="/me/leave">退会${icons.next}</a></li>
          </ul>
          ${isApp ? html`<div class="actions"><button type="button" class="secondary" @click=${this.signOut}>ログアウト</button></div>` : nothing}
        </section>
      </div>`;
  }

  /** The results, or what opens them and the points (CK-1). */
  private renderCheckups(member: Member) {
    const [locked] = member.locked;
    if (!locked) {
      return html`
        <section class="panel" aria-labelledby="checkups-title">
          <h2 id="checkups-title">${icons.chart}健診結果</h2>
          <p>これまでの健診の結果を、項目ごとに見られます。</p>
          <div class="actions"><a class="button primary" href="/me/checkups">健診結果を見る</a></div>
        </section>`;
    }
    const { sender, carrier } = codeWords(member);
    const what = member.locked.map(({ what }) => (what === 'checkups' ? '健診結果' : 'ポイント')).join('と');
    const reasons = {
      'viewing-code': html`<b>${what}</b>は、健診閲覧コードで本人確認をすると見られるようになります。`,
      'secret-question': html`<b>${what}</b>は、秘密の質問を決めると見られるようになります。`,
      'secret-answer': html`<b>${what}</b>は、秘密の質問に答えると見られます。`,
    };
    return html`
      <section class="panel" aria-labelledby="locked-title">
        <h2 id="locked-title">${icons.lock}${what}</h2>
        <p>${reasons[locked.next]}</p>
        <div class="actions"><a class="button primary" href=${pageOf(locked.next)}>${openingWords[locked.next]}</a></div>
        ${locked.next === 'viewing-code'
          ? html`<p class="hint">健診閲覧コードは、${sender}から届く${carrier}に書かれています。見当たらないときは<a href="/inquiry?about=code-lost">お問い合わせ</a>ください。</p>` : nothing}
      </section>`;
  }

  private renderInvitation({ invitationCode, joined }: { invitationCode: string; joined: number }, member: Member) {
    const link = `${location.origin}/register?invitation=${invitationCode}`;
    return html`
      <section class="panel" aria-labelledby="invitation-title">
        <h2 id="invitation-title">${icons.people}招待コード</h2>
        <p class="code"><b class="exact">${invitationCode}</b>
          <button type="button" class="quiet" @click=${() => this.copy('コード', invitationCode)}>${this.copied === 'コード' ? 'コピーしました' : 'コピー'}</button></p>
        <p>${member.groupCode ? '同じ団体から紹介された方' : '同じ健康保険組合などの方'}に伝えて、登録のときに入力してもらってください。リンクを開くと、コードが入力された画面になります。</p>
        <p><button type="button" class="secondary small" @click=${() => this.copy('リンク', link)}>${this.copied === 'リンク' ? 'コピーしました' : '招待リンクをコピー'}</button></p>
        ${joined > 0 ? html`<p>これまでに<b>${joined}人</b>が登録しました。</p>` : nothing}
      </section>`;
  }
}
