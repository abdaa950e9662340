import type { components } from './schema.gen.ts';

type Schemas = components['schemas'];

/** An API problem, or what the client meets itself: no connection, no answer in time. */
export interface Problem extends Partial<Omit<Schemas['Problem'], 'code'>> {
  code: Schemas['Problem']['code'] | 'offline' | 'timeout' | 'cookies-needed';
  title: string;
  detail: string;
  /** Seconds. */
  retryAfter?: number;
}

/** @property etag The version that was read or written, where the answer names one. */
export type Outcome<T> =
  | { readonly data: T; readonly etag?: string; readonly problem?: undefined }
  | { readonly data?: undefined; readonly etag?: string; readonly problem: Problem };

const offline: Problem = {
  code: 'offline',
  title: 'インターネットに接続できません',
  detail: '入力した内容はそのまま残っています。電波の状態を確かめて、もう一度お試しください。',
};

const timedOut: Problem = {
  code: 'timeout',
  title: '応答がありません',
  detail: '通信に時間がかかっています。入力した内容はそのまま残っています。もう一度お試しください。',
};

const unexpected: Problem = {
  code: 'unexpected',
  title: '処理できませんでした',
  detail: 'システムで問題が起きました。時間をおいてもう一度お試しください。',
};

/** Long enough for a phone on a slow network. */
const timeoutMilliseconds = 30_000;

export const fetchInTime = (request: Request) => fetch(new Request(request, { signal: AbortSignal.timeout(timeoutMilliseconds) }));

/** What became of a request, as a value: failures are answers, not exceptions. */
export async function outcome<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<Outcome<T>> {
  try {
    const { data, error, response } = await call;
    const etag = response.headers.get('ETag') ?? undefined;
    if (response.ok) {
      return { data: data as T, etag };
    }
    const problem = isProblem(error) ? error : unexpected;
    const retryAfter = Number(response.headers.get('Retry-After'));
    return { problem: retryAfter > 0 ? { ...problem, retryAfter } : problem, etag };
  } catch (fault) {
    return { problem: fault instanceof DOMException && fault.name === 'TimeoutError' ? timedOut : offline };
  }
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && 'title' in body && 'detail' in body;
