import { kept } from './kept.ts';

/** The two looks of one code: the app's web view (screens with a top bar) and the browser (pages with progress). */
export type Look = 'app' | 'web';

const key = 'kencom.look';

function decide(): Look {
  const asked = new URLSearchParams(location.search).get('channel');
  const look = globalThis.kencomApp ? 'app' : asked === 'app' || asked === 'web' ? asked : kept.get(key);
  return look === 'app' ? 'app' : 'web';
}

/** The registration's channel, too. */
export const look: Look = decide();
kept.set(key, look);
document.documentElement.dataset.look = look;

export const isApp = look === 'app';

/** iPadOS calls itself a Mac, but a Mac has no touch screen. */
export const isIos = /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
