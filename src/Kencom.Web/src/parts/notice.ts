import { html, nothing, type TemplateResult } from 'lit';
import { takeNotice } from '../session/store.ts';
import { icons } from './icons.ts';

/** What the page before has to say: good news, once. Kept by the page in a field. */
export function notice(): TemplateResult | typeof nothing {
  const text = takeNotice();
  return text ? html`<p class="notice" role="status">${icons.check}<span>${text}</span></p>` : nothing;
}
