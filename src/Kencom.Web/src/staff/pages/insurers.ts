import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { Form } from '../../forms/form.ts';
import { announce } from '../../parts/page.ts';
import { api, type Insurer, type Problem } from '../api.ts';
import { listedInstant } from '../instants.ts';
import {
  changesOf, clashesOf, emptySettings, fromForm, settingsOf, toForm, withTheirs, type Clash, type InsurerForm, type InsurerSettings, type SettingName,
} from '../insurer-settings.ts';
import { choice, done, faults, input, submit, tick } from '../parts/fields.ts';
import { StaffPage } from '../parts/page.ts';
import { nothingChosen, pending, rows, split } from '../parts/split.ts';
import './print-files.ts';
import './upload-links.ts';

const newOne = 'new';

/** What was typed and not saved, by number: one may look something up meanwhile. */
const begun = new Map<string, InsurerForm>();

/** What one begins from: as it was read, with its version. */
interface Read {
  insurer?: Insurer;
  settings: InsurerSettings;
  etag?: string;
}

@customElement('staff-insurers')
export class InsurersPage extends StaffPage {
  @state() private insurers?: readonly Insurer[];
  @state() private fault?: Problem;
  @state() private sought = '';
  @state() private read?: Read;
  @state() private clashes: readonly Clash[] = [];
  @state() private theirs?: Read;
  @state() private said?: string;
  private form = this.formOf(toForm(emptySettings));
  private shown?: string;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override get shortcuts() {
    return [{ keys: 'n', label: '新しい保険者', run: () => this.router.go(`/staff/insurers/${newOne}`) }];
  }

