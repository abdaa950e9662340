/** Birth dates as Japanese people write and read them: Western and era years. */

const eras = [
  { name: '令和', letters: 'rR', from: '2019-05-01' },
  { name: '平成', letters: 'hH', from: '1989-01-08' },
  { name: '昭和', letters: 'sS', from: '1926-12-25' },
  { name: '大正', letters: 'tT', from: '1912-07-30' },
  { name: '明治', letters: 'mM', from: '1868-01-25' },
] as const;

const era = (date: string) => eras.find(({ from }) => date >= from);
const inEra = (date: string) => {
  const found = era(date);
  const count = found ? Number(date.slice(0, 4)) - Number(found.from.slice(0, 4)) + 1 : 0;
  return found ? `${found.name}${count === 1 ? '元' : count}年` : '';
};

/** 昭和47年; for a year with a change of era, and no day yet, both: 昭和64年・平成元年. */
export function eraYear(year: number, month?: number, day?: number): string {
  const years = String(year).padStart(4, '0');
  const date = month && day ? isoDate(year, month, day) : null;
  return date ? inEra(date) : [...new Set([inEra(`${years}-01-01`), inEra(`${years}-12-31`)])].filter(Boolean).join('・');
}

/** A year as typed: 1972, １９７２, 昭和47, S47, 令和元年. Null when it is none. */
export function parseYear(text: string): number | null {
  const folded = text.normalize('NFKC').replace(/[\s年]/g, '');
  if (/^[0-9]{4}$/.test(folded)) {
    return Number(folded);
  }
  const [, name = '', count = ''] = /^(明治|大正|昭和|平成|令和|[a-zA-Z])([0-9]{1,2}|元)$/.exec(folded) ?? [];
  const found = eras.find((entry) => entry.name === name || (name !== '' && entry.letters.includes(name)));
  return found && count !== '0' ? Number(found.from.slice(0, 4)) - 1 + (count === '元' ? 1 : Number(count)) : null;
}

/** A number as typed in a field of its own (4, ４, 04, 4月). Null when it is none. */
export function parsePart(text: string): number | null {
  const folded = text.normalize('NFKC').replace(/[\s月日]/g, '');
  return /^[0-9]{1,2}$/.test(folded) ? Number(folded) : null;
}

/** Null for a day that the calendar does not have. */
export function isoDate(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.toISOString().slice(0, 10) : null;
}

/** 1972年（昭和47年）4月15日 */
export function readableDate(iso: string): string {
  const [year = 0, month = 0, day = 0] = iso.split('-').map(Number);
  const inJapan = eraYear(year, month, day);
  return `${year}年${inJapan ? `（${inJapan}）` : ''}${month}月${day}日`;
}

const instantFormat = new Intl.DateTimeFormat('ja-JP', {
  timeZone: 'Asia/Tokyo', year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit',
});

/** 2026年11月22日 21:43, in Japan. */
export const readableInstant = (instant: string) => instantFormat.format(new Date(instant));

export const readableDay = (instant: string) =>
  new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', year: 'numeric', month: 'long', day: 'numeric' }).format(new Date(instant));

/** PT1H → 1時間; P1D → 24時間; PT1H30M → 1時間30分. */
export function readableDuration(iso: string): string {
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] =
    /^P(?:([0-9]+)D)?(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)S)?)?$/.exec(iso) ?? [];
  const allHours = Number(days) * 24 + Number(hours);
  const parts = [allHours && `${allHours}時間`, Number(minutes) && `${Number(minutes)}分`, Number(seconds) && `${Number(seconds)}秒`];
  return parts.filter(Boolean).join('') || '0分';
}

/** Seconds to wait, for people: 40 → 40秒, 130 → 約3分, 5400 → 約2時間. */
export function readableWait(seconds: number): string {
  if (seconds < 60) {
    return `${Math.max(1, Math.ceil(seconds))}秒`;
  }
  return seconds < 3600 ? `約${Math.ceil(seconds / 60)}分` : `約${Math.ceil(seconds / 3600)}時間`;
}
