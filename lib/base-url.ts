/** Why a base URL cannot be used; a sentence for each lies in the language files. */
export type BaseUrlProblem = 'missing' | 'not-a-url' | 'wrong-scheme' | 'user-info' | 'insecure' | 'has-query' | 'control-characters';

/** How far plain `http:` would carry the key. */
export type Transport = 'encrypted' | 'this-machine' | 'local-network';

export type BaseUrlResult =
  | { ok: true /** Without a trailing slash or version segment. */; url: string; origin: string; transport: Transport }
  | { ok: false; problem: BaseUrlProblem };

/**
 * Reads what a person typed as a service's address. A trailing `/v1`, `/v1beta` or `/api` is dropped, since providers
 * name their paths from the root; a sub-path that the site lives under is kept. The host is returned in its ASCII form.
 */
export function parseBaseUrl(input: string): BaseUrlResult {
  const text = input.trim();
  if (text === '') return { ok: false, problem: 'missing' };
  // A URL parser silently drops tabs and newlines, so they are refused before it sees them.
  if (/[\p{Cc}\p{Cf}\s\\]/u.test(text)) return { ok: false, problem: 'control-characters' };
  const hasScheme = /^[a-z][a-z0-9+.-]*:(?:\/\/|(?!\d))/i.test(text);
  const withScheme = hasScheme ? text : `https://${text}`;
  if (!URL.canParse(withScheme)) return { ok: false, problem: 'not-a-url' };
  const url = new URL(withScheme);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { ok: false, problem: 'wrong-scheme' };
  if (url.username !== '' || url.password !== '') return { ok: false, problem: 'user-info' };
  if (url.search !== '' || url.hash !== '') return { ok: false, problem: 'has-query' };
  if (url.hostname === '' || url.hostname.endsWith('.')) return { ok: false, problem: 'not-a-url' };
  // A single word is a host only where the person says so with a scheme; otherwise it is a slip of the pen.
  if (!hasScheme && !isHost(url.hostname)) return { ok: false, problem: 'not-a-url' };
  const transport = url.protocol === 'https:' ? 'encrypted' : plainTransport(url.hostname);
  if (!transport) return { ok: false, problem: 'insecure' };
  const path = url.pathname.replace(/\/+$/, '').replace(/\/(?:v1|v1beta|api|api\/v1)$/, '');
  return { ok: true, url: url.origin + path, origin: url.origin, transport };
}

/** The match pattern that grants one origin. Patterns know no port: a grant covers every port of the host. */
export function permissionPattern(origin: string): string {
  const { protocol, hostname } = new URL(origin);
  return `${protocol}//${hostname}/*`;
}

function isHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname.includes('.') || hostname.startsWith('[');
}

/** Plain http may go to this machine and to private ranges, nowhere else (docs/security.md). */
function plainTransport(hostname: string): Transport | undefined {
  if (hostname === 'localhost' || hostname === '[::1]') return 'this-machine';
  // The URL parser has already turned 0x7f000001 and 2130706433 into dotted form.
  const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(hostname)?.slice(1).map(Number);
  if (parts) {
    const [first = 0, second = 0] = parts;
    if (first === 127) return 'this-machine';
    const isPrivate = first === 10 || (first === 172 && second >= 16 && second <= 31) || (first === 192 && second === 168);
    return isPrivate ? 'local-network' : undefined;
  }
  if (/^\[f[cd][0-9a-f]{2}:/.test(hostname)) return 'local-network';
  return hostname.endsWith('.local') ? 'local-network' : undefined;
}
