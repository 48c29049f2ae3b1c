/** What is looked at of an answer; both browsers tell who asked for it, each in its own words. */
export interface ObservedAnswer {
  url: string;
  tabId: number;
  /** It comes from the browser's own cache: what it says may be days old. */
  fromCache?: boolean | undefined;
  /** Chromium. */
  initiator?: string | undefined;
  /** Firefox. */
  originUrl?: string | undefined;
  documentUrl?: string | undefined;
  incognito?: boolean | undefined;
  responseHeaders?: readonly { name: string; value?: string | undefined }[] | undefined;
}

/** What a person has named: whose answers may be looked at, and which of their headers. */
export interface Watched {
  /** Beneath it lies every address that is looked at; without a slash at its end. */
  baseUrl: string;
  /** The origins of pages that may have asked. */
  askers: readonly string[];
  /** In small letters. */
  names: readonly string[];
}

/** Requests that are looked at: those that a page makes while it is used, and the pages themselves. */
export const observedTypes = ['xmlhttprequest', 'main_frame', 'sub_frame'] as const;

/** A header is short; what is longer is not taken for one. */
const longest = 4096;

/**
 * Takes the named headers out of an answer, and nothing else of it.
 *
 * @returns their text by name in small letters; nothing where the answer is not one of those that the person means.
 */
export function headersIn(answer: ObservedAnswer, { baseUrl, askers, names }: Watched): Record<string, string> | undefined {
  // What a private window does is nobody's business.
  if (answer.incognito || answer.fromCache || !isBeneath(answer.url, baseUrl) || !isAskedBy(answer, askers)) return undefined;
  const found: Record<string, string> = {};
  for (const { name, value } of answer.responseHeaders ?? []) {
    const lower = name.toLowerCase();
    if (value === undefined || !names.includes(lower)) continue;
    // A header that was sent twice means the same as one with both values in it.
    const whole = Object.hasOwn(found, lower) ? `${found[lower]}, ${value}` : value;
    if (whole.length <= longest) found[lower] = whole;
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

function isBeneath(url: string, baseUrl: string): boolean {
  return url === baseUrl || (url.startsWith(baseUrl) && /[/?#]/.test(url.charAt(baseUrl.length)));
}

/** An address that a person typed, or a bookmark, has nobody who asked but the tab; an extension's own requests have no tab. */
function isAskedBy({ tabId, initiator, originUrl, documentUrl }: ObservedAnswer, askers: readonly string[]): boolean {
  const asker = initiator ?? originOf(originUrl ?? documentUrl);
  return asker === undefined ? tabId >= 0 : askers.includes(asker);
}

function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}
