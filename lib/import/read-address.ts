import { type BaseUrlResult, parseBaseUrl } from '../base-url';

/** As long as the address of an account may be, in characters. */
const longest = 300;

/**
 * Reads an address out of a file. It comes back in a form that stays the same however often it is read again, as it is
 * when an account is added and whenever it is edited.
 */
export function readAddress(text: string): BaseUrlResult {
  if (text.length > longest) return { ok: false, problem: 'not-a-url' };
  let address = parseBaseUrl(text);
  while (address.ok) {
    const again = parseBaseUrl(address.url);
    if (!again.ok || again.url === address.url) break;
    address = again;
  }
  return address.ok && address.url.length > longest ? { ok: false, problem: 'not-a-url' } : address;
}
