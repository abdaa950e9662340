import createClient from 'openapi-fetch';
import { fetchInTime, outcome, type Outcome } from '../api/outcome.ts';
import type { components, paths } from '../api/schema.gen.ts';
import { encodedReason } from './cases.ts';
import type { InsurerSettings } from './insurer-settings.ts';
import { staff } from './session.ts';

export type { Outcome, Problem } from '../api/outcome.ts';
type Schemas = components['schemas'];
export type StaffMember = NonNullable<Awaited<ReturnType<typeof api.me>>['data']>;
export type Insurer = Schemas['Insurer'];
export type Group = Schemas['Group'];
export type InquirySummary = Schemas['InquirySummary'];
export type Inquiry = Schemas['Inquiry'];
export type InquiryList = 'open' | 'mine' | 'all';
export type MemberForStaff = Schemas['MemberForStaff'];
export type Locked = MemberForStaff['locked'][number]['what'];
export type AuditEntry = NonNullable<Awaited<ReturnType<typeof api.audit>>['data']>['entries'][number];
export type Queue = NonNullable<Awaited<ReturnType<typeof api.queues>>['data']>['queues'][number];
export type Selection = { ids: string[] } | { all: true };
export type DroppedFile = Schemas['File'];
export type FileReport = Schemas['FileReport'];

/** How many requests are under way: the frame shows that there are. */
class Working extends EventTarget {
  count = 0;

  async while<T>(work: Promise<T>): Promise<T> {
    this.change(1);
    try {
      return await work;
    } finally {
      this.change(-1);
    }
  }

  private change(by: 1 | -1): void {
    this.count += by;
    this.dispatchEvent(new Event('change'));
  }
}

export const working = new Working();

/**
 * Sends a request with the token of who is here. A token that the API takes no more is renewed, by the person if need be, and the request is sent again:
 * whoever was writing goes on where they were.
 */
async function send(request: Request): Promise<Response> {
  const withToken = async () => {
    const copy = request.clone();
    copy.headers.set('Authorization', `Bearer ${await staff.token()}`);
    return fetchInTime(copy);
  };
  const response = await withToken();
  if (response.status !== 401) {
    return response;
  }
  await staff.renew();
  return withToken();
}

const client = createClient<paths>({ baseUrl: location.origin, credentials: 'omit', fetch: send });

const call = <T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<Outcome<T>> => working.while(outcome(answer));

/** Of what is followed while it runs: the frame need not show each look. */
const quietly = <T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<Outcome<T>> => outcome(answer);

/** A new thing must not be there yet, a changed one must be as it was read. */
const precondition = (etag: string | undefined) => (etag === undefined ? { 'If-None-Match': '*' as const } : { 'If-Match': etag });

/** Why, as each request about a person says (STF-2). */
const because = (reason: string) => ({ 'X-Audit-Reason': encodedReason(reason) });

/** What the list of files is of. */
export type FileList = 'roster' | 'checkup' | 'viewing-code';

/** Of whom a file is: an insurer, a group, or nobody (what lies in no folder of the right form). */
export type Owner = { insurerNumber: string } | { groupCode: string } | Record<string, never>;

