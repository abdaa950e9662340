import { store, type LinkTokens } from '../session/store.ts';

/** The token of a mailed link, from behind the #, where no server sees it. It leaves the address bar and the history, and stays with the tab. */
export function takeToken(name: keyof LinkTokens): string {
  if (location.hash.length > 1) {
    store.set(name, location.hash.slice(1));
    history.replaceState(history.state, '', location.pathname);
  }
  return store.get(name) ?? '';
}
