import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { announce } from '../../parts/page.ts';
import { api, working, type DroppedFile, type FileList, type Group, type Insurer, type Outcome, type Owner, type Problem } from '../api.ts';
import { age, listedInstant, shortInstant } from '../instants.ts';
import { problem } from '../parts/fields.ts';
import { StaffPage } from '../parts/page.ts';
import { nothingChosen, pending, rows, split, table, type Row } from '../parts/split.ts';
import { count, countTexts, fileKinds, fileStates, isUnderWay, reasonTexts, share, textOf } from '../texts.ts';
import './file-decision.ts';
import './file-report.ts';

/** How often what is under way is looked at: an owner's files, and those of everybody that are not finished. */
const lookMilliseconds = 2_000;
const lookAtAllMilliseconds = 10_000;

const kinds = [['roster', '加入者'], ['checkup', '健診結果'], ['viewing-code', '健診閲覧コード']] as const;

@customElement('staff-files')
export class FilesPage extends StaffPage {
  @state() private insurers?: readonly Insurer[];
  @state() private groups?: readonly Group[];
  @state() private files?: readonly DroppedFile[];
  @state() private fault?: Problem;
  @state() private file?: DroppedFile;
  @state() private fileFault?: Problem;
  private listed?: string;
  private shown?: string;
  private timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loadOwners();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  override get subject(): string | undefined {
    return this.file && nameOf(this.file);
  }

  override get shortcuts() {
    return this.file?.state === 'waiting-for-approval'
      ? [{ keys: 'e', label: '判断の理由を書く', run: () => this.querySelector<HTMLElement>('#decision-reason')?.focus() }]
      : [];
  }

  protected override willUpdate(): void {
    const asked = location.search;
    if (asked !== this.listed) {
      this.listed = asked;
      void this.loadFiles();
    }
    if (this.parameters.fileId !== this.shown) {
      this.shown = this.parameters.fileId;
      void this.choose(this.shown);
    }
  }

  private get kind(): FileList {
    const asked = this.query.get('kind');
    return kinds.find(([kind]) => kind === asked)?.[0] ?? 'roster';
  }

  /** Undefined for those of everybody that are not finished. */
  private get owner(): Owner | undefined {
    const insurerNumber = this.query.get('insurerNumber');
    const groupCode = this.query.get('groupCode');
    return insurerNumber ? { insurerNumber } : groupCode ? { groupCode } : this.query.has('unplaced') ? {} : undefined;
  }

  private async loadOwners(): Promise<void> {
    const [insurers, groups] = await Promise.all([api.insurers(), api.groups()]);
    this.insurers = insurers.data?.insurers ?? [];
    this.groups = groups.data?.groups ?? [];
    this.fault = insurers.problem ?? groups.problem;
  }

  private async loadFiles(): Promise<void> {
    const { listed, owner } = this;
    this.files = undefined;
    const { data, problem } = owner ? await api.files(this.kind, owner) : await working.while(readUnfinished());
    if (listed === this.listed) {
      this.files = data?.files;
      this.fault = problem;
      this.follow();
    }
  }

  private async choose(fileId: string | undefined): Promise<void> {
    this.file = this.files?.find(({ id }) => id === fileId);
    this.fileFault = undefined;
    if (fileId === undefined) {
      return;
    }
    const { data, problem } = await api.file(fileId);
    if (fileId === this.parameters.fileId) {
      this.file = data;
      this.fileFault = problem;
      this.follow();
      await this.focusDetail();
    }
  }

  /** Looks again while something is under way and somebody looks. */
  private follow(): void {
    clearTimeout(this.timer);
    const shownRuns = this.file !== undefined && isUnderWay(this.file.state);
    if (shownRuns || (this.owner && this.files?.some(({ state }) => isUnderWay(state)))) {
      this.timer = window.setTimeout(() => void this.look(), lookMilliseconds);
    } else if (!this.owner) {
      this.timer = window.setTimeout(() => void this.look(), lookAtAllMilliseconds);
    }
  }

