import { type BaseUrlProblem, parseBaseUrl } from '../base-url';

/** Why an address cannot be one that messages go to. */
export type AddressProblem = Exclude<BaseUrlProblem, 'has-query'> | 'has-fragment';

export type AddressResult = { ok: true; url: URL } | { ok: false; problem: AddressProblem };

/**
 * Reads the address that a person pasted. Unlike the base URL of a service it is taken as it is: path and query are what
 * makes it secret. Plain `http:` reaches this machine only.
 */
export function parseAddress(input: string): AddressResult {
  const text = input.trim();
  // What holds for every address is judged without its path and query.
  const base = parseBaseUrl(/^[^?#]*/.exec(text)?.[0] ?? '');
  if (!base.ok) return { ok: false, problem: base.problem === 'has-query' ? 'not-a-url' : base.problem };
  if (base.transport === 'local-network') return { ok: false, problem: 'insecure' };
  if (/[\p{Cc}\p{Cf}\s\\]/u.test(text)) return { ok: false, problem: 'control-characters' };
  if (text.includes('#')) return { ok: false, problem: 'has-fragment' };
  const written = /^https?:/i.test(text) ? text : `https://${text}`;
  return URL.canParse(written) ? { ok: true, url: new URL(written) } : { ok: false, problem: 'not-a-url' };
}

/** The problem of an address, where it has one. */
export function addressProblem(input: string): AddressProblem | undefined {
  const read = parseAddress(input);
  return read.ok ? undefined : read.problem;
}

/** The whole address, as it is asked; empty for one that cannot be used. */
export function fullAddress(input: string): string {
  const read = parseAddress(input);
  return read.ok ? read.url.href : '';
}

/**
 * Takes apart an address whose last part says where a message goes: a topic, a device.
 *
 * @returns the address of the server without a slash at its end, and the last part; `undefined` where there is none.
 */
export function splitAddress(input: string): { server: string; last: string } | undefined {
  const read = parseAddress(input);
  if (!read.ok) return undefined;
  const parts = read.url.pathname.split('/').filter((part) => part !== '');
  const last = parts.pop();
  if (last === undefined || read.url.search !== '') return undefined;
  return { server: [read.url.origin, ...parts].join('/'), last };
}
