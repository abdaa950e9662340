import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import card from 'content:card';
import faq from 'content:faq';
import membership from 'content:terms/membership';
import privacy from 'content:terms/privacy';
import { Page } from '../parts/page.ts';
import { isApp } from '../session/look.ts';

/** Texts of src/content, the same that are served without script. They say where they lead back to; the app has its top bar for that. */
abstract class ReadingPage extends Page {
  protected abstract readonly text: string;

  protected override firstUpdated(): void {
    // A link to a part of the text was followed before there was one.
    const part = location.hash ? document.getElementById(location.hash.slice(1)) : null;
    if (part instanceof HTMLDetailsElement) {
      part.open = true;
    }
    part?.scrollIntoView();
  }

  protected override render() {
    return html`
      <article class="reading">${unsafeHTML(this.text)}</article>
      ${isApp ? nothing : html`<p class="actions-second"><button type="button" class="quiet" @click=${() => this.router.back('/')}>前の画面に戻る</button></p>`}`;
  }
}

@customElement('page-help-card')
export class HelpCardPage extends ReadingPage {
  protected readonly text = card;
}

@customElement('page-help')
export class HelpPage extends ReadingPage {
  protected readonly text = faq;
}

@customElement('page-membership-terms')
export class MembershipTermsPage extends ReadingPage {
  protected readonly text = membership;
}

@customElement('page-privacy-notice')
export class PrivacyNoticePage extends ReadingPage {
  protected readonly text = privacy;
}

@customElement('page-not-found')
export class NotFoundPage extends Page {
  protected override render() {
    return html`
      <div class="outcome"><h1 tabindex="-1">ページが見つかりません</h1>
        <p>アドレスが途中で切れているか、ページがなくなった可能性があります。</p><a class="button primary" href="/">トップページへ</a></div>`;
  }
}
