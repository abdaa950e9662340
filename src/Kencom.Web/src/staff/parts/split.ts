import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { Problem } from '../api.ts';
import { problem } from './fields.ts';

/** List and detail side by side; where there is no room, one of them. */
export const split = (list: TemplateResult, detail: TemplateResult | typeof nothing, isChosen: boolean, back: string) => html`
  <div class="split ${isChosen ? 'chosen' : ''}">
    <section class="list" aria-label="一覧">${list}</section>
    <section class="detail" aria-label="詳細">${isChosen ? html`<a class="back" href=${back}>一覧に戻る</a>` : nothing}${detail}</section>
  </div>`;

export interface Row {
  href: string;
  isChosen: boolean;
  title: string;
  /** At the end of the first line. */
  aside?: string;
  /** The second line. */
  more?: TemplateResult | string;
}

/** Links, so that every key and every reader knows them; j and k go through. */
export const rows = (label: string, entries: readonly Row[], empty: string) => entries.length === 0
  ? html`<p class="empty">${empty}</p>`
  : html`<ul class="rows" aria-label=${label}>${entries.map(({ href, isChosen, title, aside, more }) => html`
      <li><a data-row href=${href} aria-current=${ifDefined(isChosen ? 'true' : undefined)}>
        <span class="first"><b>${title}</b>${aside ? html`<span class="aside">${aside}</span>` : nothing}</span>
        ${more ? html`<span class="more">${more}</span>` : nothing}</a></li>`)}</ul>`;

/** What stands in a pane until there is something to show. */
export function pending(fault: Problem | undefined, retry: () => void): TemplateResult {
  return fault
    ? html`<div class="pending">${problem(fault)}<button type="button" class="secondary" @click=${retry}>もう一度読み込む</button></div>`
    : html`<p class="pending" role="status">読み込んでいます…</p>`;
}

export const nothingChosen = (text: string) => html`<p class="empty nothing-chosen">${text}</p>`;

/** A table's cells; what is wide scrolls by keyboard, too. */
export const table = (label: string, heads: readonly string[], lines: readonly (readonly unknown[])[], numeric: readonly number[] = []) => html`
  <div class="table" role="region" aria-label=${label} tabindex="0"><table>
    <thead><tr>${heads.map((head, index) => html`<th scope="col" class=${numeric.includes(index) ? 'number' : ''}>${head}</th>`)}</tr></thead>
    <tbody>${lines.map((cells) => html`<tr>${cells.map((cell, index) => html`<td class=${numeric.includes(index) ? 'number' : ''}>${cell}</td>`)}</tr>`)}</tbody>
  </table></div>`;