  private async look(): Promise<void> {
    const { owner, shown, listed } = this;
    if (!document.hidden) {
      const [files, file] = await Promise.all([owner ? api.filesQuietly(this.kind, owner) : readUnfinished(), shown ? api.fileQuietly(shown) : undefined]);
      this.files = (listed === this.listed && files.data?.files) || this.files;
      if (file?.data && shown === this.shown) {
        this.tell(file.data);
        this.file = file.data;
      }
    }
    if (this.isConnected) {
      this.follow();
    }
  }

  /** A state that comes by itself is said. */
  private tell({ state }: DroppedFile): void {
    if (this.file && state !== this.file.state) {
      announce(`状態が「${fileStates[state]}」になりました`);
    }
  }

  private decided(file: DroppedFile): void {
    this.file = file;
    this.files = this.files?.map((other) => (other.id === file.id ? file : other));
    this.follow();
    void this.focusDetail();
  }

  private goTo(kind: string, owner: string): void {
    const address = new URLSearchParams({ ...(kind === 'roster' ? {} : { kind }) });
    const [name = '', value = ''] = owner.split(':');
    if (name) {
      address.set(name, value);
    }
    this.router.go(`/staff/files${address.size ? `?${address}` : ''}`);
  }

  protected override render() {
    return split(this.renderList(), this.renderDetail(), this.parameters.fileId !== undefined, `/staff/files${location.search}`);
  }

  private renderList() {
    if (!this.insurers || !this.groups) {
      return pending(this.fault, () => void this.loadOwners());
    }
    const { owner } = this;
    const chosen = !owner ? '' : 'insurerNumber' in owner ? `insurerNumber:${owner.insurerNumber}` : 'groupCode' in owner ? `groupCode:${owner.groupCode}` : 'unplaced:1';
    const option = (value: string, text: string) => html`<option value=${value} .selected=${value === chosen}>${text}</option>`;
    return html`
      <div class="tools">
        <select data-search aria-label="だれのファイルか" @change=${(event: Event) => this.goTo(this.kind, (event.target as HTMLSelectElement).value)}>
          ${option('', 'すべての未完了のファイル')}
          ${this.insurers.length ? html`<optgroup label="保険者">${this.insurers.map(({ insurerNumber, name }) => option(`insurerNumber:${insurerNumber}`, `${name}（${insurerNumber}）`))}</optgroup>` : nothing}
          ${this.groups.length ? html`<optgroup label="団体">${this.groups.map(({ groupCode, name }) => option(`groupCode:${groupCode}`, `${name}（${groupCode}）`))}</optgroup>` : nothing}
          <optgroup label="そのほか">${option('unplaced:1', '置き場所や名前が違うファイル')}</optgroup>
        </select>
        ${owner ? html`<select aria-label="ファイルの種類" @change=${(event: Event) => this.goTo((event.target as HTMLSelectElement).value, chosen)}>
          ${kinds.map(([value, text]) => html`<option value=${value} .selected=${value === this.kind}>${text}</option>`)}</select>` : nothing}
      </div>
      ${this.files
        ? rows('ファイル', this.files.map((file) => this.rowOf(file)), owner ? 'ファイルはまだありません。' : '承認待ち・取り込み中のファイルはありません。')
        : pending(this.fault, () => void this.loadFiles())}`;
  }

  private rowOf(file: DroppedFile): Row {
    const now = new Date();
    const kind = html`<span>${textOf(fileKinds, file.kind)}</span>`;
    return {
      href: `/staff/files/${encodeURIComponent(file.id)}${location.search}`,
      isChosen: file.id === this.parameters.fileId,
      title: this.owner ? nameOf(file) : this.ownerOf(file),
      aside: listedInstant(file.receivedAt, now),
      more: html`${stateOf(file)}${kind}${file.waitingSince ? html`<span>${age(file.waitingSince, now)}前から</span>` : nothing}
        ${isUnderWay(file.state) ? html`<progress max="100" value=${file.percent} aria-label="進み具合"></progress>` : nothing}`,
    };
  }

  /** By name; a file for somebody who is not registered shows the number. */
  private ownerOf({ insurerNumber, groupCode }: DroppedFile): string {
    return this.insurers?.find((insurer) => insurer.insurerNumber === insurerNumber)?.name ?? this.groups?.find((group) => group.groupCode === groupCode)?.name ?? insurerNumber ?? groupCode ?? '';
  }

