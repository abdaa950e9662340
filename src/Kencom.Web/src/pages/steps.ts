import type { NextStep } from '../api/client.ts';
import type { Router } from '../router.ts';
import { isApp } from '../session/look.ts';
import { session } from '../session/member.ts';
import { memory, store } from '../session/store.ts';

/** Where a next step is walked. */
export function pathOf(next: NextStep): string {
  switch (next) {
    case 'eligibility':
      return store.get('closed') ? '/register/closed' : '/register/prepare';
    case 'profile':
      return '/register/profile';
    case 'completion':
      return store.get('confirmed') ? '/register/final' : store.get('continuing')?.route === 'group' ? '/register/profile' : '/register/prepare';
    case 'activation':
      return '/register/sent';
    case 'sign-in':
      return session.member ? '/me' : '/sign-in';
    case 'start':
      return '/register';
    default:
      return '/me/checkups';
  }
}

/** Few fields a screen on a phone; all at once where there is room for them. */
export const onePageAtATime = () => isApp || matchMedia('(max-width: 40rem)').matches;

/**
 * Where to go from a step that is nobody's turn any more: completed meanwhile, perhaps in another tab, or never begun here.
 * @returns whether the step can be taken
 */
export function mayContinue(router: Router): boolean {
  if (store.get('continuing')) {
    return true;
  }
  void session.load().then(() => router.go(session.member ? '/me' : '/register', { replace: true }));
  return false;
}

/** The registration went on elsewhere: the page says how it stands, and leads there. */
export async function followElsewhere(router: Router, next: NextStep): Promise<void> {
  if (next === 'sign-in') {
    store.forgetRegistration();
    await session.load();
    memory.notice = { kind: 'done', text: '登録は完了しています。' };
  } else {
    memory.notice = { kind: 'info', text: 'お手続きは、この画面より先に進んでいます。' };
  }
  router.go(pathOf(next), { replace: true });
}
