/**
 * The card values as they will be compared (EL-2 to EL-5), to be shown while typing (WEB-4). The API decides; this mirrors it, and
 * both are held to the same vectors (tests/Kencom.Core.Tests/Cards/vectors/card-values.json). Null: no such value.
 */

const maximumInput = 200;
const maximumSymbol = 38;
export const maximumName = 100;
const maximumNameInput = 5 * maximumName;

/** Looks like a dash to a person, but is none to Unicode: ˗ ⁃ ⁻ ₋ − ⎯ ⏤ ─ ━ ➖ and the tilde that CP932 makes of 〜. */
const dash = /[\p{Pd}\u02D7\u2043\u207B\u208B\u2212\u23AF\u23E4\u2500\u2501\u2796\uFF5E~]/u;
const kana = /[ぁ-ゖァ-ヺㇰ-ㇿ]/;

/** White space as .NET has it: U+0085 belongs to it, U+FEFF does not. */
const whiteSpace = /[\p{Z}\t-\r\u0085]/gu;

/** Marks of direction, joiners, byte order marks, soft hyphens and variation selectors: copied along, and not seen. */
const widthless = /\p{Cf}|\u034F|[\u180B-\u180F]|[\uFE00-\uFE0F]|[\u{E0100}-\u{E01EF}]/gu;

/** NFKC without spaces and characters without width; the spacing marks ゛ ゜ join first, which NFKC alone would prevent. */
function fold(text: string): string | null {
  return foldAroundSpaces(text.length > maximumInput ? text : text.replace(whiteSpace, ''));
}

function foldAroundSpaces(text: string): string | null {
  if (text.length > maximumInput || !isWellFormed(text)) {
    return null;
  }
  return text.replace(widthless, '').replaceAll('\u309B', '\u3099').replaceAll('\u309C', '\u309A').normalize('NFKC');
}

function isWellFormed(text: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|[\uFFFD\uFFFE]/.test(text);
}

function foldDigits(text: string, maximum: number): string | null {
  const digits = fold(text);
  return digits !== null && /^[0-9]+$/.test(digits) && digits.length <= maximum ? digits : null;
}

const trimLeadingZeros = (digits: string) => digits.replace(/^0+(?=.)/, '');

/** 保険者番号: 6 or 8 digits; 5 and 7 get back the zero that a spreadsheet dropped; 8 that begin with 00 are 6 padded (EL-2). */
export function insurerNumber(text: string): string | null {
  const digits = foldDigits(text, 8);
  switch (digits?.length) {
    case 6:
      return digits;
    case 8:
      return digits.replace(/^00/, '');
    case 5:
    case 7:
      return insurerNumber(`0${digits}`);
    default:
      return null;
  }
}

const gap = /[\p{Z}\t-\r\u0085ー\p{Pd}\u02D7\u2043\u207B\u208B\u2212\u23AF\u23E4\u2500\u2501\u2796\uFF5E~]+[0-9]{2}$/u;

/** 番号: the last seven digits, without leading zeros and without a 枝番 behind a space or hyphen (EL-4). */
export function cardNumber(text: string): string | null {
  const digits = foldDigits(foldAroundSpaces(text)?.trim().replace(gap, '') ?? '', maximumSymbol);
  return digits === null ? null : trimLeadingZeros(digits.slice(-7));
}

/** 記号: what follows the last hyphen; empty where the card has none (EL-3). */
export function cardSymbol(text: string): string | null {
  // Folding can join what a cut or a dropped space brought together, so it is repeated until nothing changes (EL-6).
  for (let current = text; ; ) {
    const folded = fold(current);
    if (folded === null) {
      return null;
    }
    const cut = lastHyphen(folded);
    if (cut === folded.length - 1 && folded.length > 1) {
      return null;
    }
    const rest = folded.slice(cut + 1);
    if (rest === current) {
      const text = rest.length <= maximumSymbol && !/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]|^\p{Mn}/u.test(rest);
      return !text ? null : /^[0-9]+$/.test(rest) ? trimLeadingZeros(rest) : rest;
    }
    current = rest;
  }
}

