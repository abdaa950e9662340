import { isoDate, parsePart, parseYear } from '../dates/calendar.ts';

/** A birth date on one line, as people say it: 1972-4-15, 19720415, S47.4.15, 昭和47年4月15日. Null when it is none. */
export function parseBirthDate(text: string): string | null {
  const folded = text.normalize('NFKC').replace(/\s/g, '');
  const digits = /^(\d{4})(\d\d)(\d\d)$/.exec(folded);
  const [year, month, day] = digits ? digits.slice(1) : (/^(.+?)[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(folded)?.slice(1) ?? []);
  const numbers = [parseYear(year ?? ''), parsePart(month ?? ''), parsePart(day ?? '')] as const;
  return numbers[0] !== null && numbers[1] !== null && numbers[2] !== null ? isoDate(numbers[0], numbers[1], numbers[2]) : null;
}
