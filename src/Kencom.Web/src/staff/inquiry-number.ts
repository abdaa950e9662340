/** The number of an inquiry as somebody reads it out or copies it: any width and case, with spaces or hyphens. Undefined for what is none. */
export function inquiryNumber(text: string): string | undefined {
  const number = text.normalize('NFKC').replace(/[\s\-‐−]/g, '').toUpperCase();
  return /^Q[2-9A-HJ-NP-Z]{9}$/.test(number) ? number : undefined;
}
