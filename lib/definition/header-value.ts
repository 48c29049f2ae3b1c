/** Which part of a header's value is meant. */
export interface HeaderPart {
  /** The place in a list, from the end where negative; or the name of an item of a structured field. */
  item?: number | string | undefined;
  /** The parameter of a structured field's item: `r` of `"daily";r=640;t=3600`. */
  parameter?: string | undefined;
}

/** In characters, and in items: headers are short, and whoever sends a long one does not mean well. */
const longest = 4096;
const mostItems = 100;

/**
 * Takes one value out of a header: the whole, an item of a list (`1, 1850`), or a parameter of an item of a structured
 * field, as the IETF's `RateLimit` is one.
 *
 * @returns `undefined` where it does not hold that.
 * @see https://datatracker.ietf.org/doc/html/rfc9651
 */
export function headerPart(value: string, { item, parameter }: HeaderPart): string | undefined {
  if (value.length > longest) return undefined;
  if (item === undefined && parameter === undefined) return value.trim();
  const items = split(value, ',');
  if (items.length > mostItems) return undefined;
  const parsed = items.map(itemOf);
  const found = typeof item === 'string' ? parsed.find(({ name }) => name === item) : parsed.at(item ?? 0);
  return parameter === undefined ? found?.name : found?.parameters.get(parameter);
}

function itemOf(text: string): { name: string; parameters: Map<string, string> } {
  const [name = '', ...parameters] = split(text, ';');
  return {
    name: unquoted(name),
    parameters: new Map(
      parameters.map((one) => {
        const equals = one.indexOf('=');
        return equals < 0 ? [one.trim(), '1'] : [one.slice(0, equals).trim(), unquoted(one.slice(equals + 1))];
      }),
    ),
  };
}

/** Splits at a sign that stands outside of quotes. */
function split(text: string, sign: string): string[] {
  const parts = [''];
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const one = text[at] ?? '';
    if (one === '"') isQuoted = !isQuoted;
    const isEscape = isQuoted && one === '\\';
    if (one === sign && !isQuoted) parts.push('');
    else parts[parts.length - 1] += isEscape ? one + (text[at + 1] ?? '') : one;
    if (isEscape) at += 1;
  }
  return parts;
}

function unquoted(text: string): string {
  const inner = /^"(.*)"$/s.exec(text.trim())?.[1];
  return inner === undefined ? text.trim() : inner.replace(/\\(.)/gs, '$1');
}
