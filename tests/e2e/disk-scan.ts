import { copyFileSync, type Dirent, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { inflateRawSync, constants as zlib } from 'node:zlib';
import { tables } from './leveldb.ts';
import { uncompressLz4 } from './lz4.ts';

/** Where a secret was found: in which file, written how, and inside what it had to be looked for. */
interface Hit {
  file: string;
  form: string;
  layer: string;
}

export interface Scan {
  hits: Hit[];
  files: number;
  bytes: number;
  /** How many pieces were looked into, by kind: a scan that unpacks nothing proves nothing. */
  layers: Record<string, number>;
}

/**
 * Searches every byte of a browser's profile for a secret, in every form that a browser or a careless program may have
 * written it. Its first and last four characters are left out: pages show those.
 *
 * @param secret a text, or bytes, which are looked for as they are as well.
 */
export function scanForSecret(folder: string, secret: string | Buffer): Scan {
  const forms = typeof secret === 'string' ? formsOf(secret.slice(4, -4)) : formsOfBytes(secret);
  const scan: Scan = { hits: [], files: 0, bytes: 0, layers: {} };

  function search(bytes: Buffer, file: string, layer: string) {
    scan.layers[layer] = (scan.layers[layer] ?? 0) + 1;
    for (const [form, needle] of forms) if (bytes.includes(needle)) scan.hits.push({ file, form, layer });
  }

  for (const path of filesIn(folder)) {
    const file = relative(folder, path);
    const name = Buffer.from(file);
    const bytes = readFileSync(path);
    scan.files += 1;
    scan.bytes += bytes.length;
    search(name, file, 'name');
    search(bytes, file, 'raw');
    for (const { layer, bytes: piece } of piecesOf(bytes, path)) search(piece, file, layer);
  }
  return scan;
}

function* filesIn(folder: string): Generator<string> {
  const entries: Dirent[] = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else if (entry.isFile() && existsSync(path)) yield path;
  }
}

/** Bytes, and every way to write down the texts that stand for them. */
function formsOfBytes(secret: Buffer): [string, Buffer][] {
  const texts = (['hex', 'base64', 'base64url'] as const).flatMap((encoding) => formsOf(secret.toString(encoding).slice(4, -4)));
  return [['bytes', secret.subarray(2, -2)], ...texts];
}

/** Every way to write the secret down that is worth fearing. */
function formsOf(secret: string): [string, Buffer][] {
  const utf8 = Buffer.from(secret);
  const hex = utf8.toString('hex');
  const escaped = [...secret].map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const forms: [string, Buffer][] = [
    ['utf-8', utf8],
    ['utf-16le', Buffer.from(secret, 'utf16le')],
    ['utf-16be', Buffer.from(secret, 'utf16le').swap16()],
    ['hex', Buffer.from(hex)],
    ['HEX', Buffer.from(hex.toUpperCase())],
    ['json', Buffer.from(JSON.stringify(secret).slice(1, -1))],
    ['json escapes', Buffer.from(escaped)],
    ['url', Buffer.from(encodeURIComponent(secret))],
    ['bytes as numbers', Buffer.from([...utf8].join(','))],
    ['reversed', Buffer.from([...secret].reverse().join(''))],
  ];
  for (const shift of [0, 1, 2]) {
    for (const encoding of ['base64', 'base64url'] as const) {
      forms.push([`${encoding} +${shift}`, Buffer.from(base64At(utf8, shift, encoding))]);
      forms.push([`${encoding} of utf-16 +${shift}`, Buffer.from(base64At(Buffer.from(secret, 'utf16le'), shift, encoding))]);
    }
  }
  return forms;
}

/** The characters of base64 that depend on the secret alone, when so many bytes stand before it. */
function base64At(bytes: Buffer, shift: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString(encoding)
    .replace(/=+$/, '');
  return text.slice(shift === 0 ? 0 : shift + 1, -2);
}

interface Piece {
  layer: string;
  bytes: Buffer;
}

