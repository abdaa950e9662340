import type { CheckupItem } from '../api/client.ts';
import type { Entry, Standing } from './course.ts';

/** What is said of a value: where it stands, never what it means for the person (no diagnosis). */
export const standingWords: Record<Standing, string> = {
  low: 'めやすより低い',
  high: 'めやすより高い',
  abnormal: 'めやすの範囲の外',
  within: 'めやすの範囲内',
  unjudged: '',
};

/** In a table whose column says what they relate to. */
export const shortStandingWords: Record<Standing, string> = { low: '低い', high: '高い', abnormal: '範囲の外', within: '範囲内', unjudged: '' };

/** 40以上, 129以下, 3.5〜5.5, or nothing. */
export function rangeWords({ low, high }: Pick<CheckupItem, 'low' | 'high'>): string {
  return low !== null && high !== null ? `${numberWords(low)}〜${numberWords(high)}` : low !== null ? `${numberWords(low)}以上` : high !== null ? `${numberWords(high)}以下` : '';
}

export const valueWords = ({ value, unit }: Pick<CheckupItem, 'value' | 'unit'>): string => (unit && /\d/.test(value) ? `${value} ${unit}` : value);

/** How a value moved from one checkup to another; nothing where that cannot be said. */
export function moveWords(from: Entry | undefined, to: Entry): string {
  if (from?.number == null || to.number === null) {
    return '';
  }
  const difference = to.number - from.number;
  return difference === 0 ? '前回と同じ' : `前回の${from.item.value}から${numberWords(Math.abs(difference))}${difference > 0 ? '上がりました' : '下がりました'}`;
}

/** Few enough digits that 5.7 − 5.4 is 0.3, as to people. */
const numbers = new Intl.NumberFormat('ja-JP', { maximumFractionDigits: 4 });
const numberWords = (value: number) => numbers.format(value);

/** 2026年6月10日 */
export function dayWords(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${year}年${month}月${day}日`;
}
