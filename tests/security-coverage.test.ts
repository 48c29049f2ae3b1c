import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './source-files';

const documented = readFileSync(path.join(root, 'docs', 'security.md'), 'utf8').split('## The tests by number')[1] ?? '';

/** The rows of the table: number, what, and where it is proven or why it is not. */
const rows = [...documented.matchAll(/^\| (\d+) +\| (.+?) +\| (.+?) +\|$/gm)].map(([, number, what = '', where = '']) => ({
  number: Number(number),
  what,
  where,
}));

/** The files whose titles begin with a number, by number. */
const proven = new Map<number, Set<string>>();
for (const file of testFiles()) {
  for (const [, numbers = ''] of readFileSync(path.join(root, file), 'utf8').matchAll(/['`]security (\d+(?:, \d+)*): /g)) {
    for (const number of numbers.split(', ').map(Number)) proven.set(number, (proven.get(number) ?? new Set()).add(file));
  }
}

describe('the tests of docs/security.md', () => {
  test('are those from 1 to 75, each once and in their order', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 75 }, (_, index) => index + 1));
    expect(new Set(rows.map(({ what }) => what)).size).toBe(75);
  });

  test('are in the files that the table names, and in no other', () => {
    for (const { number, where } of rows) {
      const named = [...where.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);
      expect({ number, files: named.toSorted() }).toEqual({ number, files: [...(proven.get(number) ?? [])].toSorted() });
    }
  });

  test('that are in no file have a reason', () => {
    for (const { number, where } of rows.filter(({ number }) => !proven.has(number))) expect(`${number}: ${where}`).toMatch(/: not here: \S.{20,}/);
  });
});

function testFiles(): string[] {
  return ['lib', 'tests'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => path.posix.join(folder, name.replaceAll('\\', '/')))
      .filter((name) => name.endsWith('.test.ts')),
  );
}
