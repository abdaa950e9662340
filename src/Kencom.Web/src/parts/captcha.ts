import { html, nothing, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { CaptchaChallenge, Outcome } from '../api/client.ts';
import type { Form, Values } from '../forms/form.ts';
import { isApp } from '../session/look.ts';
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

type Purpose = 'sign-in' | 'password-reset' | 'login-id-reminder';

/** 私はロボットではありません: a proof of work, solved in the background after a tick of the box (SI-2, SI-3). */
@customElement('kencom-captcha')
export class Captcha extends Part {
  /** A solution for one purpose counts for no other. */
  @property() purpose: Purpose = 'sign-in';
  /** A challenge that came with a refusal, at the level it asks for; else the widget fetches one. */
  @property({ attribute: false }) challenge?: CaptchaChallenge;
  /** A solution works once: with another round comes another widget. */
  @property({ type: Number }) round = 0;
  /** The box was ticked before; nobody has to do it again. */
  @property({ type: Boolean }) ticked = false;
  @state() private ready = false;
  @state() private failed = false;

  override connectedCallback(): void {
    super.connectedCallback();
    load().then(() => (this.ready = true), () => (this.failed = true));
  }

  private report(event: AltchaStateChangeEvent): void {
    const { state, payload } = event.detail;
    if (state === 'error') {
      this.dispatchEvent(new CustomEvent('unsolvable'));
    } else if (state !== 'verifying') {
      this.dispatchEvent(new CustomEvent('solved', { detail: state === 'verified' ? payload ?? '' : '' }));
    }
  }

  protected override render() {
    if (this.failed) {
      return html`<p class="hint">確認用の部品を読み込めませんでした。通信の状態を確かめて、ページを読み込み直してください。</p>`;
    }
    return this.ready
      ? keyed(this.round, html`<altcha-widget language="ja" hidefooter hidelogo auto=${this.ticked ? 'onload' : nothing}
          challengeurl="/api/captcha-challenges?purpose=${this.purpose}" challengejson=${this.challenge ? JSON.stringify(this.challenge) : nothing}
          @statechange=${this.report}></altcha-widget>`)
      : html`<p class="captcha-waiting"><span class="spinner" aria-hidden="true"></span>確認の準備をしています</p>`;
  }
}

/** The captcha of a form: shown from the start in a browser, in the app when the API asks for it. */
export class CaptchaGate implements ReactiveController {
  private shown = !isApp || !globalThis.kencomApp;
  private solution = '';
  private challenge?: CaptchaChallenge;
  private round = 0;
  private ticked = false;
  private waiting?: (solution: string) => void;

  constructor(private readonly host: ReactiveControllerHost, private readonly purpose: Purpose) {
    host.addController(this);
  }

  hostConnected(): void {
    // Required by the interface: the widget's element does its own loading.
  }

  submit<V extends Values, T>(form: Form<V>, send: (captcha: string | null) => Promise<Outcome<T>>): Promise<T | undefined> {
    return form.submit(async () => {
      const wasTicked = this.solution !== '';
      const outcome = await this.attempt(send);
      // Meanwhile the level rose: the harder one is solved without asking the person again, once.
      return wasTicked && outcome.problem?.code === 'captcha-required' && (await this.solved()) !== '' ? this.attempt(send) : outcome;
    });
  }

  private async attempt<T>(send: (captcha: string | null) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const outcome = await send(this.solution || null);
    const refused = outcome.problem?.code === 'captcha-required';
    this.ticked = refused && this.solution !== '';
    this.solution = '';
    this.challenge = refused ? outcome.problem.challenge : undefined;
    this.shown ||= refused;
    this.round++;
    this.host.requestUpdate();
    return outcome;
  }

  private solved(): Promise<string> {
    return new Promise((resolve) => (this.waiting = resolve));
  }

  private take(solution: string): void {
    this.solution = solution;
    if (solution !== '') {
      this.settle(solution);
    }
  }

  private settle(solution: string): void {
    this.waiting?.(solution);
    this.waiting = undefined;
  }

  render() {
    return this.shown
      ? html`<kencom-captcha purpose=${this.purpose} .challenge=${this.challenge} .round=${this.round} .ticked=${this.ticked}
          @solved=${(event: CustomEvent<string>) => this.take(event.detail)} @unsolvable=${() => this.settle('')}></kencom-captcha>`
      : nothing;
  }
}
