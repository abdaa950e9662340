import type { Course } from './course.ts';

/** What belongs together on the page, with a line that says what it is about. None of it judges a value. */
export interface Section {
  id: string;
  title: string;
  about: string;
  courses: Course[];
}

interface Kind {
  id: string;
  title: string;
  about: string;
  /** By the beginning of the JLAC10 code; where a file names no method, that beginning is all of the code. */
  codes: RegExp;
}

/** In the order of the statutory checkup; the last one takes the rest. */
const kinds: readonly Kind[] = [
  { id: 'body', title: 'からだのサイズ', about: '体重と身長のつり合いや、おなか周りです。', codes: /^9N0(01|06|11|16|21)/ },
  { id: 'pressure', title: '血圧', about: '血液が血管を押す力です。測る時間や気分でも変わります。', codes: /^9A7[56]/ },
  { id: 'lipids', title: '血液中の脂質', about: 'コレステロールと中性脂肪です。中性脂肪は食事の影響を受けます。', codes: /^3F0/ },
  { id: 'sugar', title: '血糖', about: '採血したときの血液中の糖の量と、過去1〜2か月ほどの平均のようすです。', codes: /^(3D0|9N141)/ },
  { id: 'liver', title: '肝臓', about: '肝臓などの細胞の状態のめやすです。お酒や薬、運動でも変わります。', codes: /^3B0/ },
  { id: 'kidney', title: '腎臓と尿', about: '腎臓の働きのめやすと、尿に出ている糖やたんぱくです。', codes: /^(3C0|8A065|1A0)/ },
  { id: 'blood', title: '貧血の検査', about: '酸素を運ぶ血液の成分です。', codes: /^2A0/ },
  { id: 'heart', title: '心電図・眼底', about: '医師が必要とした方に行う検査です。', codes: /^(9A110|9E100)/ },
  { id: 'doctor', title: '診察と判定', about: '健診機関の医師の診察と、健診機関による判定です。', codes: /^9N(056|06[16]|50|51|807|950)/ },
  { id: 'questions', title: '質問票', about: '健診のときのお答えです。', codes: /^9N[789]/ },
];

const rest = { id: 'others', title: 'そのほかの項目', about: '健診機関の書いたとおりに表示しています。' };

export function sections(courses: readonly Course[]): Section[] {
  const kindOf = (course: Course) => kinds.find(({ codes }) => codes.test(course.entries.at(-1)!.item.code)) ?? rest;
  return [...kinds, rest]
    .map(({ id, title, about }) => ({ id, title, about, courses: courses.filter((course) => kindOf(course).id === id) }))
    .filter((section) => section.courses.length > 0);
}

const explanations: readonly [RegExp, string][] = [
  [/^9N011/, '体重と身長のつり合いをみる数字です。'],
  [/^9N016/, 'おへその高さで測ります。内臓の脂肪のめやすです。'],
  [/^9N021/, 'おなかの断面でみた内臓の脂肪の広さです。'],
  [/^9A75/, '心臓が縮んで血液を送り出すときの血圧です。'],
  [/^9A76/, '心臓が広がって血液が戻るときの血圧です。'],
  [/^3F015/, '体に蓄えられる脂肪です。食事の影響を受けます。'],
  [/^3F070/, '余分なコレステロールを回収します。低いほうにめやすがあります。'],
  [/^3F077/, '多いと血管にたまりやすい脂質のめやすです。'],
  [/^3F069/, 'HDL（善玉）を除いたコレステロールの合計です。'],
  [/^3B0/, '肝臓などの細胞にある酵素です。お酒や薬、運動でも変わります。'],
  [/^3D046/, '過去1〜2か月ほどの血糖の平均のようすです。'],
  [/^3D045/, '以前の測り方（JDS）の値です。今の測り方（NGSP）の値とは、そのまま比べられません。'],
  [/^3D010/, '採血したときの血液中の糖の量です。'],
  [/^3C0150000/, '筋肉で作られ、腎臓から尿に出るものです。'],
  [/^8A065/, '年齢・性別とクレアチニンから計算した、腎臓の働きのめやすです。低いほうにめやすがあります。'],
  [/^1A010/, '尿にたんぱくが出ているかをみます。体調や採り方でも変わります。'],
  [/^1A020/, '尿に糖が出ているかをみます。体調や採り方でも変わります。'],
  [/^2A0[234]00/, '酸素を運ぶ血液の成分です。'],
  [/^9N501/, 'おなか周りと、血圧・脂質・血糖の組み合わせでみた健診機関の判定です。'],
  [/^9N506/, '生活習慣の相談を案内するための、健診機関による区分です。'],
];

/** What an item is, in a sentence; nothing where its name says it. */
export const explanation = (code: string): string => explanations.find(([codes]) => codes.test(code))?.[1] ?? '';
