import type { Checkup } from '../api/client.ts';
import { newestFirst, numberOf, standing } from './course.ts';
import { standingWords } from './words.ts';

const header = ['受診日', '年度', '健診機関', '健診の種類', '項目', '検査方法', '値', '単位', 'めやすの下限', 'めやすの上限', 'めやすとの関係', '健診機関の判定', '項目コード'];

/** All results as a file for spreadsheets: with a byte order mark, by which they know UTF-8. */
export function csvOf(checkups: readonly Checkup[]): string {
  const rows = newestFirst(checkups).flatMap(({ date, fiscalYear, facility, kind, items }) =>
    items.map((item) => [
      date, fiscalYear, facility, kind, item.name, item.method, item.value, item.unit, item.low, item.high,
      standingWords[standing({ item, number: numberOf(item.value) })], item.judgement, item.code,
    ]));
  return '\uFEFF' + [header, ...rows].map((row) => row.map(cell).join(',') + '\r\n').join('');
}

/** What a spreadsheet would take for a formula is marked as text. A plain number is none, nor are signs alone (the － and ＋ of a urine test). */
function cell(value: string | number | null): string {
  const text = String(value ?? '');
  const safe = /^\s*[=+\-@＝＋－＠]/.test(text) && !/^[+-]?\d+(\.\d+)?$|^[+\-＋－]+$/.test(text) ? `'${text}` : text;
  return /[",;\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
