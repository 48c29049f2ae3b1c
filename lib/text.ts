/**
 * Makes text from a service fit to be stored and shown: control and direction characters go, anything that looks like a
 * key is blotted out, and it is cut to a length.
 */
export function cleanText(text: string, maximum = 120): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .replace(/\b(?:sk|sess|rk|pk|key|eyJ)[-_A-Za-z0-9.]*[-_A-Za-z0-9]{12,}/g, '…')
    .trim()
    .slice(0, maximum);
}
