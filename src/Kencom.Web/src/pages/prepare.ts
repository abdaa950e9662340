import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { documentPicture, documents } from '../parts/documents.ts';
import { notice } from '../parts/notice.ts';
import { Page } from '../parts/page.ts';
import { isApp } from '../session/look.ts';
import { store, type CardDocument } from '../session/store.ts';
import { mayContinue } from './steps.ts';

/** The manual's STEP2-1, for the documents that took the card's place (WEB-4): which one is at hand, and how it looks. */
@customElement('page-prepare')
export class PreparePage extends Page {
  private readonly notice = notice();
  @state() private chosen: CardDocument = store.get('document') ?? 'notice';

  override connectedCallback(): void {
    super.connectedCallback();
    mayContinue(this.router);
  }

  private choose(document: CardDocument): void {
    this.chosen = document;
    store.set('document', document);
  }

  protected override render() {
    return html`
      ${this.notice}
      <h1 tabindex="-1">書類をご用意ください</h1>
      <p class="lead">kencomを利用できるかを確認します。次のうち<b>お手元にあるもの</b>を選んでください。どれでも同じ番号が書かれています。</p>
      <div class="beside">
        <fieldset class="choices">
          <legend class="sr-only">お手元の書類</legend>
          ${Object.entries(documents).map(([id, { name, where }]) => html`
            <label class="choice"><input type="radio" name="document" value=${id} .checked=${this.chosen === id} @change=${() => this.choose(id as CardDocument)}>
              <span><b>${name}</b><span class="hint">${where}</span></span></label>`)}
        </fieldset>
        <div class="where" aria-live="polite">${documentPicture(this.chosen)}<p><a href="/help/card#${this.chosen}">資格情報の見かた</a></p></div>
      </div>
      <p class="hint">ご利用には、ご加入の健康保険組合などがkencomを導入している必要があります。利用の条件は、組合からの案内をご確認ください。</p>
      <div class="actions"><a class="button primary" href="/register/card">${isApp ? '次に進む' : '入力に進む'}</a></div>`;
  }
}
