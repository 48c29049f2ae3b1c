/** Hands a file to the browser, which saves it where it saves downloads. */
export function saveFile(name: string, type: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken hold of it by then; kept for ever, it would be kept in memory.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
