import { html, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import card from 'content:documents/card.svg';
import certificate from 'content:documents/certificate.svg';
import notice from 'content:documents/notice.svg';
import portal from 'content:documents/portal.svg';
import type { CardDocument } from '../session/store.ts';

/** The documents that took the card's place, and the card itself (WEB-4): where each value stands, and that the branch number is not asked for. */
export const documents: Record<CardDocument, { name: string; where: string; picture: string }> = {
  notice: { name: '資格情報のお知らせ', where: '健康保険組合などから届くA4の紙、または電子の通知', picture: notice },
  certificate: { name: '資格確認書', where: 'マイナ保険証をお持ちでない方に届くカードまたは紙', picture: certificate },
  portal: { name: 'マイナポータルの「健康保険証」画面', where: 'マイナンバーカードでログインして開く画面', picture: portal },
  card: { name: '以前の健康保険証', where: '期限は過ぎていますが、番号が変わっていなければ使えます', picture: card },
};

export const documentPicture = (document: CardDocument): TemplateResult => html`
  <figure class="look-here">${unsafeHTML(documents[document].picture)}
    <figcaption><span class="key-number">1</span>記号　<span class="key-number">2</span>番号　<span class="key-number">3</span>保険者番号<br><s>枝番</s>（番号の後ろの2桁）は入力しません。</figcaption></figure>`;
