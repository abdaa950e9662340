import { expect, it } from 'vitest';
import { eraYear, isoDate, parsePart, parseYear, readableDate, readableDuration, readableWait } from '../src/dates/calendar.ts';

it.each([
  ['1972', 1972], ['１９７２', 1972], ['昭和47', 1972], ['S47', 1972], ['s47年', 1972], ['令和元年', 2019], ['H1', 1989],
  ['72', null], ['昭和', null], ['X47', null], ['S0', null], ['', null], ['19722', null],
])('reads the year %s', (text, year) => expect(parseYear(text)).toBe(year));

it.each([['4', 4], ['０４', 4], ['4月', 4], ['15日', 15], ['', null], ['x', null], ['123', null]])('reads the part %s', (text, part) =>
  expect(parsePart(text)).toBe(part));

it.each([
  [1972, undefined, undefined, '昭和47年'], [1989, undefined, undefined, '昭和64年・平成元年'], [1989, 1, 7, '昭和64年'], [1989, 1, 8, '平成元年'],
  [2019, 4, 30, '平成31年'], [2019, 5, 1, '令和元年'], [1926, 12, 25, '昭和元年'], [1800, 1, 1, ''],
])('names the era of %s-%s-%s', (year, month, day, text) => expect(eraYear(year, month, day)).toBe(text));

it('knows the calendar', () => {
  expect(isoDate(1972, 4, 15)).toBe('1972-04-15');
  expect(isoDate(2000, 2, 29)).toBe('2000-02-29');
  expect(isoDate(1900, 2, 29)).toBeNull();
  expect(isoDate(1999, 13, 1)).toBeNull();
  expect(readableDate('1972-04-15')).toBe('1972年（昭和47年）4月15日');
});

it.each([['PT1H', '1時間'], ['PT24H', '24時間'], ['P1D', '24時間'], ['PT1H30M', '1時間30分'], ['PT90S', '90秒']])('reads %s', (iso, text) =>
  expect(readableDuration(iso)).toBe(text));

it('says how long to wait', () => expect([0.2, 40, 130, 5400].map(readableWait)).toEqual(['1秒', '40秒', '約3分', '約2時間']));
