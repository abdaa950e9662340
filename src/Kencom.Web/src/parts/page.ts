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
  /** Until this is done, the page has nothing to show yet: the frame says so, and the focus waits for the final heading. */
  ready?: Promise<unknown>;

  /** After a change that makes another screen of the page: to its heading, or to what went wrong. */
  protected async showAnew(): Promise<void> {
    await this.updateComplete;
    scrollTo(0, 0);
    takeFocus(this);
  }
}

/** Never BODY: what went wrong comes before the heading. */
export function takeFocus(page: ParentNode): void {
  const target = page.querySelector<HTMLElement>('[data-alert]') ?? page.querySelector<HTMLElement>('h1');
  target?.focus({ preventScroll: target.tagName === 'H1' });
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

let pause = 0;

/** What changes with every key is said when the keys rest, and only how it stands then. */
export function announceAfterPause(text: () => string): void {
  clearTimeout(pause);
  pause = window.setTimeout(() => {
    const words = text();
    if (words) {
      announce(words);
    }
  }, 1_200);
}
