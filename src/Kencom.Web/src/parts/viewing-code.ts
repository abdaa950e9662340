import type { Member } from '../api/client.ts';

/** Who sends the viewing code, and on what: a group's member has no insurer's postcard (the manual's note at STEP1). */
export const codeWords = ({ groupCode }: Member) => groupCode
  ? { sender: 'ご紹介の団体（健診機関など）', carrier: 'ハガキ・メール・書面など' }
  : { sender: '健康保険組合など', carrier: 'ハガキなど' };
