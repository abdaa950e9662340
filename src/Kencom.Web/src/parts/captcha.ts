import { html, nothing, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { CaptchaChallenge, Outcome } from '../api/client.ts';
import type { Form, Values } from '../forms/form.ts';
import { isApp } from '../session/look.ts';
import { icons } from './icons.ts';
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
  loading.catch(() => (loading = undefined));
  return loading;
}

type Purpose = 'sign-in' | 'password-reset' | 'login-id-reminder' | 'inquiry' | 'registration' | 'eligibility';

/** For these a captcha comes before a refusal only (REG-16, EL-12). */
const askedLater: readonly Purpose[] = ['registration', 'eligibility'];

/** Until it is needed, the box alone is there; with the first touch of the form the proof is worked out in the background. */
export type CaptchaState = 'resting' | 'working' | 'solved' | 'failed';

/** 私はロボットではありません: a proof of work, without a riddle (SI-2, SI-3). */
@customElement('kencom-captcha')
export class Captcha extends Part {
  /** A solution for one purpose counts for no other. */
  @property() purpose: Purpose = 'sign-in';
  /** A challenge that came with a refusal, at the level it asks for; else the widget fetches one. */
  @property({ attribute: false }) challenge?: CaptchaChallenge;
  /** A solution works once: with another round comes another widget. */
  @property({ type: Number }) round = 0;
  @property({ type: Boolean }) started = false;
  @state() private ready = false;

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has('started') && this.started) {
      load().then(() => (this.ready = true), () => this.report('failed'));
    }
  }

  private report(state: CaptchaState, solution = ''): void {
    this.dispatchEvent(new CustomEvent('progress', { detail: { state, solution } }));
  }

  private follow(event: AltchaStateChangeEvent): void {
    const { state, payload } = event.detail;
    this.report(state === 'verified' && payload ? 'solved' : state === 'error' ? 'failed' : state === 'expired' ? 'resting' : 'working', payload ?? '');
  }

  protected override render() {
    return this.started && this.ready
      ? keyed(this.round, html`<altcha-widget language="ja" hidefooter hidelogo auto="onload"
          challengeurl="/api/captcha-challenges?purpose=${this.purpose}" challengejson=${this.challenge ? JSON.stringify(this.challenge) : nothing}
          @statechange=${this.follow}></altcha-widget>`)
      : html`<p class="captcha-rest">${this.started ? html`<span class="spinner" aria-hidden="true"></span>` : html`<span class="captcha-box" aria-hidden="true"></span>`}
          <span>私はロボットではありません</span></p>`;
  }
}

/**
 * The captcha of a form: in a browser mostly always, in the app when the API asks for it. It starts when the form is first touched; who sends before it is done
 * waits, and it is sent then.
 */
export class CaptchaGate implements ReactiveController {
  state: CaptchaState = 'resting';
  private shown: boolean;
  private started = false;
  private solution = '';
  private challenge?: CaptchaChallenge;
  private round = 0;
  private waiting?: () => void;

  constructor(private readonly host: ReactiveControllerHost & HTMLElement, private readonly purpose: Purpose) {
    this.shown = !askedLater.includes(purpose) && (!isApp || !globalThis.kencomApp);
    host.addController(this);
  }

  hostConnected(): void {
    this.host.addEventListener('focusin', ({ target }) => {
      // A link leads away: the widget would be removed while it fetches its challenge, and says so in the console.
      if (target instanceof Element && !target.closest('a')) {
        this.start();
      }
    });
  }

  /** What is missing for sending, in words; nothing while it is being worked out, since sending waits for that. */
  get missing(): string[] {
    return this.shown && (this.state === 'resting' || this.state === 'failed') ? ['「私はロボットではありません」の確認'] : [];
  }

  submit<V extends Values, T>(form: Form<V>, send: (captcha: string | null) => Promise<Outcome<T>>): Promise<T | undefined> {
    return form.submit(() => this.send(send));
  }

  /** Sends what needs no form. */
  async send<T>(send: (captcha: string | null) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    this.start();
    const outcome = await this.attempt(send);
    // The level rose, or a captcha is asked for at all: the harder one is worked out without asking the person again, once.
    return outcome.problem?.code === 'captcha-required' ? this.attempt(send) : outcome;
  }

  start(): void {
    if (!this.shown || (this.started && this.state !== 'failed' && this.state !== 'resting')) {
      return;
    }
    this.round += this.started ? 1 : 0;
    this.started = true;
    this.state = 'working';
    this.host.requestUpdate();
  }

  private async attempt<T>(send: (captcha: string | null) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    if (this.shown && this.state === 'working') {
      await new Promise<void>((resolve) => (this.waiting = resolve));
    }
    const outcome = await send(this.solution || null);
    if (outcome.problem) {
      // A solution works once: the next one is worked out while the person reads what was wrong.
      this.challenge = outcome.problem.code === 'captcha-required' ? outcome.problem.challenge : undefined;
      this.shown ||= this.challenge !== undefined;
      this.solution = '';
      this.started = false;
      this.state = 'resting';
      this.round++;
      this.start();
    }
    return outcome;
  }

  private follow({ state, solution }: { state: CaptchaState; solution: string }): void {
    this.state = state;
    this.solution = state === 'solved' ? solution : '';
    if (state !== 'working') {
      this.waiting?.();
      this.waiting = undefined;
    }
    this.host.requestUpdate();
  }

  render() {
    if (!this.shown) {
      return nothing;
    }
    return html`
      <kencom-captcha purpose=${this.purpose} .challenge=${this.challenge} .round=${this.round} .started=${this.started}
        @click=${() => this.start()} @progress=${(event: CustomEvent<{ state: CaptchaState; solution: string }>) => this.follow(event.detail)}></kencom-captcha>
      ${this.state === 'failed' ? html`<p class="error" role="alert">${icons.alert}<span>確認できませんでした。通信の状態を確かめて、<button type="button" class="link" @click=${() => this.start()}>もう一度確認</button>してください。</span></p>` : nothing}`;
  }
}
