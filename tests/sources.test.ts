import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { providers } from '../lib/provider-host/catalog';

const page = readFileSync(path.join(import.meta.dirname, '../docs/sources.md'), 'utf8');
const rows = page.split('\n').flatMap((line) => {
  const cells = line.split('|').map((cell) => cell.trim());
  return cells[1]?.startsWith('`') ? [{ provider: cells[1].replaceAll('`', ''), method: (cells[2] ?? '').replaceAll('`', ''), cells }] : [];
});

test('the page about sources names every method, and no other', () => {
  const written = rows.map(({ provider, method }) => `${provider} ${method}`);
  const built = providers.flatMap(({ id, methods }) => methods.map((method) => `${id} ${method.id}`));
  expect(written.sort()).toEqual(built.sort());
});

test('it says when each was last checked, as the code does', () => {
  const wrong = providers.flatMap(({ id, methods }) =>
    methods
      .filter(({ id: method, source }) => rows.find((row) => row.provider === id && row.method === method)?.cells[6] !== source.checked)
      .map((method) => method.id),
  );
  expect(wrong).toEqual([]);
});

test('it says of each with which credential it is read', () => {
  const words = { 'api-key': 'API key', 'admin-key': 'admin key', 'access-token': 'access token', session: 'session', login: 'login', none: 'none' };
  for (const { id, methods } of providers) {
    for (const method of methods) expect(rows.find((row) => row.provider === id && row.method === method.id)?.cells[3]).toBe(words[method.credential]);
  }
});
