import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line, symbol, symbolCircle, symbolDiamond, symbolTriangle } from 'd3-shape';
import { sameUnit, standing, type Course, type Entry, type Standing } from './course.ts';

export interface ChartPoint {
  x: number;
  y: number;
  standing: Standing;
  /** The mark's outline around 0, 0: its shape tells where the value stands, without colour. */
  mark: string;
  entry: Entry;
  /** Whether there is room for its value. */
  labelled: boolean;
}

/** A course as lines and places, in pixels; what draws them needs to know nothing of d3. */
export interface Chart {
  width: number;
  height: number;
  plot: { left: number; right: number; top: number; bottom: number };
  points: ChartPoint[];
  /** From year to year; a missing year is bridged by a dashed line instead. */
  line: string;
  gaps: string;
  /** The range that each value was compared with, up to the edge where it is open. */
  band: string;
  years: { x: number; text: string; edge: number }[];
  values: { y: number; text: string }[];
}

const height = 220;
const top = 30;
const bottom = 28;
const letter = 7.5;

/** Null where there is nothing to see: no number, or one alone without a range to see it in. */
export function chartOf({ entries }: Course, width: number): Chart | null {
  const unit = entries.filter(({ number }) => number !== null).at(-1)?.item.unit ?? null;
  const drawn = entries.filter(({ number, item }) => number !== null && sameUnit(item.unit, unit));
  const [first, last] = [drawn[0], drawn.at(-1)];
  if (!first || !last) {
    return null;
  }
  const values = drawn.map(({ number }) => number!);
  const limits = drawn.flatMap(({ item }) => [item.low, item.high]).filter((limit) => limit !== null);
  if (drawn.length === 1 && limits.length === 0) {
    return null;
  }
  const y = scaleLinear().domain(domainOf(values, limits)).range([height - bottom, top]).nice(4);
  const ticks = y.ticks(4);
  const format = y.tickFormat(4);
  const texts = ticks.map((tick) => format(tick).replace('−', '-'));
  const left = Math.ceil(Math.max(...texts.map(({ length }) => length)) * letter) + 12;
  const right = width - 12;
  const [from, to] = [first.fiscalYear, last.fiscalYear + 1];
  const x = scaleLinear().domain([from, to]).range([left, right]);
  const place = (entry: Entry) => x(inFiscalYears(entry));
  const [bottomValue, topValue] = y.domain() as [number, number];

  const room = (right - left) / (to - from);
  const points = drawn.map((entry): ChartPoint => {
    const stands = standing(entry);
    return { x: place(entry), y: y(entry.number!), standing: stands, mark: markOf(stands), entry, labelled: entry === last || (room >= 34 && drawn.length <= to - from) };
  });

  const stretch = line<ChartPoint>((point) => point.x, (point) => point.y);
  const pairs = points.slice(1).map((point, index) => [points[index]!, point] as const);
  const bridged = ([one, other]: readonly [ChartPoint, ChartPoint]) => other.entry.fiscalYear - one.entry.fiscalYear > 1;
  const path = (some: typeof pairs) => some.map((pair) => stretch([...pair]) ?? '').join('');

  return {
    width,
    height,
    plot: { left, right, top, bottom: height - bottom },
    points,
    line: path(pairs.filter((pair) => !bridged(pair))),
    gaps: path(pairs.filter(bridged)),
    band: bandOf(drawn, to, x, y, bottomValue, topValue),
    years: yearsOf(from, to, x, room),
    values: ticks.map((tick, index) => ({ y: y(tick), text: texts[index]! })),
  };
}

/** April is the year's beginning: 2026-04-01 is 2026, 2027-03-31 almost 2027. */
function inFiscalYears({ date, fiscalYear }: Entry): number {
  const days = (Date.parse(date) - Date.parse(`${fiscalYear}-04-01`)) / 86_400_000;
  return fiscalYear + Math.min(Math.max(days / 366, 0), 1);
}

/** Room for all values and limits, also where there is one number alone. What cannot be negative does not look as if. */
function domainOf(values: number[], limits: number[]): [number, number] {
  const all = [...values, ...limits];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const margin = (high - low) * 0.15 || Math.abs(high) * 0.1 || 1;
  return [low >= 0 ? Math.max(0, low - margin) : low - margin, high + margin];
}

const shapes = { low: symbolTriangle, high: symbolTriangle, abnormal: symbolDiamond, within: symbolCircle, unjudged: symbolCircle } as const;

const markOf = (stands: Standing) => symbol(shapes[stands], stands === 'within' || stands === 'unjudged' ? 64 : 110)() ?? '';

/** Limits can change between checkups: each holds from its year's beginning to that of the next. */
function bandOf(drawn: Entry[], to: number, x: (year: number) => number, y: (value: number) => number, bottomValue: number, topValue: number): string {
  const last = drawn.at(-1)!;
  const steps = [...drawn.map((entry) => ({ at: entry.fiscalYear, item: entry.item })), { at: to, item: last.item }];
  const shape = area<(typeof steps)[number]>()
    .defined(({ item }) => item.low !== null || item.high !== null)
    .curve(curveStepAfter)
    .x(({ at }) => x(at))
    .y0(({ item }) => y(item.low ?? bottomValue))
    .y1(({ item }) => y(item.high ?? topValue));
  return shape(steps) ?? '';
}

/** Each fiscal year has a strip; its number is short where strips are narrow, and left out here and there where they are narrower still. */
function yearsOf(from: number, to: number, x: (year: number) => number, room: number): Chart['years'] {
  const every = Math.ceil(26 / room);
  return Array.from({ length: to - from }, (_, index) => from + index).map((year) => ({
    x: x(year + 0.5),
    edge: x(year),
    text: (to - 1 - year) % every !== 0 ? '' : room >= 40 ? String(year) : `’${String(year % 100).padStart(2, '0')}`,
  }));
}