  override get subject(): string | undefined {
    return this.read?.insurer?.name;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('parameters') && this.parameters.insurerNumber !== this.shown) {
      this.keep();
      this.shown = this.parameters.insurerNumber;
      void this.choose(this.shown);
    }
  }

  override get unsaved(): boolean {
    return this.changes.length > 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.keep();
  }

  private get chosen(): string | undefined {
    return this.parameters.insurerNumber;
  }

  private get isNew(): boolean {
    return this.chosen === newOne;
  }

  private get typed(): InsurerSettings {
    return fromForm(this.form.values);
  }

  private get changes() {
    return this.read ? changesOf(this.read.settings, this.typed) : [];
  }

  private formOf(initial: InsurerForm): Form<InsurerForm> {
    return new Form<InsurerForm>(this, {
      id: 'insurer',
      initial,
      fields: {
        insurerNumber: { label: '保険者番号', mayBeEmpty: () => !this.isNew },
        name: { label: '名称' },
        dependentsFromAge: {
          label: '家族の年齢', optional: true,
          check: (value) => (/^\d{1,3}$/.test(value.normalize('NFKC').trim()) && Number(value.normalize('NFKC')) <= 120 ? undefined : '0から120までの年齢を入力してください'),
        },
        'maintenance.from': { label: 'メンテナンスの始まり', mayBeEmpty: (values) => !values.inMaintenance },
        'maintenance.to': {
          label: 'メンテナンスの終わり', mayBeEmpty: (values) => !values.inMaintenance,
          check: (value, values) => (values.inMaintenance && value <= values['maintenance.from'] ? '終わりは始まりよりあとにしてください' : undefined),
        },
        'maintenance.message': { label: 'メンテナンスのお知らせ', mayBeEmpty: (values) => !values.inMaintenance },
        exemptNetworks: { label: '画像認証を省くネットワーク', optional: true },
        contactEmail: { label: '連絡先メールアドレス', optional: true },
        sameAs: { label: '同じ保険者とみなす番号', optional: true },
      },
    });
  }

  private keep(): void {
    if (this.shown !== undefined) {
      if (this.unsaved) {
        begun.set(this.shown, this.form.values);
      } else {
        begun.delete(this.shown);
      }
    }
  }

  private async load(): Promise<void> {
    const { data, problem } = await api.insurers();
    this.insurers = data?.insurers ?? this.insurers;
    this.fault = problem;
  }

  private async choose(number: string | undefined): Promise<void> {
    this.clear();
    if (number === undefined) {
      return;
    }
    if (number === newOne) {
      this.take({ settings: emptySettings }, begun.get(number));
    } else {
      const { data, etag, problem } = await api.insurer(number);
      if (number !== this.chosen) {
        return;
      }
      this.fault = problem;
      if (data) {
        this.take({ insurer: data, settings: settingsOf(data), etag }, begun.get(number));
      }
    }
    await this.focusDetail();
  }

  private clear(): void {
    this.read = undefined;
    this.theirs = undefined;
    this.clashes = [];
    this.said = undefined;
    this.fault = undefined;
  }

  private take(read: Read, values = toForm(read.settings)): void {
    this.read = read;
    this.theirs = undefined;
    this.clashes = [];
    this.removeController(this.form);
    this.form = this.formOf(values);
    this.requestUpdate();
  }

  private async save(event: Event): Promise<void> {
    event.preventDefault();
    this.said = undefined;
    const number = this.isNew ? this.form.text('insurerNumber').normalize('NFKC').trim() : this.chosen!;
    const wanted = this.typed;
    const saved = await this.form.submit(async () => {
      const answer = await api.putInsurer(number, wanted, this.read?.etag);
      if (answer.problem?.code === 'changed-meanwhile') {
        await this.meet(number);
      } else if (answer.data) {
        this.take({ insurer: answer.data, settings: settingsOf(answer.data), etag: answer.etag });
      }
      return answer;
    });
    if (saved) {
      this.said = '保存しました。';
      this.insurers = [...(this.insurers ?? []).filter((insurer) => insurer.insurerNumber !== saved.insurerNumber), saved].sort((one, other) => (one.insurerNumber < other.insurerNumber ? -1 : 1));
      if (this.isNew) {
        this.shown = saved.insurerNumber;
        this.router.go(`/staff/insurers/${saved.insurerNumber}`, { replace: true });
      }
    }
  }

  /** Somebody else saved: their values come beside the own ones, and what is typed stays (STF-4). */
  private async meet(number: string): Promise<void> {
    const { data, etag } = await api.insurer(number);
    if (data) {
      this.theirs = { insurer: data, settings: settingsOf(data), etag };
      this.clashes = clashesOf(this.typed, this.theirs.settings);
    }
  }

  private takeTheirs(name: SettingName): void {
    const values = toForm(withTheirs(this.typed, this.theirs!.settings, name));
    for (const field of Object.keys(values)) {
      this.form.set(field, values[field]!);
    }
    this.clashes = clashesOf(this.typed, this.theirs!.settings);
  }

  /** From now on one begins from what they saved; what still differs is one's own change. */
  private goOn(): void {
    this.read = this.theirs;
    this.theirs = undefined;
    this.clashes = [];
    this.form.problem = undefined;
    announce('相手の保存した内容の上に、あなたの変更を重ねました');
    void this.focusDetail();
  }

  protected override render() {
    return split(this.renderList(), this.renderDetail(), this.chosen !== undefined, '/staff/insurers');
  }

  private renderList() {
    if (!this.insurers) {
      return pending(this.fault, () => void this.load());
    }
    const sought = this.sought.normalize('NFKC').trim();
    const found = this.insurers.filter(({ insurerNumber, name }) => insurerNumber.includes(sought) || name.normalize('NFKC').includes(sought));
    return html`
      <div class="tools">
        <input type="search" data-search aria-label="保険者を名称か番号でさがす" placeholder="名称・番号" .value=${this.sought}
          @input=${(event: Event) => (this.sought = (event.target as HTMLInputElement).value)}>
        <a class="button small" href="/staff/insurers/${newOne}">新しい保険者</a>
      </div>
      ${rows('保険者', found.map((insurer) => ({
        href: `/staff/insurers/${insurer.insurerNumber}`,
        isChosen: insurer.insurerNumber === this.chosen,
        title: insurer.name,
        aside: insurer.insurerNumber,
        more: this.marks(insurer),
      })), this.insurers.length ? 'あてはまる保険者はありません。' : '保険者はまだありません。')}`;
  }

  private marks({ maintenance, insuredOnly, dependentsFromAge, contractEnd }: Insurer) {
    const now = Date.now();
    const marks = [
      contractEnd && (contractEnd.removedOn ? `${contractEnd.removedOn}に消去` : '契約終了の確認待ち'),
      maintenance && (new Date(maintenance.to).getTime() < now ? undefined : new Date(maintenance.from).getTime() > now ? `メンテナンス予定（${listedInstant(maintenance.from, new Date())}から）` : 'メンテナンス中'),
      insuredOnly && '本人のみ',
      dependentsFromAge !== null && `家族は${dependentsFromAge}歳から`,
    ].filter(Boolean);
    return marks.length ? html`${marks.map((mark) => html`<span class="mark-text">${mark}</span>`)}` : undefined;
  }

  private renderDetail() {
    if (this.chosen === undefined) {
      return nothingChosen('保険者を選ぶと、設定がここに出ます。');
    }
    if (!this.read) {
      return pending(this.insurers ? this.fault : undefined, () => void this.choose(this.chosen));
    }
    const { insurer } = this.read;
    return html`
      <h2 tabindex="-1">${insurer ? html`${insurer.name}<span class="exact">${insurer.insurerNumber}</span>` : '新しい保険者'}</h2>
      <div class="columns">
        <form class="fields" novalidate @submit=${this.save}>
          ${this.theirs ? this.renderClash() : faults(this.form)}
          ${this.renderFields()}
          ${this.renderPreview()}
          <div class="buttons">${submit(this.isNew ? '登録する' : '保存する', { busy: this.form.busy })}
            ${this.changes.length && !this.isNew ? html`<button type="button" class="quiet" @click=${() => this.take(this.read!)}>変更を取り消す</button>` : nothing}
            ${done(this.said)}</div>
        </form>
        ${insurer ? html`
          <div class="beside">
            <staff-upload-links .insurerNumber=${insurer.insurerNumber}></staff-upload-links>
            <staff-print-files .owner=${{ insurerNumber: insurer.insurerNumber }} .contactEmail=${insurer.contactEmail}></staff-print-files>
            <section><h3>ファイル</h3><p><a href="/staff/files?insurerNumber=${insurer.insurerNumber}">この保険者のファイルを見る</a></p></section>
          </div>` : nothing}
      </div>`;
  }

  private renderFields() {
    const { form } = this;
    return html`
      ${this.isNew ? input(form, 'insurerNumber', { label: '保険者番号', inputmode: 'numeric', hint: '6桁または8桁。あとから変えられません' }) : nothing}
      ${input(form, 'name', { label: '名称', maxlength: 100 })}
      ${tick(form, 'insuredOnly', '利用できる人', '本人だけ（家族は利用できない）')}
      ${input(form, 'dependentsFromAge', { label: '家族の年齢', inputmode: 'numeric', hint: '満年齢。空なら制限なし', disabled: form.values.insuredOnly })}
      ${tick(form, 'inMaintenance', 'メンテナンス', '期間を決めて資格の確認を止める')}
      ${form.values.inMaintenance ? html`
        ${input(form, 'maintenance.from', { label: '始まり', type: 'datetime-local', hint: '日本時間' })}
        ${input(form, 'maintenance.to', { label: '終わり', type: 'datetime-local' })}
        ${input(form, 'maintenance.message', { label: 'お知らせ', rows: 2, maxlength: 500, hint: '登録する方の画面に出る文' })}` : nothing}
      ${input(form, 'exemptNetworks', { label: '画像認証を省くネットワーク', rows: 3, hint: '1行に1つ（192.0.2.0/24など）。IPv4は/16、IPv6は/32まで' })}
      ${choice(form, 'eraTable', '元号の数字', [['', '使わない'], ['nenkin', '年金（5は昭和）'], ['receipt', 'レセプト（5は令和）']], '3470415のような7桁の日付の読み方')}
      ${input(form, 'contactEmail', { label: '連絡先メールアドレス', type: 'email', hint: '印刷用ファイルのリンクが届く宛先' })}
      ${tick(form, 'passkeyForResults', 'パスキー', '結果を見る前に求める')}
      ${input(form, 'sameAs', { label: '同じ保険者とみなす番号', rows: 2, hint: '1行に1つ。加入者IDが共通の保険者' })}`;
  }

  private renderPreview() {
    const { changes } = this;
    return changes.length && !this.theirs && !this.isNew
      ? html`<section class="preview" aria-labelledby="preview-heading">
          <h3 id="preview-heading">保存すると変わること</h3>
          <ul>${changes.map(({ label, before, after, effect }) => html`<li><b>${label}</b>：<del>${before}</del> → <ins>${after}</ins><p>${effect}</p></li>`)}</ul>
        </section>`
      : nothing;
  }

  private renderClash() {
    return html`
      <div class="alert" role="alert" tabindex="-1" data-alert>
        <div>
          <p><b>ほかの人が先に保存しました。</b>${this.clashes.length ? '違うところを見くらべて、どちらにするか選んでください。入力した内容は残っています。' : 'あなたの入力と同じ内容です。'}</p>
          ${this.clashes.length ? html`
            <table><thead><tr><th scope="col">項目</th><th scope="col">あなたの入力</th><th scope="col">保存されている値</th><th scope="col">操作</th></tr></thead>
              <tbody>${this.clashes.map(({ name, label, mine, theirs }) => html`
                <tr><th scope="row">${label}</th><td>${mine}</td><td>${theirs}</td>
                  <td><button type="button" class="secondary small" aria-label="${label}は保存されている値にする" @click=${() => this.takeTheirs(name)}>保存されている値にする</button></td></tr>`)}</tbody></table>` : nothing}
          <button type="button" class="primary small" @click=${this.goOn}>${this.clashes.length ? '残りは自分の入力のまま、編集を続ける' : '編集を続ける'}</button>
        </div>
      </div>`;
  }
}
