import { property } from 'lit/decorators.js';
import { Part } from '../../parts/page.ts';
import type { Router } from '../../router.ts';
import type { Shortcut } from '../keys.ts';

/** A page of the console. It stays while addresses change within its section, so its list stays as it is; `parameters` say what is chosen. */
export class StaffPage extends Part {
  @property({ attribute: false }) router!: Router;
  @property({ attribute: false }) parameters: Record<string, string> = {};

  /** Whether closing the window would lose what was typed. */
  get unsaved(): boolean {
    return false;
  }

  get shortcuts(): readonly Shortcut[] {
    return [];
  }

  /** What is chosen in the list, in the words of the document's title. */
  get subject(): string | undefined {
    return undefined;
  }

  protected get query(): URLSearchParams {
    return new URLSearchParams(location.search);
  }

  /** The heading of what was just chosen, or done. */
  protected async focusDetail(): Promise<void> {
    await this.updateComplete;
    (this.querySelector<HTMLElement>('.detail [data-alert]') ?? this.querySelector<HTMLElement>('.detail h2'))?.focus();
  }
}
