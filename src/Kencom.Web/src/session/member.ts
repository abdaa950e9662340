import { api, onAnswer, type Member } from '../api/client.ts';
import { isApp } from './look.ts';
import { appSession, memory, store, type Notice } from './store.ts';

/** Longer than an idle session lives (SI-5): who was quiet for so long may be signed out, and what is on the screen is not for the next one. */
const quietMilliseconds = 31 * 60_000;
/** How long until the API is asked again that did not answer. */
const againMilliseconds = 60_000;
/** As long as a signing out is still to be told: a network that is said to be back may not be so yet. */
const soonMilliseconds = 10_000;

/**
 * Who is signed in, for every page. Only the API knows: a browser's cookie is no script's to read. The member's data live in memory alone and go when
 * the session does.
 */
class MemberSession extends EventTarget {
  member?: Member;
  /** Whether the API has answered yet. */
  known = false;
  private asking?: Promise<void>;
  private timer = 0;

  constructor() {
    super();
    onAnswer((code) => this.heed(code));
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && (this.member || store.get('signingOut'))) {
        void this.load();
      }
    });
    addEventListener('online', () => {
      if (store.get('signingOut')) {
        void this.load();
      }
    });
  }

  /** Asks the API; who asks at the same time gets the same answer. */
  load(): Promise<void> {
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    return this.asking;
  }

  /** Signed in just now. The new session has ended the one whose end was still to be told. */
  async begin(token: string | undefined): Promise<void> {
    store.remove('signingOut');
    appSession.write(token);
    await this.asking;
    await this.load();
  }

  /** On purpose. What is personal goes from the screen even where the API cannot be told yet; a browser tells it later, for its cookie is no script's to delete. */
  async signOut(): Promise<Notice> {
    const told = await this.tellSignedOut();
    if (!told && !isApp) {
      store.set('signingOut', true);
    }
    memory.newEmail = { email: '', emailConfirmation: '' };
    this.end();
    return told || isApp
      ? { kind: 'done', text: 'ログアウトしました。' }
      : { kind: 'info', text: 'この画面の登録内容は消去しました。通信できないため、ログアウトはまだ済んでいません。この画面を開いたままにすると、通信できるようになったときに自動的に済ませます。' };
  }

  /** Signed out, on purpose or by time: nothing personal stays. */
  end(): void {
    appSession.write(undefined);
    store.forgetPerson();
    this.set(undefined);
  }

  change(change: Partial<Member>): void {
    this.set(this.member && { ...this.member, ...change });
  }

  /** Whether the API knows. */
  private async tellSignedOut(): Promise<boolean> {
    const { problem } = await api.signOut();
    return !problem || problem.code === 'not-signed-in';
  }

  private async ask(): Promise<void> {
    if (store.get('signingOut')) {
      if (await this.tellSignedOut()) {
        store.remove('signingOut');
      }
      this.set(undefined);
      return;
    }
    if (isApp && !appSession.read()) {
      this.set(undefined);
      return;
    }
    const { data, problem } = await api.me();
    if (data) {
      this.set(data);
    } else if (problem.code === 'not-signed-in') {
      this.set(undefined);
    } else {
      this.askAgainIn(againMilliseconds);
    }
  }

  private set(member: Member | undefined): void {
    this.known = true;
    this.member = member;
    this.askAgainIn(quietMilliseconds);
    this.dispatchEvent(new Event('change'));
  }

  /** Every answer tells: the session lives, or has ended. */
  private heed(code: string | undefined): void {
    if (this.member && code === 'not-signed-in') {
      this.end();
      this.dispatchEvent(new Event('ended'));
    } else {
      this.askAgainIn(quietMilliseconds);
    }
  }

  /** Only while personal data are on the screen, or a signing out is still to be told; each answer puts it off. */
  private askAgainIn(milliseconds: number): void {
    clearTimeout(this.timer);
    const isToBeTold = store.get('signingOut');
    if (this.member || isToBeTold) {
      this.timer = window.setTimeout(() => void this.load(), isToBeTold ? soonMilliseconds : milliseconds);
    }
  }
}

export const session = new MemberSession();
