/**
 * Reads one place of a JSON value, by RFC 6901: `/data/balance`, `/wallets/0/amount`, and the empty text for the whole.
 *
 * @returns `undefined` where nothing lies, or where the pointer is none.
 * @see https://datatracker.ietf.org/doc/html/rfc6901
 */
export function readPointer(value: unknown, pointer: string): unknown {
  return isPointer(pointer) ? readNames(value, pointerNames(pointer)) : undefined;
}

/** Whether a text is a JSON Pointer at all. */
export function isPointer(text: string): boolean {
  return /^(?:\/(?:[^~/]|~[01])*)*$/.test(text);
}

/** The names and indexes that a pointer goes through. */
export function pointerNames(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** @returns what lies behind the names, or `undefined`. */
export function readNames(value: unknown, names: readonly string[]): unknown {
  let current = value;
  for (const name of names) {
    if (typeof current !== 'object' || current === null) return undefined;
    if (Array.isArray(current) && !/^(?:0|[1-9]\d{0,8})$/.test(name)) return undefined;
    // Only what the answer itself holds: never what every object inherits.
    if (!Object.hasOwn(current, name)) return undefined;
    current = (current as Record<string, unknown>)[name];
  }
  return current;
}
