import type { Checkup, CheckupItem } from '../api/client.ts';

/** One item at one checkup. */
export interface Entry {
  checkup: Checkup;
  date: string;
  fiscalYear: number;
  item: CheckupItem;
  /** Only what is a number as it stands: `0.1未満` and `±` are values, but no points of a line. */
  number: number | null;
  /** Measured more than once at that checkup: what is shown beside the value that counts. */
  others: CheckupItem[];
}

/** One item over the years, oldest first: an item's name is the same whatever method measured it. */
export interface Course {
  name: string;
  entries: Entry[];
}

/** The value as a number, if it is one and nothing else. */
export function numberOf(value: string): number | null {
  const text = value.normalize('NFKC').replaceAll(',', '').trim();
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

/** Courses in the order in which the newest checkup has them; what only older ones have comes last. */
export function courses(checkups: readonly Checkup[]): Course[] {
  const found = new Map<string, Course>();
  for (const checkup of newestFirst(checkups)) {
    const { date, fiscalYear, items } = checkup;
    for (const name of new Set(items.map((item) => item.name))) {
      const [item, ...others] = items.filter((other) => other.name === name).sort(whatCountsFirst);
      const course = found.get(name) ?? { name, entries: [] };
      course.entries.unshift({ checkup, date, fiscalYear, item: item!, number: numberOf(item!.value), others });
      found.set(name, course);
    }
  }
  return [...found.values()];
}

/** Of a blood pressure the mean counts, else the second measurement: 9A755 and 9A765, 9A752 and 9A762, then the first. */
const places = [/^9A7[56]5/, /^9A7[56]2/, /^/];
const whatCountsFirst = (one: CheckupItem, other: CheckupItem) => placeOf(one) - placeOf(other);
const placeOf = ({ code }: CheckupItem) => places.findIndex((place) => place.test(code));

export const newestFirst = (checkups: readonly Checkup[]): Checkup[] => [...checkups].sort((one, other) => other.date.localeCompare(one.date));

/** There can be two checkups on one day, at two places. */
export const entryOf = ({ entries }: Course, checkup: Checkup): Entry | undefined => entries.find((entry) => entry.checkup === checkup);

/** The entry of the time before. */
export const entryBefore = ({ entries }: Course, date: string): Entry | undefined => entries.filter((entry) => entry.date < date).at(-1);

/** Where a value stands. Without a range and without a flag nothing is said about it. */
export type Standing = 'low' | 'high' | 'abnormal' | 'within' | 'unjudged';

export function standing({ item, number }: Pick<Entry, 'item' | 'number'>): Standing {
  if (item.flag) {
    return item.flag;
  }
  return number !== null && (item.low !== null || item.high !== null) ? 'within' : 'unjudged';
}

export const isOutside = (entry: Entry): boolean => ['low', 'high', 'abnormal'].includes(standing(entry));

/** Spellings of one unit (U/L, IU/L, U/l) are one; what differs beyond that is not put on one line. */
export const sameUnit = (one: string | null, other: string | null): boolean => plainUnit(one) === plainUnit(other);

const plainUnit = (unit: string | null) => (unit ?? '').normalize('NFKC').toLowerCase().replace(/\s/g, '').replace(/^iu\//, 'u/').replace(/^mm\[hg\]$/, 'mmhg');
