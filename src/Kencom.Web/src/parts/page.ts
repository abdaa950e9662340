import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { Router } from '../router.ts';

/** What every page and part shares: the document's own styles and ids (no shadow root), so that labels and links reach each other. */
export class Part extends LitElement {
  protected override createRenderRoot() {
    return this;
  }
}

export class Page extends Part {
  @property({ attribute: false }) router!: Router;
  @property({ attribute: false }) parameters: Record<string, string> = {};
}

/** Says something to screen readers without moving the focus. */
export function announce(text: string): void {
  const region = document.getElementById('announcements');
  if (region) {
    region.textContent = '';
    // A new text node later is a change that is spoken, even when the words are the same.
    requestAnimationFrame(() => (region.textContent = text));
  }
}