  private renderDetail() {
    if (this.parameters.fileId === undefined) {
      return nothingChosen('ファイルを選ぶと、進み具合と報告がここに出ます。');
    }
    const { file } = this;
    if (!file) {
      return pending(this.fileFault, () => void this.choose(this.shown));
    }
    const waits = file.state === 'waiting-for-approval';
    return html`
      <h2 tabindex="-1">${nameOf(file)}<span class="owner">${this.ownerOf(file)}</span></h2>
      ${this.fileFault ? problem(this.fileFault) : nothing}
      <p class="facts-line">${stateOf(file)}<span>${textOf(fileKinds, file.kind)}</span><span>受信 ${shortInstant(file.receivedAt)}</span>
        ${file.finishedAt ? html`<span>終了 ${shortInstant(file.finishedAt)}</span>` : nothing}<span class="exact">${file.path}</span></p>
      ${isUnderWay(file.state) ? html`<div class="run"><progress max="100" value=${file.percent} aria-label="進み具合"></progress><span>${file.percent}％</span></div>` : nothing}
      <div class="columns ${waits ? 'waits' : ''}">
        <div class="beside">
          ${file.reasons.length ? html`
            <section class=${waits || file.state === 'rejected' ? 'doubt' : ''}><h3>${waits ? '待っている理由' : '理由'}</h3>
              <ul>${file.reasons.map((reason) => html`<li>${reasonTexts(reason)}</li>`)}</ul></section>` : nothing}
          ${waits ? html`<staff-file-decision .file=${file} @decided=${(event: CustomEvent<DroppedFile>) => this.decided(event.detail)}></staff-file-decision>` : nothing}
          <section><h3>${waits ? '承認すると変わる件数' : '件数'}</h3>${this.renderCounts(file)}</section>
          ${file.checks?.length ? html`<section><h3>全体の検査</h3>${this.renderChecks(file)}</section>` : nothing}
        </div>
        ${isUnderWay(file.state) ? nothing : html`<staff-file-report .fileId=${file.id} .state=${file.state}></staff-file-report>`}
      </div>`;
  }

  private renderCounts({ counts }: DroppedFile) {
    const known = Object.entries(countTexts).filter(([name]) => name in counts);
    return html`<dl class="tiles">${known.map(([name, text]) => html`<div><dt>${text}</dt><dd>${count.format((counts as Record<string, number>)[name] ?? 0)}</dd></div>`)}</dl>`;
  }

  private renderChecks({ checks }: DroppedFile) {
    return table('全体の検査', ['検査', '件数', '割合', '上限', '結果'], (checks ?? []).map(({ title, count: found, of, limit, isExceeded }) => [
      title, `${count.format(found)} / ${count.format(of)}`, of ? share.format(found / of) : '–', share.format(limit),
      html`<span class="state ${isExceeded ? 'bad' : 'good'}">${isExceeded ? '超えた' : '範囲内'}</span>`,
    ]), [1, 2, 3]);
  }
}

/** All pages: there are about as many as insurers that have sent something today. What waits for somebody stands first, the longest wait before all. */
async function readUnfinished(): Promise<Outcome<{ files: readonly DroppedFile[] }>> {
  const files: DroppedFile[] = [];
  for (let cursor: string | undefined; ;) {
    const { data, problem } = await api.unfinishedFiles(cursor);
    if (!data) {
      return { problem };
    }
    files.push(...data.files);
    if (data.cursor === null) {
      return { data: { files: files.sort((one, other) => rankOf(one).localeCompare(rankOf(other))) } };
    }
    cursor = data.cursor;
  }
}

const rankOf = ({ waitingSince, state, receivedAt }: DroppedFile) => `${waitingSince ? 0 : state === 'received' ? 2 : 1}${waitingSince ?? receivedAt}`;

const nameOf = ({ path }: DroppedFile) => path.split('/').at(-1) ?? path;

const stateOf = ({ state }: DroppedFile) =>
  html`<span class="state ${state === 'waiting-for-approval' ? 'warn' : state === 'rejected' ? 'bad' : state === 'done' ? 'good' : ''}">${fileStates[state]}</span>`;
