/** Shortest and longest reason, in characters (STF-2). */
const shortest = 3;
const longest = 200;

/** What is wrong with a reason, if anything. */
export function reasonFault(text: string): string | undefined {
  const count = [...text.trim()].length;
  if (/\p{Cc}/u.test(text.trim())) {
    return '理由は改行を入れずに入力してください';
  }
  return count < shortest ? `理由を${shortest}文字以上で入力してください` : count > longest ? `理由は${longest}文字以内で入力してください（いま${count}文字）` : undefined;
}

/** As the header carries it: percent-encoded UTF-8. Half a sign, as a broken emoji leaves it, would not encode. */
export const encodedReason = (text: string) => encodeURIComponent(text.trim().replace(/\p{Surrogate}/gu, '\uFFFD'));

/**
 * Why somebody's data are read: asked once a case and sent with each request about it (STF-2). A case is an inquiry, or a member. In memory only, so that
 * another day is another case.
 */
class Cases {
  private readonly reasons = new Map<string, string>();
  private readonly origins = new Map<string, string>();

  reasonOf = (subject: string): string | undefined => this.reasons.get(subject);

  /** @param inquiry Because of which a member is looked at. */
  open(subject: string, reason: string, inquiry?: string): void {
    this.reasons.set(subject, reason.trim());
    if (inquiry) {
      this.origins.set(subject, inquiry);
    }
  }

  /** A member who is looked at because of an inquiry is part of its case. */
  carry(inquiry: string, memberId: string): void {
    const reason = this.reasons.get(inquiry);
    if (reason) {
      this.open(memberId, reason, inquiry);
    }
  }

  /** The inquiry because of which a member is looked at. */
  inquiryOf = (memberId: string): string | undefined => this.origins.get(memberId);
}

export const cases = new Cases();

/** What an inquiry says of its person, for finding the member; handed over in memory, since an address must not hold it. */
export const handedOver: { inquiry?: { number: string; kanaName: string; birthDate: string; email: string } } = {};