export const api = {
  me: () => call(client.GET('/api/staff/me')),

  inquiries: (state: InquiryList, cursor?: string) => call(client.GET('/api/staff/inquiries', { params: { query: { state, cursor } } })),
  inquiriesQuietly: (state: InquiryList) => quietly(client.GET('/api/staff/inquiries', { params: { query: { state } } })),
  inquiry: (number: string, reason: string) => call(client.GET('/api/staff/inquiries/{number}', { params: { path: { number }, header: because(reason) } })),
  assign: (number: string, reason: string, assignee: 'me' | null) =>
    call(client.PUT('/api/staff/inquiries/{number}/assignee', { params: { path: { number }, header: because(reason) }, body: { assignee } })),
  saveDraft: (number: string, text: string) => quietly(client.PUT('/api/staff/inquiries/{number}/draft', { params: { path: { number } }, body: { text } })),
  answer: (number: string, reason: string, etag: string | undefined, body: { text: string; close: boolean }) =>
    call(client.POST('/api/staff/inquiries/{number}/answers', { params: { path: { number }, header: { ...because(reason), 'If-Match': etag } }, body })),
  note: (number: string, reason: string, text: string) =>
    call(client.POST('/api/staff/inquiries/{number}/notes', { params: { path: { number }, header: because(reason) }, body: { text } })),
  closeInquiry: (number: string, why: string, etag: string | undefined, reason: string) =>
    call(client.POST('/api/staff/inquiries/{number}/closing', { params: { path: { number }, header: { ...because(why), 'If-Match': etag } }, body: { reason } })),

  searchMember: (reason: string, body: Partial<Record<'kanaName' | 'birthDate' | 'insurerNumber' | 'cardSymbol' | 'cardNumber' | 'email', string>>) =>
    call(client.POST('/api/staff/members/search', { params: { header: because(reason) }, body })),
  member: (memberId: string, reason: string) => call(client.GET('/api/staff/members/{memberId}', { params: { path: { memberId }, header: because(reason) } })),
  endSessions: (memberId: string, reason: string) =>
    call(client.DELETE('/api/staff/members/{memberId}/sessions', { params: { path: { memberId }, header: because(reason) } })),
  unlock: (memberId: string, reason: string, what: Locked) =>
    call(client.POST('/api/staff/members/{memberId}/unlock', { params: { path: { memberId }, header: because(reason) }, body: { what } })),
  reissueViewingCode: (reason: string, memberId: string, inquiryNumber: string) =>
    call(client.POST('/api/staff/viewing-codes', { params: { header: because(reason) }, body: { memberId, inquiryNumber } })),

  queues: () => call(client.GET('/api/staff/queues')),
  poison: (name: string, cursor?: string) => call(client.GET('/api/staff/queues/{name}/poison', { params: { path: { name }, query: { cursor } } })),
  replay: (name: string, body: Selection) => call(client.POST('/api/staff/queues/{name}/replay', { params: { path: { name } }, body })),
  discard: (name: string, body: Selection) => call(client.POST('/api/staff/queues/{name}/discard', { params: { path: { name } }, body })),
  failedMails: (cursor?: string) => call(client.GET('/api/staff/failed-mails', { params: { query: { cursor } } })),
  resendMails: (body: Selection) => call(client.POST('/api/staff/failed-mails/resend', { body })),
  discardMails: (body: Selection) => call(client.POST('/api/staff/failed-mails/discard', { body })),
  sweeps: () => call(client.GET('/api/staff/sweeps')),
  audit: (query: { day?: string; staff?: string; subject?: string; cursor?: string }) => call(client.GET('/api/staff/audit', { params: { query } })),

  insurers: () => call(client.GET('/api/staff/insurers')),
  insurer: (insurerNumber: string) => call(client.GET('/api/staff/insurers/{insurerNumber}', { params: { path: { insurerNumber } } })),
  putInsurer: (insurerNumber: string, body: InsurerSettings, etag: string | undefined) =>
    call(client.PUT('/api/staff/insurers/{insurerNumber}', { params: { path: { insurerNumber }, header: precondition(etag) }, body })),
  endContract: (insurerNumber: string, confirmation: string) =>
    call(client.DELETE('/api/staff/insurers/{insurerNumber}', { params: { path: { insurerNumber } }, body: { confirmation } })),
  uploadLink: (insurerNumber: string, kind: DroppedFile['kind']) =>
    call(client.POST('/api/staff/insurers/{insurerNumber}/upload-links', { params: { path: { insurerNumber } }, body: { kind } })),

  groups: () => call(client.GET('/api/staff/groups')),
  group: (groupCode: string) => call(client.GET('/api/staff/groups/{groupCode}', { params: { path: { groupCode } } })),
  putGroup: (groupCode: string, body: { name: string; contactEmail: string | null }, etag: string | undefined) =>
    call(client.PUT('/api/staff/groups/{groupCode}', { params: { path: { groupCode }, header: precondition(etag) }, body })),

  files: (kind: FileList, owner: Owner) => call(client.GET('/api/staff/files', { params: { query: { kind, ...owner } } })),
  filesQuietly: (kind: FileList, owner: Owner) => quietly(client.GET('/api/staff/files', { params: { query: { kind, ...owner } } })),
  unfinishedFiles: (cursor?: string) => quietly(client.GET('/api/staff/files', { params: { query: { state: 'unfinished', cursor } } })),
  file: (fileId: string) => call(client.GET('/api/staff/files/{fileId}', { params: { path: { fileId } } })),
  fileQuietly: (fileId: string) => quietly(client.GET('/api/staff/files/{fileId}', { params: { path: { fileId } } })),
  fileReport: (fileId: string) => call(client.GET('/api/staff/files/{fileId}/report', { params: { path: { fileId } } })),
  fileReportCsv: (fileId: string) =>
    call(client.GET('/api/staff/files/{fileId}/report', { params: { path: { fileId } }, headers: { Accept: 'text/csv' }, parseAs: 'blob' })),
  approveFile: (fileId: string, reason: string) =>
    call(client.POST('/api/staff/files/{fileId}/approval', { params: { path: { fileId } }, body: { reason } })),
  rejectFile: (fileId: string, reason: string) =>
    call(client.POST('/api/staff/files/{fileId}/rejection', { params: { path: { fileId } }, body: { reason } })),

  printFiles: (owner: Owner) => call(client.GET('/api/staff/print-files', { params: { query: owner } })),
  mailPrintFileLink: (printFileId: string) => call(client.POST('/api/staff/print-files/{printFileId}/link', { params: { path: { printFileId } } })),
};
