import { loadDefaultJapaneseParser } from 'budoux';
import ts from 'typescript';
import type { Plugin } from 'vite';

/**
 * Lets the lines of fixed texts end between phrases (見かた is not torn) in every browser: BudouX puts a <wbr> there at build time. Where the
 * browser finds phrases itself (word-break: auto-phrase), these do no harm.
 */
const parser = loadDefaultJapaneseParser();
const japanese = /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u;

/** Elements in which a line is not broken by phrases: pictures are measured, titles are no flowing text. */
const leftAlone = /^<(\/?)(svg|title|code|script|style)\b/i;

/** Links, buttons and labels are laid out as boxes with an icon beside the text: a <wbr> there would be a box of its own. */
const boxes = new Set(['a', 'button', 'label']);
const voidElements = /^(area|br|circle|hr|img|input|link|meta|path|rect|wbr)$/;

type State = { in: 'text' } | { in: 'tag'; quote: string } | { in: 'alone' };

/** Handles a text that goes on in the next piece, as a template does around its expressions. */
export class PhraseBreaker {
  private state: State = { in: 'text' };
  private readonly open: string[] = [];

  next(piece: string): string {
    let out = '';
    let text = '';
    const flush = () => {
      out += this.state.in === 'text' && !boxes.has(this.open.at(-1) ?? '') ? phrases(text) : text;
      text = '';
    };
    for (let at = 0; at < piece.length; at++) {
      const character = piece.charAt(at);
      if (this.state.in === 'tag') {
        text += character;
        const { quote } = this.state;
        if (quote !== '') {
          this.state = { in: 'tag', quote: character === quote ? '' : quote };
        } else if (character === '"' || character === "'") {
          this.state = { in: 'tag', quote: character };
        } else if (character === '>') {
          flush();
          this.state = { in: 'text' };
        }
        continue;
      }
      const alone = character === '<' ? leftAlone.exec(piece.slice(at, at + 12)) : null;
      if (this.state.in === 'alone') {
        text += character;
        if (alone?.[1] === '/') {
          flush();
          this.state = { in: 'tag', quote: '' };
        }
        continue;
      }
      if (character === '<' && /[a-z/!]/i.test(piece.charAt(at + 1))) {
        flush();
        this.state = alone ? { in: 'alone' } : { in: 'tag', quote: '' };
        this.enter(piece.slice(at, at + 24));
      }
      text += character;
    }
    flush();
    return out;
  }

  private enter(tag: string): void {
    const [, close, name = ''] = /^<(\/?)([a-z][\w-]*)/i.exec(tag) ?? [];
    if (close) {
      this.open.splice(this.open.lastIndexOf(name), name === '' ? 0 : Infinity);
    } else if (name !== '' && !voidElements.test(name) && !leftAlone.test(tag)) {
      this.open.push(name);
    }
  }
}

export const phrasesOfHtml = (html: string) => new PhraseBreaker().next(html);

function phrases(text: string): string {
  return japanese.test(text)
    ? text.replace(/[^\s\\&;]+/gu, (run) => (japanese.test(run) ? parser.parse(run).join('<wbr>') : run))
    : text;
}

/** Breaks the texts of all html`…` templates of a module. */
export function phrasesOfModule(code: string, name: string): string {
  const source = ts.createSourceFile(name, code, ts.ScriptTarget.Latest, true);
  const edits: { from: number; to: number; text: string }[] = [];
  const piece = (breaker: PhraseBreaker, node: ts.TemplateLiteralLikeNode, tail: number) => {
    const [from, to] = [node.getStart(source) + 1, node.getEnd() - tail];
    edits.push({ from, to, text: breaker.next(code.slice(from, to)) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText(source) === 'html') {
      const breaker = new PhraseBreaker();
      if (ts.isNoSubstitutionTemplateLiteral(node.template)) {
        piece(breaker, node.template, 1);
      } else {
        piece(breaker, node.template.head, 2);
        for (const { literal } of node.template.templateSpans) {
          piece(breaker, literal, ts.isTemplateTail(literal) ? 1 : 2);
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  edits.sort((one, other) => other.from - one.from);
  return edits.reduce((text, edit) => text.slice(0, edit.from) + edit.text + text.slice(edit.to), code);
}

export function phraseBreaks(): Plugin {
  return {
    name: 'kencom-phrase-breaks',
    enforce: 'pre',
    transform: (code, id) => (/\/src\/(pages|parts|forms)\/[^?]+\.ts$/.test(id) ? { code: phrasesOfModule(code, id), map: null } : undefined),
  };
}
