/** What a form can judge at once, in the words shown beside the field. The API judges again; these spare a round trip. */

const fullWidthOrSpace = /[\s\u3000-\uFFEF]/;

/** REG-2: carriers once gave out addresses with dots in a row or before the @, so dots are free. */
export function emailError(text: string): string | undefined {
  if (fullWidthOrSpace.test(text)) {
    return 'メールアドレスは半角で、空白を入れずに入力してください';
  }
  if (!/^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$/.test(text)) {
    return 'メールアドレスの形（例：taro@example.jp）で入力してください';
  }
  return text.length > 254 ? 'メールアドレスは254文字以内で入力してください' : undefined;
}

export const invitationCodeError = (text: string) =>
  /^[A-Za-z0-9]{7}$/.test(text) ? undefined : '招待コードは半角英数字7文字です（大文字・小文字を区別します）';

const segments = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/** An emoji of several signs is one character, as the API counts. */
export const characters = (text: string): number => [...segments.segment(text)].length;
