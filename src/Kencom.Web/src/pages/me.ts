import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, type Member, type Problem } from '../api/client.ts';
import { readableDate, readableDay } from '../dates/calendar.ts';
import { problem } from '../forms/fields.ts';
import { icons } from '../parts/icons.ts';
import { notice } from '../parts/notice.ts';
import { Page, announce } from '../parts/page.ts';
import { appSession, memory } from '../session/store.ts';

const locked = { checkups: '健診結果', points: 'ポイント' } as const;

/** The member's own page: what is locked and why, the account, the invitation. */
@customElement('page-me')
export class MePage extends Page {
  private readonly notice = notice();
  @state() private member?: Member;
  @state() private invitation?: { invitationCode: string; joined: number };
  @state() private problem?: Problem;
  @state() private saving = false;
  @state() private copied = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    this.problem = undefined;
    const [me, invitation] = await Promise.all([api.me(), api.invitation()]);
    this.member = me.data;
    this.invitation = invitation.data;
    if (me.problem?.code === 'not-signed-in') {
      appSession.write(undefined);
      memory.notice = 'ログインしてください。';
      this.router.go('/', { replace: true });
      return;
    }
    this.problem = me.problem;
  }

  private async setNewsletter(event: Event): Promise<void> {
    const box = event.target as HTMLInputElement;
    this.saving = true;
    const { problem } = await api.setNewsletter(box.checked);
    this.saving = false;
    if (problem) {
      this.problem = problem;
      box.checked = !box.checked;
    } else {
      this.member = { ...this.member!, newsletter: box.checked };
      announce(box.checked ? 'お知らせを受け取るようにしました' : 'お知らせを受け取らないようにしました');
    }
  }

  private async copy(): Promise<void> {
    await navigator.clipboard.writeText(this.invitation!.invitationCode);
    this.copied = true;
    announce('招待コードをコピーしました');
  }

  private async signOut(): Promise<void> {
    const { problem } = await api.signOut();
    if (problem && problem.code !== 'not-signed-in') {
      this.problem = problem;
      return;
    }
    appSession.write(undefined);
    memory.notice = 'ログアウトしました。';
    this.router.go('/', { replace: true });
  }

  protected override render() {
    const { member } = this;
    if (!member) {
      return html`
        <h1 tabindex="-1">マイページ</h1>
        ${this.problem
          ? html`${problem(this.problem)}<div class="actions"><button type="button" class="primary" @click=${() => void this.load()}>もう一度読み込む</button></div>`
          : html`<p class="status waiting" role="status"><span class="spinner" aria-hidden="true"></span><span>読み込んでいます…</span></p>`}`;
    }
    return html`
      ${this.notice}
      <h1 tabindex="-1">${member.kanaName} さん</h1>
      <p class="lead">${[member.insurerName, `${readableDay(member.joinedAt)}から会員`].filter(Boolean).join('　')}</p>
      ${this.problem ? problem(this.problem) : nothing}
      <div class="cards">
        ${member.locked.length ? html`
          <section class="panel" aria-labelledby="locked-title">
            <h2 id="locked-title">${icons.lock}本人確認がまだのもの</h2>
            <ul class="plain">${member.locked.map(({ what }) => html`<li><b>${locked[what]}</b>は、健診閲覧コードで本人確認をすると見られるようになります。</li>`)}</ul>
            <p class="hint">健診閲覧コードは、健康保険組合などから届くハガキに書かれています。</p>
          </section>` : nothing}
        <section class="panel" aria-labelledby="account-title">
          <h2 id="account-title">登録内容</h2>
          <dl class="facts">
            <div><dt>メールアドレス</dt><dd class="exact">${member.email}</dd></div>
            ${member.birthDate ? html`<div><dt>生年月日</dt><dd>${readableDate(member.birthDate)}</dd></div>` : nothing}
            ${member.insurerName ? html`<div><dt>組合（健康保険組合など）</dt><dd>${member.insurerName}</dd></div>` : nothing}
            ${member.groupCode ? html`<div><dt>団体連携コード</dt><dd class="exact">${member.groupCode}</dd></div>` : nothing}
          </dl>
        </section>
        ${this.invitation ? html`
          <section class="panel" aria-labelledby="invitation-title">
            <h2 id="invitation-title">${icons.people}招待コード</h2>
            <p class="code"><b class="exact">${this.invitation.invitationCode}</b>
              <button type="button" class="quiet" @click=${this.copy}>${this.copied ? 'コピーしました' : 'コピー'}</button></p>
            <p>同じ健康保険組合などの方に伝えて、登録のときに入力してもらってください。<b>${this.invitation.joined}人</b>が登録しました。</p>
          </section>` : nothing}
        <section class="panel" aria-labelledby="settings-title">
          <h2 id="settings-title">設定</h2>
          <div class="checkbox"><input id="newsletter" type="checkbox" .checked=${member.newsletter} ?disabled=${this.saving} @change=${this.setNewsletter}>
            <label for="newsletter">kencomからのお知らせを受け取る</label></div>
          <ul class="ways">
            <li><a href="/me/password">パスワードの変更${icons.next}</a></li>
            <li><a href="/me/email">メールアドレスの変更${icons.next}</a></li>
            <li><a href="/me/sessions">ログイン中の端末${icons.next}</a></li>
            <li><a href="/me/leave">退会${icons.next}</a></li>
          </ul>
          <div class="actions"><button type="button" class="secondary" @click=${this.signOut}>ログアウト</button></div>
        </section>
      </div>`;
  }
}
