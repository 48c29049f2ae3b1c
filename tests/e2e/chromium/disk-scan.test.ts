import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanForSecret } from '../disk-scan.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { writeLeakyExtension } from './leaky-extension.ts';

const require = createRequire(import.meta.url);
const newKey = () => `sk-${randomBytes(24).toString('base64url')}"/${randomBytes(6).toString('hex')}`;

let folder: string;
let key: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'remainder-scan-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Scans one file of its own. */
function scanFile(name: string, bytes: Buffer | string) {
  const place = join(folder, randomBytes(4).toString('hex'));
  mkdirSync(place);
  writeFileSync(join(place, name), bytes);
  return scanForSecret(place, key);
}

describe('the scanner finds a key', () => {
  const random = () => randomBytes(500);
  const amid = (bytes: Buffer | string) => Buffer.concat([random(), Buffer.from(bytes), random()]);
  const forms: [string, () => Buffer | string][] = [
    ['utf-8', () => key],
    ['utf-16le', () => Buffer.from(key, 'utf16le')],
    ['hex', () => Buffer.from(key).toString('hex')],
    ['HEX', () => Buffer.from(key).toString('hex').toUpperCase()],
    ['base64 +0', () => Buffer.from(`12${key.slice(0, 4)}${key.slice(4)}`).toString('base64')],
    ['base64 +1', () => Buffer.from(key).toString('base64')],
    ['base64 +2', () => Buffer.from(`1${key}`).toString('base64')],
    ['base64url +1', () => Buffer.from(key).toString('base64url')],
    ['json', () => JSON.stringify({ key })],
    ['json escapes', () => [...key].map((character) => `\\u00${character.charCodeAt(0).toString(16)}`).join('')],
    ['url', () => encodeURIComponent(key)],
    ['reversed', () => [...key].reverse().join('')],
  ];

  it.each(forms)('written as %s', (form, written) => {
    key = newKey();
    expect(scanFile('file', amid(written())).hits).toContainEqual({ file: 'file', form, layer: 'raw' });
  });

  it('of which the first and last characters are missing', () => {
    key = newKey();
    expect(scanFile('file', amid(key.slice(4, -4))).hits).toHaveLength(1);
  });

  it('in the name of a file', () => {
    key = newKey().replace('/', '');
    expect(scanFile(key, 'nothing').hits).toMatchObject([{ layer: 'name' }]);
  });

  it('inside gzip and zip, in the middle of a file', () => {
    key = newKey();
    const zipped = Buffer.concat([
      Buffer.from('PK\u0003\u0004', 'latin1'),
      Buffer.alloc(22),
      Buffer.from([1, 0, 0, 0]),
      Buffer.from('x'),
      deflateRawSync(broken(key)),
    ]);
    expect(scanFile('cache', amid(gzipSync(broken(key)))).hits).toMatchObject([{ layer: 'gzip' }]);
    expect(scanFile('zip', amid(zipped)).hits).toMatchObject([{ layer: 'zip' }]);
  });

  it('cut in two by a block of a LevelDB log', () => {
    key = newKey();
    const header = (size: number, type: number) => Buffer.from([0, 0, 0, 0, size & 255, size >> 8, type]);
    const first = Buffer.concat([Buffer.alloc(32 * 1024 - 7 - 20, 1), Buffer.from(key.slice(0, 20))]);
    const last = Buffer.from(key.slice(20));
    const log = Buffer.concat([header(first.length, 2), first, header(last.length, 4), last]);
    expect(scanFile('000003.log', log).hits).toMatchObject([{ layer: 'log' }]);
  });

  it('inside mozLz4, written as references to what stands before it', () => {
    key = newKey();
    const [head, tail] = [key.slice(0, 20), key.slice(20)];
    const literal = Buffer.from(`${tail}####${head}`);
    // One sequence: the literals, then a match of the tail; then the last literals.
    const block = Buffer.concat([
      Buffer.from([0xf0 | Math.min(15, tail.length - 4), literal.length - 15]),
      literal,
      Buffer.from([literal.length, 0, tail.length - 4 - 15]),
      Buffer.from([0x10, 0x21]),
    ]);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(literal.length + tail.length + 1);
    const file = Buffer.concat([Buffer.from('mozLz40\0', 'latin1'), size, block]);
    expect(scanFile('recovery.jsonlz4', file).hits).toMatchObject([{ layer: 'mozLz4' }]);
  });

  it('in SQLite, also where a value is a compressed structured clone', () => {
    key = newKey();
    const { DatabaseSync } = require('node:sqlite') as typeof import('node:sqlite');
    const { compress } = require('snappyjs') as { compress(bytes: Uint8Array): Uint8Array };
    const place = join(folder, 'sqlite');
    mkdirSync(place);
    const database = new DatabaseSync(join(place, 'data.sqlite'));
    database.exec('create table object_data (data blob)');
    database.prepare('insert into object_data values (?)').run(compress(Buffer.from(broken(key))));
    database.close();
    expect(scanForSecret(place, key).hits).toMatchObject([{ layer: 'sqlite, snappy' }]);
  });
});

describe('security 51: the scanner finds what a careless extension leaves in a real profile', () => {
  let browser: TestBrowser;
  let page: Page;
  let quitted = false;
  const keys = new Map<string, string>();

  beforeAll(async () => {
    browser = await startBrowser({ extension: writeLeakyExtension(join(folder, 'leaky')) });
    page = await browser.open('page.html');
  });

  afterAll(() => browser.close());

  it.each([
    ['storage', /^raw|^log/],
    ['removed', /^raw|^log/],
    ['table', /^ldb/],
    ['database', /^raw|^log/],
    ['compressed', /snappy/],
    ['file', /^raw/],
    ['textarea', /^raw/],
  ])('in its %s', async (place, layer) => {
    if (!quitted) {
      for (const name of ['storage', 'removed', 'table', 'database', 'compressed', 'file', 'textarea']) {
        keys.set(name, newKey());
        await page.evaluate(([leak, value]) => (globalThis as unknown as { leak: Record<string, (key: string) => Promise<void>> }).leak[leak]?.(value), [
          name,
          keys.get(name) ?? '',
        ] as const);
      }
      // The browser writes down what is in a page's fields some seconds later.
      await new Promise((resolve) => setTimeout(resolve, 6000));
      await browser.quit();
      quitted = true;
    }
    const { hits } = scanForSecret(browser.profile, keys.get(place) ?? '');
    expect(hits.map((hit) => hit.layer)).toContainEqual(expect.stringMatching(layer));
  });
});

/** Fragments of the key come first, so that a compressor writes the key itself as references to them. */
function broken(secret: string): string {
  return `${Array.from({ length: secret.length - 5 }, (_, at) => secret.slice(at, at + 6)).join('|')}|${secret}`;
}
