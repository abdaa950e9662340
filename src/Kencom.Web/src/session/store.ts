import type { AnswerHours, ConfirmedPerson, Problem } from '../api/client.ts';
import type { InquiryDraft } from '../inquiries/fields.ts';
import { kept } from './kept.ts';

/**
 * What survives a reload and the way back, for this tab only. Passwords are never here: they stay in memory.
 * Everything is forgotten when the sign-up ends.
 */
export interface Draft {
  email: string;
  emailConfirmation: string;
  invitationCode: string;
  groupCode: string;
  newsletter: boolean;
}

export interface Started {
  registrationId: string;
  registrationSecret?: string;
  email: string;
  linkValidFor: string;
  /** Milliseconds since 1970: the start, or the last resend. */
  mailedAt: number;
}

export interface Continuing {
  registrationToken: string;
  activationToken: string;
  route: 'insurer' | 'group';
  channel: 'app' | 'web';
  expiresAt: string;
}

export interface CardDraft {
  kanaName: string;
  birthYear: string;
  birthMonth: string;
  birthDay: string;
  insurerNumber: string;
  cardSymbol: string;
  /** The document has none: asked once, so that nobody leaves it out by mistake. */
  noSymbol: boolean;
  cardNumber: string;
}

/** The four documents that show the values (WEB-4). */
export type CardDocument = 'notice' | 'certificate' | 'portal' | 'card';

/** A group's member has no insurer. */
export type Confirmed = Pick<ConfirmedPerson, 'kanaName' | 'birthDate'> & Partial<ConfirmedPerson>;

/** The tokens of mailed links, each for its page. */
export interface LinkTokens {
  inquiryToken: string;
  printFileToken: string;
  resetToken: string;
  emailToken: string;
}

interface Kept extends LinkTokens {
  draft: Draft;
  started: Started;
  continuing: Continuing;
  card: CardDraft;
  document: CardDocument;
  confirmed: Confirmed;
  /** The token of the mail that confirms a waiting check. */
  waitingToken: string;
  /** The registration came to its end by too many misses: until another begins. */
  closed: true;
  /** An inquiry that is being written. */
  inquiry: InquiryDraft;
  /** Signed out on this screen, but the API does not know yet. */
  signingOut: true;
  appSession: string;
  appDevice: string;
}

const prefix = 'kencom.';

export const store = {
  get<K extends keyof Kept>(key: K): Kept[K] | undefined {
    const text = kept.get(prefix + key);
    return text === null ? undefined : (JSON.parse(text) as Kept[K]);
  },
  set<K extends keyof Kept>(key: K, value: Kept[K]): void {
    kept.set(prefix + key, JSON.stringify(value));
  },
  remove(...keys: (keyof Kept)[]): void {
    for (const key of keys) {
      kept.remove(prefix + key);
    }
  },
  /** Signed out: only what names the device stays. */
  forgetPerson(): void {
    this.forgetRegistration();
    this.remove('inquiry', 'waitingToken', 'inquiryToken', 'printFileToken', 'resetToken', 'emailToken');
    memory.secret = undefined;
    memory.inquiry = undefined;
  },
  /** The sign-up is over, or begins anew: nothing of it stays. */
  forgetRegistration(): void {
    this.remove('draft', 'started', 'continuing', 'card', 'document', 'confirmed', 'closed');
    memory.password = '';
  },
};

/** A word for the next page: something was done, or something is to be known. */
export interface Notice {
  kind: 'done' | 'info';
  text: string;
}

/** What only lives as long as the page: the password between the form and its confirmation, a word or a refusal for the next page. */
export const memory: {
  password: string;
  notice?: Notice;
  refusal?: Problem;
  newEmail: { email: string; emailConfirmation: string };
  /** The secret question between its form and its confirmation. */
  secret?: { questionId: string; text: string; answer: string };
  /** An inquiry that was just sent. */
  inquiry?: { inquiryNumber: string; answers: AnswerHours; email: string; application: boolean; signedIn: boolean };
} = {
  password: '', newEmail: { email: '', emailConfirmation: '' },
};

/** Read once. */
export function takeNotice(): Notice | undefined {
  const { notice } = memory;
  memory.notice = undefined;
  return notice;
}

/** The app's session: in the app's own key store where it offers one. A browser has none: its session is a cookie no script can read. */
export const appSession = {
  read: (): string | undefined => (globalThis.kencomApp?.session ? globalThis.kencomApp.session.read() ?? undefined : store.get('appSession')),
  write(token: string | undefined): void {
    if (globalThis.kencomApp?.session) {
      globalThis.kencomApp.session.write(token ?? null);
    } else if (token) {
      store.set('appSession', token);
    } else {
      store.remove('appSession');
    }
  },
};

/** What the app shows to be known as a device that has signed in before (SI-10). It outlives sessions and opens nothing. A browser has a cookie for it. */
export const appDevice = {
  read: (): string | undefined => (globalThis.kencomApp?.device ? globalThis.kencomApp.device.read() ?? undefined : store.get('appDevice')),
  write(secret: string | undefined): void {
    if (!secret) {
      return;
    }
    if (globalThis.kencomApp?.device) {
      globalThis.kencomApp.device.write(secret);
    } else {
      store.set('appDevice', secret);
    }
  },
};
