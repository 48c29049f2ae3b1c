/** Where a key goes: never a query string. */
export type KeyPlace = 'bearer' | 'none' | { header: string; scheme?: string | undefined };

/** One request, without its key. */
export interface AskedRequest {
  method: 'GET' | 'HEAD' | 'POST';
  /** From the base URL, beginning with a slash; may have a query. */
  path: string;
  headers: Record<string, string>;
  /** Sent as JSON with POST. */
  json?: unknown;
  auth: KeyPlace;
  /** What the body of the answer is taken for. */
  answer: 'json' | 'text' | 'none';
  /** The headers of the answer that are wanted, by lower-case name. No other is kept. */
  keepHeaders: readonly string[];
}

/** What came back from a successful request. */
export interface GivenAnswer {
  /** Parsed JSON. */
  body?: unknown;
  text?: string | undefined;
  /** By lower-case name. */
  headers: Readonly<Record<string, string>>;
}
