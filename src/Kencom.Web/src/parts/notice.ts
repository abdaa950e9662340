import { html, nothing, type TemplateResult } from 'lit';
import { takeNotice } from '../session/store.ts';
import { icons } from './icons.ts';

/** What the page before has to say, once: good news with a tick, anything else without. Kept by the page in a field. */
export function notice(): TemplateResult | typeof nothing {
  const said = takeNotice();
  return said
    ? html`<p class="notice ${said.kind}" role="status">${said.kind === 'done' ? icons.check : icons.info}<span>${said.text}</span></p>`
    : nothing;
}