/** What lies inside a file in a form that a plain search cannot see through. */
function* piecesOf(bytes: Buffer, path: string): Generator<Piece> {
  const name = basename(path);
  for (const { kind, bytes: piece } of tables(name, bytes)) {
    yield { layer: kind, bytes: piece };
    yield* structuredClones(piece, kind);
  }
  if (bytes.subarray(0, 8).toString('latin1') === 'mozLz40\0') yield { layer: 'mozLz4', bytes: uncompressLz4(bytes.subarray(12), bytes.readUInt32LE(8)) };
  if (bytes.subarray(0, 16).toString('latin1') === 'SQLite format 3\0') yield* cellsOf(path);
  yield* compressed(bytes);
}

const { uncompress } = createRequire(import.meta.url)('snappyjs') as { uncompress(bytes: Uint8Array, maximum?: number): Uint8Array };
const most = 64 * 1024 * 1024;

/** IndexedDB keeps values as structured clones, compressed when they are long: Chromium says so in three bytes, Firefox beside them. */
function* structuredClones(value: Buffer, from: string): Generator<Piece> {
  const marks = [0, value.indexOf(Buffer.from([0xff, 0x11, 0x02])) + 3];
  for (const start of new Set(marks)) {
    try {
      yield { layer: `${from}, snappy`, bytes: Buffer.from(uncompress(value.subarray(start), most)) };
    } catch {
      // Not compressed.
    }
  }
}

function* cellsOf(path: string): Generator<Piece> {
  const { DatabaseSync } = createRequire(import.meta.url)('node:sqlite') as typeof import('node:sqlite');
  const folder = mkdtempSync(join(tmpdir(), 'remainder-sqlite-'));
  try {
    for (const ending of ['', '-wal', '-journal']) if (existsSync(path + ending)) copyFileSync(path + ending, join(folder, `copy${ending}`));
    const database = new DatabaseSync(join(folder, 'copy'));
    const names = database.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
    for (const { name } of names) {
      for (const cell of cellsOfTable(database, name)) {
        yield { layer: 'sqlite', bytes: cell };
        yield* structuredClones(cell, 'sqlite');
      }
    }
    database.close();
  } catch {
    // A damaged or locked database still was searched byte by byte.
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function* cellsOfTable(database: import('node:sqlite').DatabaseSync, table: string): Generator<Buffer> {
  const rows = database.prepare(`select * from "${table.replaceAll('"', '""')}"`);
  rows.setReadBigInts(true);
  for (const row of rows.iterate()) {
    for (const cell of Object.values(row)) {
      if (typeof cell === 'string') yield Buffer.from(cell);
      else if (cell instanceof Uint8Array) yield Buffer.from(cell);
    }
  }
}

/** gzip and zip, wherever they begin inside a file. */
function* compressed(bytes: Buffer): Generator<Piece> {
  const options = { maxOutputLength: most, finishFlush: zlib.Z_SYNC_FLUSH };
  for (const start of indexesOf(bytes, Buffer.from([0x1f, 0x8b, 0x08]))) {
    // Whatever stands behind the end is none of gzip's business, so its own check of that is left out.
    yield* attempt('gzip', () => inflateRawSync(bytes.subarray(endOfGzipHeader(bytes, start)), options));
  }
  for (const start of indexesOf(bytes, Buffer.from('PK\u0003\u0004', 'latin1'))) {
    const data = start + 30 + (start + 30 <= bytes.length ? bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28) : 0);
    yield* attempt('zip', () => inflateRawSync(bytes.subarray(data), options));
  }
}

function endOfGzipHeader(bytes: Buffer, start: number): number {
  const flags = bytes[start + 3] ?? 0;
  let at = start + 10;
  if (flags & 4) at += 2 + bytes.readUInt16LE(at);
  // A name, then a remark, each up to a zero byte.
  for (const flag of [8, 16]) if (flags & flag) at = bytes.indexOf(0, at) + 1;
  return flags & 2 ? at + 2 : at;
}

function* attempt(layer: string, unpack: () => Buffer): Generator<Piece> {
  try {
    yield { layer, bytes: unpack() };
  } catch {
    // Three bytes that only looked like the beginning of something.
  }
}

function* indexesOf(bytes: Buffer, mark: Buffer): Generator<number> {
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) yield at;
}
