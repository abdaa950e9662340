/**
 * The card values as they will be compared (EL-2 to EL-5), to be shown while typing (WEB-4). The API decides; this mirrors it, and
 * both are held to the same vectors (tests/Kencom.Core.Tests/Eligibility/vectors/card-values.json). Null: no such value.
 */

const maximumInput = 200;
const maximumSymbol = 38;
const maximumName = 60;

/** Looks like a dash to a person, but is none to Unicode: ˗ ⁃ − ⎯ ─ ━ and the tilde that CP932 makes of 〜. */
const dash = /[\p{Pd}\u02D7\u2043\u2212\u23AF\u2500\u2501\uFF5E~]/u;
const kana = /[ぁ-ゖァ-ヺㇰ-ㇿ]/;

/** White space as .NET has it: U+0085 belongs to it, U+FEFF does not. */
const whiteSpace = /[\p{Z}\t-\r\u0085]/gu;

/** NFKC without spaces; the spacing marks ゛ ゜ join first, which NFKC alone would prevent. */
function fold(text: string): string | null {
  if (text.length > maximumInput || !isWellFormed(text)) {
    return null;
  }
  return text.replace(whiteSpace, '').replaceAll('\u309B', '\u3099').replaceAll('\u309C', '\u309A').normalize('NFKC');
}

function isWellFormed(text: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|\uFFFD/.test(text);
}

function foldDigits(text: string, maximum: number): string | null {
  const digits = fold(text);
  return digits !== null && /^[0-9]+$/.test(digits) && digits.length <= maximum ? digits : null;
}

const trimLeadingZeros = (digits: string) => digits.replace(/^0+(?=.)/, '');

/** 保険者番号: 6 or 8 digits; 5 and 7 get back the zero that a spreadsheet dropped (EL-2). */
export function insurerNumber(text: string): string | null {
  const digits = foldDigits(text, 8);
  switch (digits?.length) {
    case 6:
    case 8:
      return digits;
    case 5:
    case 7:
      return `0${digits}`;
    default:
      return null;
  }
}

/** 番号: the last seven digits, without leading zeros (EL-4). */
export function cardNumber(text: string): string | null {
  const digits = foldDigits(text, maximumSymbol);
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

const accepted = /^[ァ-ヺㇰ-ㇿー\u3099\u309A\uFF66-\uFF9F-]$/;
const middleDots = /[\u00B7\u2022\u2027\u2219\u22C5\u30FB\uFF65]/g;

/** Full name as full-width katakana, the form that people see; dashes are long-vowel marks (EL-5). */
export function kanaName(text: string): string | null {
  if (text.length > maximumInput) {
    return null;
  }
  let katakana = '';
  for (const character of text.replace(whiteSpace, '').replace(middleDots, '')) {
    const one = dash.test(character) ? '-' : character.replace(/[ぁ-ゖ]/, shift).replace('\u309B', '\u3099').replace('\u309C', '\u309A');
    if (!accepted.test(one)) {
      return null;
    }
    katakana += one;
  }
  const composed = katakana.normalize('NFKC');
  return composed.length <= maximumName && /^[ァ-ヺㇰ-ㇿー-]+$/.test(composed) && /[ァ-ヺㇰ-ㇿ]/.test(composed)
    ? composed.replaceAll('-', 'ー')
    : null;
}

const shift = (hiragana: string) => String.fromCharCode(hiragana.charCodeAt(0) + 0x60);
