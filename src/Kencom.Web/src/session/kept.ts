/**
 * What a tab keeps. A browser may forbid it (cookies and storage switched off): then it lives as long as the page, and nothing breaks.
 */
const substitute = new Map<string, string>();

export const kept = {
  get(key: string): string | null {
    try {
      return sessionStorage.getItem(key) ?? substitute.get(key) ?? null;
    } catch {
      return substitute.get(key) ?? null;
    }
  },
  set(key: string, value: string): void {
    try {
      sessionStorage.setItem(key, value);
    } catch {
      substitute.set(key, value);
    }
  },
  remove(key: string): void {
    substitute.delete(key);
    try {
      sessionStorage.removeItem(key);
    } catch {
      // There is nothing to remove where nothing can be kept.
    }
  },
};