/** ー after kana is a long vowel; after anything else it is the hyphen that a Japanese keyboard gives. */
function lastHyphen(text: string): number {
  let last = -1;
  let afterKana = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (dash.test(character) || (character === 'ー' && !afterKana)) {
      last = i;
      afterKana = false;
    } else if (character !== 'ー') {
      afterKana = kana.test(character);
    }
  }
  return last;
}

const accepted = /^[ァ-ヺㇰ-ㇿーヽヾ\u3099\u309A\uFF66-\uFF9F-]$/;
const middleDots = /[\u00B7\u2022\u2027\u2219\u22C5\u30FB\uFF65=\uFF1D\u30A0.\uFF0E/\uFF0F'\uFF07\u2018\u2019`]/g;
const openingBrackets = '([「『【〔〈《<{';
const closingBrackets = ')]」』】〕〉》>}';

/** Full name as full-width katakana, the form that people see; dashes are long-vowel marks (EL-5). */
export function kanaName(text: string): string | null {
  const read = readKanaName(text);
  return typeof read === 'string' ? read : null;
}

/** What is wrong with a name, to be told beside the field; undefined for a name. */
export function kanaNameFault(text: string): KanaNameFault | undefined {
  const read = readKanaName(text);
  return typeof read === 'string' ? undefined : read;
}

/** The first character that no kana name holds; neither of both where there is no kana at all. */
export interface KanaNameFault { tooLong?: boolean; character?: string }

function readKanaName(text: string): string | KanaNameFault {
  if (text.length > maximumNameInput) {
    return { tooLong: true };
  }
  const open: string[] = [];
  let katakana = '';
  for (const character of text) {
    const bracket = usualWidth(character);
    const kind = openingBrackets.indexOf(bracket);
    if (kind >= 0) {
      open.push(closingBrackets.charAt(kind));
    } else if (open.length > 0) {
      // A former name or a note in brackets is left out.
      if (bracket === open.at(-1)) {
        open.pop();
      }
    } else if (character.replace(whiteSpace, '').replace(widthless, '').replace(middleDots, '') !== '') {
      const one = dash.test(character) ? '-' : character.replace(/[ぁ-ゖゝゞ]/, shift).replace('\u309B', '\u3099').replace('\u309C', '\u309A');
      if (!accepted.test(one)) {
        return { character };
      }
      katakana += one;
    }
  }
  const missing = open.at(-1);
  return missing === undefined ? compose(katakana) : { character: openingBrackets.charAt(closingBrackets.indexOf(missing)) };
}

const usualWidth = (bracket: string) =>
  bracket.replace(/[\uFF01-\uFF5E]/, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)).replace('｢', '「').replace('｣', '」');

function compose(katakana: string): string | KanaNameFault {
  const composed = repeat(katakana.normalize('NFKC'));
  if (composed.length > maximumName) {
    return { tooLong: true };
  }
  const wrong = /(?![ァ-ヺㇰ-ㇿー-]|(?<=[カキクケコセツトㇷ])\u309A)./u.exec(composed);
  if (wrong) {
    return { character: wrong[0] };
  }
  return /[ァ-ヺㇰ-ㇿ]/.test(composed) ? composed.replaceAll('-', 'ー') : {};
}

/** Iteration marks written out: イスヾ is イスズ, ミヽ is ミミ. One that finds nothing to repeat stays, and is refused. */
function repeat(text: string): string {
  let written = '';
  for (const character of text) {
    const kana = character === 'ヽ' || character === 'ヾ' ? written.slice(-1).normalize('NFD').charAt(0) : character;
    const repeated = character === 'ヾ' ? `${kana}\u3099`.normalize('NFC') : kana;
    written += /^[ァ-ヺㇰ-ㇿ]$/.test(repeated) ? repeated : character;
  }
  return written;
}

const shift = (hiragana: string) => String.fromCharCode(hiragana.charCodeAt(0) + 0x60);
