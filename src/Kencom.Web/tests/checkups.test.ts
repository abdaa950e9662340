import { describe, expect, it } from 'vitest';
import type { Checkup, CheckupItem } from '../src/api/client.ts';
import { chartOf } from '../src/checkups/chart.ts';
import { courses, entryOf, numberOf, standing } from '../src/checkups/course.ts';
import { csvOf } from '../src/checkups/csv.ts';
import { sections } from '../src/checkups/sections.ts';
import { summarize } from '../src/checkups/summary.ts';
import { moveWords, rangeWords, valueWords } from '../src/checkups/words.ts';

const item = (name: string, value: string, more: Partial<CheckupItem> = {}): CheckupItem => ({
  code: '3F077000002327101', name, method: null, value, unit: 'mg/dL', low: null, high: null, flag: null, judgement: null, ...more,
});
const checkup = (date: string, ...items: CheckupItem[]): Checkup => ({
  date, fiscalYear: Number(date.slice(0, 4)) - (date.slice(5) < '04-01' ? 1 : 0), facility: '架空健診センター', kind: '特定健診', items,
});
const ldl = (value: string, more: Partial<CheckupItem> = {}) => item('LDL', value, { high: 119, flag: (numberOf(value) ?? 0) > 119 ? 'high' : null, ...more });
const courseOf = (...checkups: Checkup[]) => courses(checkups)[0]!;
const coordinates = (path: string) => [...path.matchAll(/[ML]([\d.]+),([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);

describe('numbers', () => {
  it.each([['5.7', 5.7], ['１２０', 120], ['1,200', 1200], ['-3', -3], ['0', 0]])('%s is one', (value, number) => expect(numberOf(value)).toBe(number));
  it.each(['0.1未満', '<0.1', '±', '-', '－', '測定不能', '未実施', '', '12-3', '1.2.3', 'はい', '1e3'])('%j is none', (value) => expect(numberOf(value)).toBeNull());
});

describe('courses', () => {
  it('join an item over the years, whatever method measured it, oldest first', () => {
    const course = courseOf(checkup('2026-06-01', ldl('130', { code: '3F077000002399901' })), checkup('2024-06-01', ldl('118')), checkup('2025-06-01', ldl('121')));
    expect(course.entries.map(({ item }) => item.value)).toEqual(['118', '121', '130']);
  });

  it('keep two checkups of one year apart', () => expect(courseOf(checkup('2026-04-01', ldl('118')), checkup('2027-03-31', ldl('121'))).entries).toHaveLength(2));

  it('count the mean of a blood pressure, and keep what was measured beside it', () => {
    const pressure = (code: string, value: string) => item('上の血圧', value, { code, unit: 'mmHg' });
    const [entry] = courseOf(checkup('2026-06-01', pressure('9A751000000000001', '134'), pressure('9A752000000000001', '130'), pressure('9A755000000000001', '132'))).entries;
    expect([entry!.item.value, entry!.others.map(({ value }) => value)]).toEqual(['132', ['130', '134']]);
  });

  it('keep two checkups of one day apart', () => {
    const day = [checkup('2026-06-01', ldl('118')), checkup('2026-06-01', ldl('121'))];
    expect(day.map((one) => entryOf(courseOf(...day), one)!.item.value)).toEqual(['118', '121']);
  });

  it('say nothing of a value without range and flag', () => {
    expect(courseOf(checkup('2026-06-01', item('CRP', '3'))).entries.map(standing)).toEqual(['unjudged']);
    expect(courseOf(checkup('2026-06-01', ldl('0.1未満'))).entries.map(standing)).toEqual(['unjudged']);
    expect(courseOf(checkup('2026-06-01', ldl('119'))).entries.map(standing)).toEqual(['within']);
  });
});

describe('the summary', () => {
  const years = [
    checkup('2024-06-01', ldl('118'), item('HDL', '35', { low: 40, flag: 'low' }), item('尿蛋白', '－', { unit: null }), item('中性脂肪', '160', { high: 149, flag: 'high' })),
    checkup('2026-06-01', ldl('130'), item('HDL', '45', { low: 40 }), item('尿蛋白', '±', { unit: null }), item('γ-GT', '80', { high: 50, flag: 'high', unit: 'U/L' }), item('中性脂肪', '170', { high: 149, flag: 'high' })),
  ];

  it('counts what can be judged, and names what is outside, newly outside and back within', () => {
    const summary = summarize(courses(years), years[1]!);
    const names = (findings: typeof summary.outside) => findings.map(({ course }) => course.name);
    expect(summary.judged).toBe(4);
    expect(names(summary.outside)).toEqual(['LDL', 'γ-GT', '中性脂肪']);
    expect(names(summary.newlyOutside)).toEqual(['LDL']);
    expect(names(summary.backWithin)).toEqual(['HDL']);
    expect(summary.previous).toBe('2024-06-01');
  });

  it('knows no change at the first checkup', () => {
    const summary = summarize(courses(years), years[0]!);
    expect([summary.previous, summary.newlyOutside, summary.backWithin]).toEqual([undefined, [], []]);
  });

  it('compares nothing across different units', () => {
    const changed = [checkup('2025-06-01', ldl('3.1', { unit: 'mmol/L', high: 3.4, flag: null })), checkup('2026-06-01', ldl('130'))];
    expect(summarize(courses(changed), changed[1]!).newlyOutside).toEqual([]);
  });
});

describe('words', () => {
  it.each([[40, null, '40以上'], [null, 119, '119以下'], [3.5, 5.5, '3.5〜5.5'], [null, null, '']])('of %s to %s are %s', (low, high, words) =>
    expect(rangeWords({ low, high })).toBe(words));
  it('put the unit to numbers only', () => expect([valueWords({ value: '0.1未満', unit: 'mg/dL' }), valueWords({ value: '測定不能', unit: 'mg/dL' })]).toEqual(['0.1未満 mg/dL', '測定不能']));
  it('say how a value moved, to the digit', () => {
    const [one, two] = courseOf(checkup('2025-06-01', ldl('5.4')), checkup('2026-06-01', ldl('5.7'))).entries;
    expect(moveWords(one, two!)).toBe('前回の5.4から0.3上がりました');
    expect(moveWords(undefined, two!)).toBe('');
  });
});

describe('the chart', () => {
  const width = 400;

  it.each([ldl('測定不能'), ldl('0.1未満'), item('身長', '170')])('has nothing to show of $value', (one) => expect(chartOf(courseOf(checkup('2026-06-01', one)), width)).toBeNull());

  it('stays within its frame with one value, equal values, extreme values and open limits', () => {
    for (const values of [['120'], ['0'], ['120', '120'], ['1', '99999', '3'], ['-5', '5']]) {
      const chart = chartOf(courseOf(...values.map((value, index) => checkup(`${2020 + index}-06-01`, ldl(value)))), width)!;
      for (const { x, y } of chart.points) {
        expect(x).toBeGreaterThanOrEqual(chart.plot.left);
        expect(x).toBeLessThanOrEqual(chart.plot.right);
        expect(y).toBeGreaterThanOrEqual(chart.plot.top);
        expect(y).toBeLessThanOrEqual(chart.plot.bottom);
      }
      expect(chart.values.length).toBeGreaterThan(1);
    }
  });

  it('draws the band up to the open edge, and each year its own limits', () => {
    const chart = chartOf(courseOf(checkup('2024-06-01', ldl('110', { high: 139, flag: null })), checkup('2025-06-01', ldl('110'))), width)!;
    const heights = [...new Set(coordinates(chart.band).map(([, y]) => y))];
    expect(heights).toContain(chart.plot.bottom);
    expect(heights).toHaveLength(3);
    const upwards = chartOf(courseOf(checkup('2024-06-01', item('HDL', '50', { low: 40 }))), width)!;
    expect(Math.min(...coordinates(upwards.band).map(([, y]) => y))).toBe(upwards.plot.top);
  });

  it('bridges a missing year by a dashed line, and joins neighbours by a full one', () => {
    const chart = chartOf(courseOf(checkup('2021-06-01', ldl('110')), checkup('2022-06-01', ldl('112')), checkup('2025-06-01', ldl('115'))), width)!;
    expect(coordinates(chart.line)).toHaveLength(2);
    expect(coordinates(chart.gaps)).toHaveLength(2);
    expect(chart.years.map(({ text }) => text)).toEqual(['2021', '2022', '2023', '2024', '2025']);
  });

  it('joins no value across a change of unit', () =>
    expect(chartOf(courseOf(checkup('2024-06-01', ldl('3.1', { unit: 'mmol/L' })), checkup('2025-06-01', ldl('121')), checkup('2026-06-01', ldl('124'))), width)!.points).toHaveLength(2));

  it('puts 31 March into the year before 1 April', () => {
    const chart = chartOf(courseOf(checkup('2026-03-31', ldl('110')), checkup('2026-04-01', ldl('112'))), width)!;
    const border = chart.years[1]!.edge;
    expect(chart.points[0]!.x).toBeLessThan(border);
    expect(chart.points[1]!.x).toBeCloseTo(border);
  });

  it('shows above, below and within by different marks', () => {
    const marks = (['high', 'low', 'abnormal', null] as const).map((flag) => chartOf(courseOf(checkup('2026-06-01', ldl('110', { flag }))), width)!.points[0]!.mark);
    expect(new Set(marks).size).toBe(3);
    expect(marks.map((mark) => mark.includes('A'))).toEqual([false, false, false, true]); // Only what is within is round; the page turns the triangle of low.
  });

  it('leaves out numbers of years where strips are narrow', () => {
    const ten = courseOf(...Array.from({ length: 30 }, (_, index) => checkup(`${1997 + index}-06-01`, ldl('110'))));
    const texts = chartOf(ten, 300)!.years.map(({ text }) => text);
    expect(texts.filter(Boolean).length).toBeLessThan(12);
    expect(texts.at(-1)).toBe('’26');
  });
});

describe('the file for spreadsheets', () => {
  const rowsOf = (...items: CheckupItem[]) => csvOf([checkup('2026-06-01', ...items)]).split('\r\n');

  it('begins with the byte order mark and the header, and ends each line as spreadsheets do', () => {
    const text = csvOf([]);
    expect(text.startsWith('\uFEFF受診日,年度,')).toBe(true);
    expect(text.endsWith('項目コード\r\n')).toBe(true);
  });

  it.each(['=1+1', '+cmd', '@SUM(A1)', '-2+3', ' =1', '\t=1', '＝１'])('takes the sting out of %j', (value) =>
    expect(rowsOf(item('x', value))[1]).toMatch(new RegExp(`,"?'\\s*[=+@\\-＝]`)));

  it.each(['-3', '+0.5', '－', '-', '＋＋', '120', '0.1未満'])('leaves %j as it is', (value) => expect(rowsOf(item('x', value))[1]).toContain(`,${value},`));

  it('quotes what would end a cell or a row', () => expect(rowsOf(item('a,b"c\nd', '1'))[1]).toContain('"a,b""c\nd"'));
});

it('puts every item into one section, unknown ones into the last', () => {
  const all = courses([checkup('2026-06-01', ldl('1'), item('体重', '60', { code: '9N006000000000001' }), item('眼圧', '15', { code: '眼圧' }), item('喫煙', 'はい', { code: '9N736000000000011' }))]);
  expect(sections(all).map(({ id }) => id)).toEqual(['body', 'lipids', 'questions', 'others']);
});
