import { fail } from './failure';

/** How deep an answer may be nested. Real ones stay below ten. */
const deepest = 32;

/**
 * Parses an answer without losing a digit: a number whose float would differ from what stands in the text is handed on
 * as text. A key named `__proto__` is dropped.
 *
 * @throws FailureError `bad-response` for what is no JSON or nested too deeply.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) fail({ kind: 'bad-response', detail: 'nesting' });
  try {
    return JSON.parse(text, exactly);
  } catch {
    // The engine's message quotes the text; it must not travel on, so it is no cause either.
    return fail({ kind: 'bad-response', detail: 'json' });
  }
}

// The third argument is in Chromium 114 and Firefox 135; TypeScript's library does not name it yet.
function exactly(key: string, value: unknown, context?: { source?: string }): unknown {
  if (key === '__proto__') return undefined;
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined || source.length <= 15) return value;
  return String(value) === source ? value : source;
}

/** A scan in one pass: `JSON.parse` takes millions of levels, and what comes after it does not. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 92 /* \ */) index += 1;
      else if (code === 34 /* " */) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 91 /* [ */ || code === 123 /* { */) {
      depth += 1;
      if (depth > deepest) return true;
    } else if (code === 93 /* ] */ || code === 125 /* } */) depth -= 1;
  }
  return false;
}
