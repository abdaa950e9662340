import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { Form } from '../../forms/form.ts';
import { api, type Group, type Problem } from '../api.ts';
import { done, faults, input, submit } from '../parts/fields.ts';
import { StaffPage } from '../parts/page.ts';
import { nothingChosen, pending, rows, split } from '../parts/split.ts';
import './print-files.ts';

const newOne = 'new';

interface GroupForm extends Record<string, string | boolean> {
  groupCode: string;
  name: string;
  contactEmail: string;
}

@customElement('staff-groups')
export class GroupsPage extends StaffPage {
  @state() private groups?: readonly Group[];
  @state() private fault?: Problem;
  @state() private sought = '';
  @state() private read?: { group?: Group; etag?: string };
  /** What somebody else saved meanwhile. */
  @state() private theirs?: { group: Group; etag?: string };
  @state() private said?: string;
  private form = this.formOf();
  private shown?: string;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override get shortcuts() {
    return [{ keys: 'n', label: '新しい団体', run: () => this.router.go(`/staff/groups/${newOne}`) }];
  }

  override get subject(): string | undefined {
    return this.read?.group?.name;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('parameters') && this.parameters.groupCode !== this.shown) {
      this.shown = this.parameters.groupCode;
      void this.choose(this.shown);
    }
  }

  override get unsaved(): boolean {
    const { group } = this.read ?? {};
    return this.read !== undefined && (this.form.text('name') !== (group?.name ?? '') || this.form.text('contactEmail') !== (group?.contactEmail ?? ''));
  }

  private get chosen(): string | undefined {
    return this.parameters.groupCode;
  }

  private formOf(group?: Group): Form<GroupForm> {
    return new Form<GroupForm>(this, {
      id: 'group',
      initial: { groupCode: group?.groupCode ?? '', name: group?.name ?? '', contactEmail: group?.contactEmail ?? '' },
      fields: { groupCode: { label: '団体連携コード' }, name: { label: '名称' }, contactEmail: { label: '連絡先メールアドレス', optional: true } },
    });
  }

  private async load(): Promise<void> {
    const { data, problem } = await api.groups();
    this.groups = data?.groups ?? this.groups;
    this.fault = problem;
  }

  private async choose(code: string | undefined): Promise<void> {
    this.read = undefined;
    this.said = undefined;
    this.fault = undefined;
    if (code === undefined) {
      return;
    }
    if (code === newOne) {
      this.take({});
    } else {
      const { data, etag, problem } = await api.group(code);
      if (code !== this.chosen) {
        return;
      }
      this.fault = problem;
      if (data) {
        this.take({ group: data, etag });
      }
    }
    await this.focusDetail();
  }

  private take(read: { group?: Group; etag?: string }): void {
    this.read = read;
    this.theirs = undefined;
    this.removeController(this.form);
    this.form = this.formOf(read.group);
    this.requestUpdate();
  }

  private async save(event: Event): Promise<void> {
    event.preventDefault();
    this.said = undefined;
    const code = this.read?.group?.groupCode ?? this.form.text('groupCode').trim();
    const body = { name: this.form.text('name').trim(), contactEmail: this.form.text('contactEmail').trim() || null };
    const saved = await this.form.submit(async () => {
      const answer = await api.putGroup(code, body, this.read?.etag);
      if (answer.problem?.code === 'changed-meanwhile') {
        const { data, etag } = await api.group(code);
        this.theirs = data && { group: data, etag };
      } else if (answer.data) {
        this.take({ group: answer.data, etag: answer.etag });
      }
      return answer;
    });
    if (saved) {
      this.said = '保存しました。';
      this.groups = [...(this.groups ?? []).filter(({ groupCode }) => groupCode !== saved.groupCode), saved].sort((one, other) => (one.groupCode < other.groupCode ? -1 : 1));
      this.shown = saved.groupCode;
      this.router.go(`/staff/groups/${saved.groupCode}`, { replace: true });
    }
  }

  private goOn(): void {
    this.read = this.theirs;
    this.theirs = undefined;
    this.form.problem = undefined;
    void this.focusDetail();
  }

  protected override render() {
    return split(this.renderList(), this.renderDetail(), this.chosen !== undefined, '/staff/groups');
  }

  private renderList() {
    if (!this.groups) {
      return pending(this.fault, () => void this.load());
    }
    const sought = this.sought.normalize('NFKC').trim().toLowerCase();
    const found = this.groups.filter(({ groupCode, name }) => `${groupCode} ${name}`.normalize('NFKC').toLowerCase().includes(sought));
    return html`
      <div class="tools">
        <input type="search" data-search aria-label="団体を名称かコードでさがす" placeholder="名称・コード" .value=${this.sought}
          @input=${(event: Event) => (this.sought = (event.target as HTMLInputElement).value)}>
        <a class="button small" href="/staff/groups/${newOne}">新しい団体</a>
      </div>
      ${rows('団体', found.map(({ groupCode, name }) => ({ href: `/staff/groups/${groupCode}`, isChosen: groupCode === this.chosen, title: name, aside: groupCode })),
        this.groups.length ? 'あてはまる団体はありません。' : '団体はまだありません。')}`;
  }

  private renderDetail() {
    if (this.chosen === undefined) {
      return nothingChosen('団体を選ぶと、設定がここに出ます。');
    }
    if (!this.read) {
      return pending(this.groups ? this.fault : undefined, () => void this.choose(this.chosen));
    }
    const { group } = this.read;
    return html`
      <h2 tabindex="-1">${group ? html`${group.name}<span class="exact">${group.groupCode}</span>` : '新しい団体'}</h2>
      <div class="columns">
        <form class="fields" novalidate @submit=${this.save}>
          ${this.theirs ? this.renderClash(this.theirs.group) : faults(this.form)}
          ${group ? nothing : input(this.form, 'groupCode', { label: '団体連携コード', maxlength: 40, hint: '英字を1つ以上含む半角の英数字とハイフン。あとから変えられません' })}
          ${input(this.form, 'name', { label: '名称', maxlength: 200 })}
          ${input(this.form, 'contactEmail', { label: '連絡先メールアドレス', type: 'email', hint: '印刷用ファイルのリンクが届く宛先' })}
          <div class="buttons">${submit(group ? '保存する' : '登録する', { busy: this.form.busy })}${done(this.said)}</div>
        </form>
        ${group ? html`
          <div class="beside">
            <staff-print-files .owner=${{ groupCode: group.groupCode }} .contactEmail=${group.contactEmail}></staff-print-files>
            <section><h3>ファイル</h3><p><a href="/staff/files?kind=checkup&amp;groupCode=${group.groupCode}">この団体のファイルを見る</a></p></section>
          </div>` : nothing}
      </div>`;
  }

  private renderClash({ name, contactEmail }: Group) {
    return html`
      <div class="alert" role="alert" tabindex="-1" data-alert><div>
        <p><b>ほかの人が先に保存しました。</b>入力した内容は残っています。</p>
        <table><thead><tr><th scope="col">項目</th><th scope="col">あなたの入力</th><th scope="col">保存されている値</th></tr></thead>
          <tbody><tr><th scope="row">名称</th><td>${this.form.text('name')}</td><td>${name}</td></tr>
            <tr><th scope="row">連絡先メールアドレス</th><td>${this.form.text('contactEmail') || 'なし'}</td><td>${contactEmail ?? 'なし'}</td></tr></tbody></table>
        <div class="buttons">
          <button type="button" class="primary small" @click=${this.goOn}>自分の入力のまま、編集を続ける</button>
          <button type="button" class="secondary small" @click=${() => this.take(this.theirs!)}>保存されている値にする</button>
        </div>
      </div></div>`;
  }
}
