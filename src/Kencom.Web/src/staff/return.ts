/** Where the login host sends back to. */
export const returnPath = '/staff/signed-in';

/** What the window in which somebody signs in again carries through the login host. */
export const again = 'again';

/** Whether this window was opened to sign in again: then the answer is for the window that opened it. */
export const isForAnotherWindow = (search: string) => new URLSearchParams(search).get('state')?.endsWith(`;${again}`) === true;

/** Where signing in came from, if it is a page of the console. */
export const returnAddress = (state: unknown): string =>
  typeof state === 'string' && /^\/staff(\/(?!signed-in)[\w-]+)*(\?[^#]*)?$/.test(state) ? state : '/staff';
