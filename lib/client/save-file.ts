/** So long, in milliseconds, the browser may take to read what it saves. */
const readWithinMs = 60_000;

/** Hands a text to the browser, to be saved as a file where it saves downloads. Nothing leaves the computer. */
export function saveFile(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), readWithinMs);
}
