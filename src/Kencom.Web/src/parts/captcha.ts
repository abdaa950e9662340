import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CaptchaChallenge } from '../api/client.ts';
import { Part } from './page.ts';

let loading: Promise<unknown> | undefined;

/** The widget is a quarter of all code, so it comes when it is needed, from our own origin, and its worker as a file (WEB-3). */
function load(): Promise<unknown> {
  loading ??= (async () => {
    const [{ default: workerAddress }] = await Promise.all([
      import('altcha/worker?worker&url'), import('altcha/external'), import('altcha/altcha.css'),
    ]);
    await import('altcha/i18n/ja');
    // After the widget, which sets one of its own.
    globalThis.altchaCreateWorker = () => new Worker(workerAddress);
  })();
  return loading;
}

/** 私はロボットではありません: a proof of work, solved in the background after a tick of the box (SI-2, SI-3). */
@customElement('kencom-captcha')
export class Captcha extends Part {
  /** A solution for one purpose counts for no other. */
  @property() purpose: 'sign-in' | 'password-reset' | 'login-id-reminder' = 'sign-in';
  /** A challenge that came with a refusal, at the level it asks for; else the widget fetches one. */
  @property({ attribute: false }) challenge?: CaptchaChallenge;
  @state() private ready = false;
  @state() private failed = false;

  override connectedCallback(): void {
    super.connectedCallback();
    load().then(() => (this.ready = true), () => (this.failed = true));
  }

  /** A solution works once: after it was sent, another is needed. */
  reset(): void {
    this.querySelector<HTMLElement & AltchaWidgetMethods>('altcha-widget')?.reset();
  }

  protected override render() {
    if (this.failed) {
      return html`<p class="hint">確認用の部品を読み込めませんでした。通信の状態を確かめて、ページを読み込み直してください。</p>`;
    }
    return this.ready
      ? html`<altcha-widget language="ja" hidefooter hidelogo
          challengeurl="${__API_ADDRESS__}/api/captcha-challenges?purpose=${this.purpose}" challengejson=${this.challenge ? JSON.stringify(this.challenge) : nothing}
          @statechange=${(event: AltchaStateChangeEvent) =>
            this.dispatchEvent(new CustomEvent('solved', { detail: event.detail.state === 'verified' ? event.detail.payload ?? '' : '' }))}></altcha-widget>`
      : html`<p class="captcha-waiting"><span class="spinner" aria-hidden="true"></span>確認の準備をしています</p>`;
  }
}
