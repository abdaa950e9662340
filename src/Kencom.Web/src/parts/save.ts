/** Gives the browser a file to keep, made in the page. */
export function save(content: Blob, fileName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = fileName;
  link.click();
  // The browser has taken it over by the next turn; until then the address must live.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
