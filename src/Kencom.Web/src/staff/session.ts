import { ErrorResponse, OidcClient, WebStorageStateStore, type SigninResponse } from 'oidc-client-ts';
import { again, isForAnotherWindow, returnAddress, returnPath } from './return.ts';

/** Written by the deployment (infra/release.sh), locally by the local host. */
export interface StaffSettings {
  authority: string;
  clientId: string;
  scope: string;
}

type State = 'starting' | 'signed-out' | 'signed-in' | 'expired';

const channelName = 'kencom.staff.sign-in';
const enteredKey = 'kencom.staff.entered';

/** A token is renewed this long before it ends: a request takes its time, and clocks differ. */
const marginMilliseconds = 60_000;

/**
 * Signing in of the staff (WEB-7). The tokens are in this object and nowhere else, so they end with the page; what a tab keeps is the verifier of a
 * sign-in under way, and that one was signed in: then the way through the login host asks nothing.
 */
class StaffSession extends EventTarget {
  state: State = 'starting';
  /** What went wrong with signing in, in words. */
  trouble?: string;
  /** Where somebody whose time is over signs in again, in a window of its own. */
  againAddress?: string;
  private client?: OidcClient;
  private tokens?: SigninResponse;
  /** Whose work is on the screen. */
  private subject?: string;
  private renewing?: Promise<void>;
  private waiting: (() => void)[] = [];

  /** Takes up a sign-in that returns, or one that a tab had before it was loaded again. Resolves to the address to go to, if another. */
  async start(): Promise<string | undefined> {
    try {
      this.client = clientOf(await readSettings());
    } catch {
      return this.refuse('ログインの設定を読み込めませんでした。電波の状態を確かめて、この画面を読み込み直してください。');
    }
    if (location.pathname === returnPath) {
      return this.finish();
    }
    if (sessionStorage.getItem(enteredKey)) {
      await this.signIn();
    } else {
      this.set('signed-out');
    }
    return undefined;
  }

  /** Leaves for the login host; the page comes back with a code. */
  async signIn(): Promise<void> {
    try {
      const request = await this.client!.createSigninRequest({ state: location.pathname + location.search });
      location.assign(request.url);
    } catch {
      this.refuse('ログインの画面に接続できませんでした。もう一度お試しください。');
    }
  }

  async signOut(): Promise<void> {
    sessionStorage.removeItem(enteredKey);
    const idToken = this.tokens?.id_token;
    this.tokens = undefined;
    const request = await this.client!.createSignoutRequest({ id_token_hint: idToken }).catch(() => undefined);
    location.assign(request?.url ?? '/staff');
  }

  /** The token for a request. Where its time is over it waits until there is another: what was typed stays where it is. */
  async token(): Promise<string> {
    if (!this.tokens || (this.tokens.expires_at ?? 0) * 1000 - Date.now() < marginMilliseconds) {
      await this.renew();
    }
    return this.tokens!.access_token;
  }

  /** By the refresh token, else by the person. Who asks at the same time waits for the same. */
  renew(): Promise<void> {
    this.renewing ??= this.renewOnce().finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  /** Opens the login host in a window of its own. False where the browser forbids that: then a link is shown. */
  openAgain(): boolean {
    return window.open(this.againAddress, 'kencom-sign-in', 'popup,width=520,height=720') !== null;
  }

  private async renewOnce(): Promise<void> {
    const { refresh_token, id_token = '', profile, scope } = this.tokens ?? {};
    if (refresh_token && profile) {
      try {
        // The login host is asked for the scopes that it gave.
        const state = { refresh_token, id_token, session_state: null, scope, profile };
        this.take(await this.client!.useRefreshToken({ state, timeoutInSeconds: 20 }));
        return;
      } catch (fault) {
        if (!(fault instanceof ErrorResponse)) {
          throw fault;
        }
      }
    }
    await this.waitForPerson();
  }

  private async waitForPerson(): Promise<void> {
    const channel = new BroadcastChannel(channelName);
    channel.addEventListener('message', ({ data }: MessageEvent<string>) => void this.takeFromWindow(data));
    try {
      this.againAddress = (await this.client!.createSigninRequest({ url_state: again })).url;
      this.set('expired');
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } finally {
      channel.close();
    }
  }

  private async takeFromWindow(address: string): Promise<void> {
    try {
      const response = await this.client!.processSigninResponse(address);
      if (response.profile.sub !== this.subject) {
        // Another person than the one whose work is on the screen.
        location.assign('/staff');
        return;
      }
      this.take(response);
      this.waiting.splice(0).forEach((resolve) => resolve());
    } catch {
      // Another tab's sign-in, or a refused one. This tab's own is made anew: a code and its verifier count once.
      const before = this.againAddress;
      this.againAddress = (await this.client!.createSigninRequest({ url_state: again })).url;
      this.trouble = before ? 'ログインできませんでした。もう一度お試しください。' : undefined;
      this.set('expired');
    }
  }

  private async finish(): Promise<string | undefined> {
    if (isForAnotherWindow(location.search)) {
      const channel = new BroadcastChannel(channelName);
      channel.postMessage(location.href);
      channel.close();
      this.trouble = 'ログインを元の画面に伝えました。この画面は閉じてください。';
      close();
      return undefined;
    }
    try {
      const response = await this.client!.processSigninResponse(location.href);
      this.take(response);
      sessionStorage.setItem(enteredKey, '1');
      return returnAddress(response.userState);
    } catch (fault) {
      sessionStorage.removeItem(enteredKey);
      const denied = fault instanceof ErrorResponse && fault.error === 'access_denied';
      this.refuse(denied ? 'ログインを取りやめました。' : 'ログインできませんでした。もう一度お試しください。');
      return '/staff';
    }
  }

  private take(response: SigninResponse): void {
    // An answer to a refresh may leave out what has not changed.
    this.tokens = Object.assign(response, { refresh_token: response.refresh_token ?? this.tokens?.refresh_token });
    this.subject = response.profile.sub;
    this.trouble = undefined;
    this.set('signed-in');
  }

  private refuse(trouble: string): undefined {
    this.trouble = trouble;
    this.set('signed-out');
  }

  private set(state: State): void {
    this.state = state;
    this.dispatchEvent(new Event('change'));
  }
}

async function readSettings(): Promise<StaffSettings> {
  const response = await fetch('/staff-settings.json', { cache: 'no-store' });
  if (!response.ok) {
    throw new Error(`The settings were answered with ${response.status}.`);
  }
  return (await response.json()) as StaffSettings;
}

const clientOf = ({ authority, clientId, scope }: StaffSettings) =>
  new OidcClient({
    authority,
    client_id: clientId,
    scope,
    redirect_uri: location.origin + returnPath,
    post_logout_redirect_uri: `${location.origin}/staff`,
    loadUserInfo: false,
    stateStore: new WebStorageStateStore({ prefix: 'kencom.staff.', store: sessionStorage }),
  });

export const staff = new StaffSession();
