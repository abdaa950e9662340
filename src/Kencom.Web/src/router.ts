import type { Route } from './routes.ts';

export interface Place {
  route: Route;
  parameters: Record<string, string>;
}

export class Router extends EventTarget {
  constructor(private readonly routes: readonly Route[]) {
    super();
    addEventListener('popstate', () => this.announce());
    addEventListener('click', (event) => this.follow(event));
  }

  get current(): Place {
    for (const route of this.routes) {
      const parameters = match(route.path, location.pathname);
      if (parameters) {
        return { route, parameters };
      }
    }
    return { route: this.routes.at(-1)!, parameters: {} };
  }

  /** Replacing is for steps that must not be walked back into: a spent link, a finished form. */
  go(path: string, { replace = false } = {}): void {
    history[replace ? 'replaceState' : 'pushState']({ inside: true }, '', path);
    this.announce();
  }

  back(fallback: string): void {
    if ((history.state as { inside?: boolean } | null)?.inside) {
      history.back();
    } else {
      this.go(fallback, { replace: true });
    }
  }

  /** To where a page was left for signing in. */
  returnTo(address: string | null): void {
    this.go(localAddress(address, this.routes) ?? '/me', { replace: true });
  }

  private announce(): void {
    this.dispatchEvent(new Event('place'));
  }

  /** Plain links inside the site change the page without loading it; everything else is the browser's. */
  private follow(event: MouseEvent): void {
    const link = event.composedPath().find((target): target is HTMLAnchorElement => target instanceof HTMLAnchorElement);
    const modified = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!link || modified || event.defaultPrevented || link.target || link.origin !== location.origin || link.hasAttribute('download')) {
      return;
    }
    if (link.hash && link.pathname === location.pathname) {
      event.preventDefault();
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      target?.focus();
      target?.scrollIntoView({ block: 'center' });
      return;
    }
    if (match('/local/*', link.pathname) || match('/api/*', link.pathname)) {
      return;
    }
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

/**
 * A return address as it came in a link, if it is a page of ours and nothing else: `//evil`, `/\evil`, `/%2f%2fevil` and `javascript:` are none. What
 * follows is made anew from the parsed parts.
 */
export function localAddress(address: string | null, routes: readonly Route[], origin = location.origin): string | null {
  if (!address?.startsWith('/') || !URL.canParse(address, origin)) {
    return null;
  }
  const { origin: where, pathname, search } = new URL(address, origin);
  const known = routes.some(({ path }) => path !== '/*' && path !== '/sign-in' && match(path, pathname) !== null);
  return where === origin && known ? pathname + search : null;
}

/** Null when the path is another one; `*` stands for any rest. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const parameters: Record<string, string> = {};
  const wanted = pattern.split('/');
  const given = path.replace(/(?<=.)\/$/, '').split('/');
  for (const [index, part] of wanted.entries()) {
    const value = given[index];
    if (part === '*') {
      return parameters;
    }
    if (value === undefined || (part.startsWith(':') ? value === '' : part !== value)) {
      return null;
    }
    if (part.startsWith(':')) {
      const text = decoded(value);
      if (text === null) {
        return null;
      }
      parameters[part.slice(1)] = text;
    }
  }
  return wanted.length === given.length ? parameters : null;
}

/** Null for what no browser encodes so, as a link cut in the middle of a sign. */
function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}
