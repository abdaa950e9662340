/** Instants and days as staff read and type them: short, in Japan's time, whatever the computer's own is. */

const parts = new Intl.DateTimeFormat('ja-JP', {
  timeZone: 'Asia/Tokyo', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
});

const partsOf = (instant: string) => Object.fromEntries(parts.formatToParts(new Date(instant)).map(({ type, value }) => [type, value])) as Record<string, string>;

/** 2026/11/30 09:05 */
export function shortInstant(instant: string): string {
  const { year, month, day, hour, minute } = partsOf(instant);
  return `${year}/${month}/${day} ${hour}:${minute}`;
}

/** 9:05 today, 11/29 yesterday, 2025/11/29 in another year. */
export function listedInstant(instant: string, now: Date): string {
  const { year, month, day, hour, minute } = partsOf(instant);
  const today = partsOf(now.toISOString());
  return year !== today.year ? `${year}/${month}/${day}` : month === today.month && day === today.day ? `${hour}:${minute}` : `${month}/${day}`;
}

/** How long ago, in one unit: 40秒, 5分, 3時間, 2日. */
export function age(instant: string, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - new Date(instant).getTime()) / 1000);
  const units = [[86_400, '日'], [3_600, '時間'], [60, '分'], [1, '秒']] as const;
  const [size, unit] = units.find(([size]) => seconds >= size) ?? [1, '秒'];
  return `${Math.floor(seconds / size)}${unit}`;
}

/** For an input of the type datetime-local. */
export function toLocalInput(instant: string): string {
  const { year, month, day, hour, minute } = partsOf(instant);
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

/** What was typed there, in Japan's time; null for what is no instant. */
export function fromLocalInput(text: string): string | null {
  const date = new Date(`${text}:00+09:00`);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) && !Number.isNaN(date.getTime()) ? date.toISOString() : null;
}

/** Of now, in Japan. */
export const dayInJapan = (now: Date) => toLocalInput(now.toISOString()).slice(0, 10);
