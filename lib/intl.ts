const made = new Map<string, unknown>();

/**
 * Makes a formatter of the platform once: building one costs more than a hundred uses of it.
 *
 * @param create called when no formatter of this name was made yet.
 * @param name everything that the formatter depends on.
 */
export function once<Formatter>(create: () => Formatter, ...name: readonly (string | number)[]): Formatter {
  const key = name.join(' ');
  const known = made.get(key);
  if (known !== undefined) return known as Formatter;
  const formatter = create();
  made.set(key, formatter);
  return formatter;
}
