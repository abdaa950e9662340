export type SaveState = 'saved' | 'typing' | 'saving' | 'failed';

/**
 * Saves a text a moment after the typing rests: one request at a time, the newest text last. What could not be saved is tried again until it is, or
 * until somebody types on.
 */
export class Autosave {
  state: SaveState = 'saved';
  private saved: string;
  private wanted: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending?: Promise<void>;

  constructor(
    initial: string,
    private readonly save: (text: string) => Promise<boolean>,
    private readonly changed: () => void,
    private readonly pauses = { typing: 1_200, failed: 8_000 },
  ) {
    this.saved = initial;
    this.wanted = initial;
  }

  get isSaved(): boolean {
    return this.wanted === this.saved;
  }

  typed(text: string): void {
    this.wanted = text;
    this.set(this.isSaved ? 'saved' : 'typing');
    this.later(this.pauses.typing);
  }

  /** Saves at once what is not saved yet. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    await this.sending;
    if (!this.isSaved) {
      this.sending = this.send().finally(() => (this.sending = undefined));
      await this.sending;
    }
  }

  /** It was sent as an answer: nothing is left to be saved. */
  forget(text = ''): void {
    clearTimeout(this.timer);
    this.saved = text;
    this.wanted = text;
    this.set('saved');
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private later(pause: number): void {
    clearTimeout(this.timer);
    if (!this.isSaved) {
      this.timer = setTimeout(() => void this.flush(), pause);
    }
  }

  private async send(): Promise<void> {
    const text = this.wanted;
    this.set('saving');
    const done = await this.save(text);
    if (done) {
      this.saved = text;
    }
    this.set(this.isSaved ? 'saved' : done ? 'typing' : 'failed');
    this.later(done ? this.pauses.typing : this.pauses.failed);
  }

  private set(state: SaveState): void {
    this.state = state;
    this.changed();
  }
}
