/** Runs in a page: every text that can be reached from React's own tree: properties, state, and what hangs on them. */
export function textsInReact(): { count: number; all: string } {
  const root = document.querySelector('#root') as unknown as Record<string, unknown>;
  const start = Object.keys(root).find((name) => name.startsWith('__reactContainer'));
  const seen = new Set<unknown>();
  const texts: string[] = [];
  const waiting: unknown[] = [start === undefined ? undefined : root[start]];
  while (waiting.length > 0 && seen.size < 300_000) {
    const value = waiting.pop();
    if (typeof value === 'string') texts.push(value);
    if (typeof value !== 'object' || value === null || seen.has(value) || value === window) continue;
    seen.add(value);
    if (value instanceof Map || value instanceof Set) waiting.push(...value.values());
    for (const name of Object.keys(value)) {
      const { value: held } = Object.getOwnPropertyDescriptor(value, name) ?? {};
      waiting.push(held);
    }
  }
  return { count: texts.length, all: texts.join('\n') };
}
