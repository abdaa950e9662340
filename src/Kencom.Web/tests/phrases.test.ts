import { expect, it } from 'vitest';
import { PhraseBreaker, phrasesOfHtml, phrasesOfModule } from '../build/phrases.ts';

it('lets a line end between phrases and nowhere in a word', () => {
  expect(phrasesOfHtml('<p title="資格情報の見かた">資格情報の見かたをご覧ください</p>')).toBe(
    '<p title="資格情報の見かた">資格情報の<wbr>見かたを<wbr>ご覧ください</p>');
});

it.each(['<code>使える記号だけです</code>', '<svg aria-label="x"><text>資格情報のお知らせ</text></svg>', '<title>よくある質問です</title>', '<a href="/x">資格情報の見かた</a>', 'plain text', '&nbsp;'])(
  'leaves alone: %s', (html) => expect(phrasesOfHtml(html)).toBe(html));

it('breaks what stands beside and inside of a link again', () =>
  expect(phrasesOfHtml('資格情報の見かた<a href="/">資格情報の見かた<span>資格情報の見かた</span></a>資格情報の見かた')).toBe(
    '資格情報の<wbr>見かた<a href="/">資格情報の見かた<span>資格情報の<wbr>見かた</span></a>資格情報の<wbr>見かた'));

it('goes on in the next piece of a template, inside of a tag too', () => {
  const breaker = new PhraseBreaker();
  expect(breaker.next('<p class="')).toBe('<p class="');
  expect(breaker.next('" aria-label="資格情報の見かた">メールをご確認ください')).toBe('" aria-label="資格情報の見かた">メールを<wbr>ご確認ください');
});

it('changes texts of html templates and nothing else of a module', () => {
  const code = "const name = '資格情報の見かた';\nexport const page = () => html`<p title=${name}>書類を${name}ご用意ください</p>${svg`<text>資格情報の見かた</text>`}`;\n";
  expect(phrasesOfModule(code, 'page.ts')).toBe(code.replace('書類を${name}ご用意ください', '書類を${name}ご用意<wbr>ください').replace('ご用意<wbr>ください', phrasesOfHtml('ご用意ください')));
});
