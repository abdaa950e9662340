/** One thing that a key does. `keys` are pressed one after the other: `j`, `g i`. */
export interface Shortcut {
  keys: string;
  label: string;
  run: () => void;
}

export type Match = { shortcut: Shortcut } | 'begins' | undefined;

/** What the keys pressed so far mean; the first shortcut that fits counts, so a page's own go before the frame's. */
export function matchKeys(pressed: readonly string[], shortcuts: readonly Shortcut[]): Match {
  const text = pressed.join(' ');
  const shortcut = shortcuts.find(({ keys }) => keys === text);
  return shortcut ? { shortcut } : shortcuts.some(({ keys }) => keys.startsWith(`${text} `)) ? 'begins' : undefined;
}

const textual = 'input:not([type="checkbox"], [type="radio"], [type="button"]), textarea, select, [contenteditable]';

/** Where a letter is a letter. */
export const isTyping = (target: EventTarget | null) => target instanceof Element && target.matches(textual);

/** Letters alone are shortcuts only until somebody who speaks or strikes wrong keys turns them off (WCAG 2.1.4). */
const offKey = 'kencom.staff.no-shortcuts';
export const letters = {
  get on(): boolean {
    return localStorage.getItem(offKey) === null;
  },
  set on(on: boolean) {
    if (on) {
      localStorage.removeItem(offKey);
    } else {
      localStorage.setItem(offKey, '1');
    }
  },
};

/** Moves the focus among the rows of the list; from nowhere to the chosen row, or the first. */
export function moveInRows(root: ParentNode, step: 1 | -1): void {
  const rows = [...root.querySelectorAll<HTMLElement>('.rows [data-row]')];
  const at = rows.findIndex((row) => row === document.activeElement);
  const chosen = rows.find((row) => row.getAttribute('aria-current') === 'true');
  const next = at < 0 ? chosen ?? rows[0] : rows[at + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}
