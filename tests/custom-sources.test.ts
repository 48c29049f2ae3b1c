import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDefinition } from '../lib/definition/read-definition';
import { replay } from '../lib/definition/replay';

const page = readFileSync(path.join(import.meta.dirname, '../docs/custom-sources.md'), 'utf8');
const now = Date.UTC(2026, 7, 15, 12);

/** The examples as they stand on the page: a definition, its answers, and what is left. */
const examples = page
  .split(/^## /m)
  .filter((section) => section.startsWith('Example: '))
  .map((section) => {
    const blocks = [...section.matchAll(/^```\w+ (\w+)\n(.*?)^```$/gms)].map(([, kind = '', text = '']) => ({ kind, text }));
    const of = (wanted: string) => blocks.filter(({ kind }) => kind === wanted).map(({ text }) => text);
    return { title: section.split('\n')[0] ?? '', definitions: of('definition'), answers: of('answer'), remaining: of('remaining') };
  });

test('the page has three worked examples, each with a definition, its answers and a figure', () => {
  expect(examples).toHaveLength(3);
  for (const { definitions, answers, remaining } of examples) {
    expect([definitions.length, remaining.length]).toEqual([1, 1]);
    expect(answers.length).toBeGreaterThan(0);
  }
});

describe.each(examples)('$title', ({ definitions: [written = ''], answers, remaining: [figure = ''] }) => {
  test('comes to the figure that the page names', () => {
    const read = readDefinition(written);
    if (!read.ok) throw new Error(`${read.problem.place}: ${read.problem.reason}`);
    expect(answers).toHaveLength(read.definition.requests.length);
    const { outcome } = replay(
      read.definition,
      answers.map((body) => ({ body })),
      now,
    );
    const [value, unit] = figure.trim().split(' ');
    expect(outcome).toMatchObject({ kind: 'reading', reading: { remaining: { value, unit } } });
  });
});

test('the headers of the third example are read as well', () => {
  const [, , third] = examples;
  const read = readDefinition(third?.definitions[0] ?? '');
  const outcome = read.ok && replay(read.definition, [{ body: third?.answers[0] }], now).outcome;
  expect(outcome).toMatchObject({
    reading: { expiresAt: null, windows: [{ name: 'Day', remaining: { value: '640' }, limit: { value: '1000' }, resetsAt: now + 3_600_000 }] },
  });
});

test('the page names every field and every function', () => {
  const fields = [
    'version',
    'name',
    'about',
    'baseUrl',
    'auth',
    'requests',
    'method',
    'path',
    'headers',
    'json',
    'answer',
    'success',
    'errorText',
    'remaining',
  ];
  const values = ['granted', 'used', 'percentUsed', 'percentLeft', 'unlimited', 'unlimitedValues', 'unit', 'meaning', 'scope', 'expires', 'windows', 'resets'];
  const details = ['item', 'parameter', 'otherwise', 'multiply', 'divide', 'negate', 'groupSeparator', 'decimalSeparator', 'strip', 'form', 'never', 'limit'];
  const functions = ['sum(', 'min', 'max', 'first', 'count(', 'where(', 'exists(', 'otherwise(', 'time(', 'now', 'today'];
  for (const word of [...fields, ...values, ...details, ...functions]) expect(page, word).toContain(word);
});
