import { html, nothing, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { readableWait } from '../dates/calendar.ts';

/** The time after a refusal until another try is worth while (429), counted down. */
export class Waiting implements ReactiveController {
  seconds = 0;
  private until = 0;
  private timer = 0;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearInterval(this.timer);
  }

  begin(seconds: number | undefined): void {
    clearInterval(this.timer);
    this.until = Date.now() + (seconds ?? 0) * 1_000;
    this.count();
    this.timer = window.setInterval(() => this.count(), 1_000);
  }

  private count(): void {
    this.seconds = Math.max(0, Math.ceil((this.until - Date.now()) / 1_000));
    if (this.seconds === 0) {
      clearInterval(this.timer);
    }
    this.host.requestUpdate();
  }

  render() {
    return this.seconds > 0 ? html`<p class="hint">あと<b>${readableWait(this.seconds)}</b>ほどで、もう一度お試しいただけます。</p>` : nothing;
  }
}
