import type { Checkup } from '../api/client.ts';
import type { Course, Entry } from './course.ts';
import { entryBefore, entryOf, isOutside, sameUnit, standing } from './course.ts';

export interface Finding {
  course: Course;
  entry: Entry;
  /** The same item at an earlier checkup, in the same unit. */
  before?: Entry;
}

/** What one checkup shows, in facts that can be counted: what is outside of its range, and what crossed it since the time before. */
export interface Summary {
  /** Items of which a range or a flag says where they stand. */
  judged: number;
  outside: Finding[];
  /** Of those outside: within at the time before. */
  newlyOutside: Finding[];
  /** Outside at the time before, within now. */
  backWithin: Finding[];
  /** The day of the checkup before, where there was one. */
  previous?: string;
}

export function summarize(courses: readonly Course[], checkup: Checkup): Summary {
  const findings = courses.flatMap((course): Finding[] => {
    const entry = entryOf(course, checkup);
    const before = entryBefore(course, checkup.date);
    return entry ? [{ course, entry, before: before && sameUnit(before.item.unit, entry.item.unit) ? before : undefined }] : [];
  });
  const judged = findings.filter(({ entry }) => standing(entry) !== 'unjudged');
  const outside = judged.filter(({ entry }) => isOutside(entry));
  const within = (entry: Entry | undefined) => entry !== undefined && standing(entry) === 'within';
  return {
    judged: judged.length,
    outside,
    newlyOutside: outside.filter(({ before }) => within(before)),
    backWithin: judged.filter(({ entry, before }) => within(entry) && before !== undefined && isOutside(before)),
    previous: courses.flatMap(({ entries }) => entries.map((entry) => entry.date)).filter((day) => day < checkup.date).sort().at(-1),
  };
}
