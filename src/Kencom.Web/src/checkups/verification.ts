import type { NextStep } from '../api/client.ts';

/** What stands between a member and the results, each on its page (CK-1). */
const pages = {
  'viewing-code': '/me/checkups/code',
  'secret-question': '/me/checkups/question',
  'secret-answer': '/me/checkups/answer',
} as const;

type Lock = keyof typeof pages;

export const pageOf = (next: NextStep | undefined): string => pages[next as Lock] ?? '/me/checkups';

/** What the next page opens: for links and buttons that lead there. */
export const openingWords: Record<Lock, string> = {
  'viewing-code': '健診閲覧コードを入力する',
  'secret-question': '秘密の質問を決める',
  'secret-answer': '秘密の質問に答える',
};
