import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';
import type { Deployment } from './deployment.ts';
import { phrasesOfHtml } from './phrases.ts';

/** Pages that are text alone: they are served readable without any script, and shown from the same text with it. */
export const staticPages = [
  { path: '/help', file: 'help.html', title: 'よくある質問', content: 'faq' },
  { path: '/help/card', file: 'help-card.html', title: '資格情報の見かた', content: 'card' },
  { path: '/inquiry', file: 'inquiry.html', title: 'お問い合わせ', content: 'inquiry' },
  { path: '/terms/membership', file: 'terms-membership.html', title: 'kencom会員規約', content: 'terms/membership' },
  { path: '/terms/privacy', file: 'terms-privacy.html', title: '個人情報の取り扱いについて', content: 'terms/privacy' },
] as const;

const prefix = 'content:';
const folder = resolve(import.meta.dirname, '../src/content');

/** A fragment of src/content, or a deployment's own in its place: with what the deployment says, pictures put in, and phrase breaks. */
export function readContent(name: string, deployment: Deployment): string {
  const text = name.endsWith('.svg')
    ? readFileSync(resolve(folder, name), 'utf8')
    : readFileSync(resolve(name.startsWith('terms/') && deployment.termsFolder ? deployment.termsFolder : folder, name.replace(deployment.termsFolder ? /^terms\// : /$^/, '') + '.html'), 'utf8');
  const values: Record<string, string> = { operator: deployment.operatorName, mailDomain: deployment.mailDomain, supportEmail: deployment.supportEmail };
  const filled = text.replace(/\{\{([\w:./-]+)\}\}/g, (_, key: string) => {
    const value = key.startsWith('picture:') ? readContent(`documents/${key.slice('picture:'.length)}.svg`, deployment) : values[key];
    if (value === undefined) {
      throw new Error(`${name} names {{${key}}}, which nothing gives.`);
    }
    return key.startsWith('picture:') ? value : escaped(value);
  });
  return name.endsWith('.svg') ? filled.trim() : phrasesOfHtml(filled.trim());
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Fragments as modules (`import faq from 'content:faq'`), and as pages of their own for who has no script. */
export function contentPages(deployment: Deployment): Plugin {
  return {
    name: 'kencom-content',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : undefined),
    load: (id) => (id.startsWith(`\0${prefix}`) ? `export default ${JSON.stringify(readContent(id.slice(prefix.length + 1), deployment))};` : undefined),
    transformIndexHtml: (html) => html.replace('<!--content-->', () => readContent('top', deployment)),
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const index = bundle['index.html'];
        if (index?.type !== 'asset') {
          throw new Error('The build has no index.html.');
        }
        const page = String(index.source);
        for (const { file, title, content } of staticPages) {
          const source = page
            .replace(/<title>.*?<\/title>/, `<title>${title} | kencom</title>`)
            .replace(/(<main class="static">)[\s\S]*?(<\/main>)/, (_, open: string, close: string) => open + readContent(content, deployment) + close);
          this.emitFile({ type: 'asset', fileName: file, source });
        }
      },
    },
  };
}
