import { createRequire } from 'node:module';

const { uncompress } = createRequire(import.meta.url)('snappyjs') as { uncompress(bytes: Uint8Array, maximum?: number): Uint8Array };

/** A piece of a LevelDB file, joined and unpacked. */
export interface TablePiece {
  kind: 'ldb block' | 'ldb value' | 'log' | 'log value';
  bytes: Buffer;
}

/** What a file of LevelDB holds, by its name. Nothing for other files. */
export function* tables(name: string, bytes: Buffer): Generator<TablePiece> {
  if (/^\d+\.(ldb|sst)$/.test(name)) yield* blocksOfTable(bytes);
  if (/^(\d+\.log|MANIFEST-\d+)$/.test(name)) yield* recordsOfLog(bytes);
}

const footerSize = 48;
const magic = Buffer.from('57fb808b247547db', 'hex');

function* blocksOfTable(bytes: Buffer): Generator<TablePiece> {
  if (bytes.length < footerSize || !bytes.subarray(-8).equals(magic)) return;
  const footer = new Reader(bytes.subarray(-footerSize));
  footer.handle();
  const index = blockAt(bytes, footer.handle());
  yield { kind: 'ldb block', bytes: index };
  for (const handle of entriesOf(index)) {
    const block = blockAt(bytes, new Reader(handle).handle());
    yield { kind: 'ldb block', bytes: block };
    for (const value of entriesOf(block)) yield { kind: 'ldb value', bytes: value };
  }
}

/** The byte behind a block says how it is packed: 1 is Snappy. */
function blockAt(bytes: Buffer, { offset, size }: { offset: number; size: number }): Buffer {
  const block = bytes.subarray(offset, offset + size);
  return bytes[offset + size] === 1 ? Buffer.from(uncompress(block)) : block;
}

/** The values of a block; its end holds restart points. */
function entriesOf(block: Buffer): Buffer[] {
  const values: Buffer[] = [];
  const end = block.length - 4 - 4 * block.readUInt32LE(block.length - 4);
  const reader = new Reader(block);
  while (reader.at < end) {
    reader.varint();
    const [unshared, size] = [reader.varint(), reader.varint()];
    reader.take(unshared);
    values.push(reader.take(size));
  }
  return values;
}

const logBlock = 32 * 1024;

/** A log is cut into blocks, and a record that does not fit goes on behind the next header. */
function* recordsOfLog(bytes: Buffer): Generator<TablePiece> {
  let parts: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += logBlock) {
    const block = bytes.subarray(start, start + logBlock);
    let at = 0;
    while (at + 7 <= block.length) {
      const size = block.readUInt16LE(at + 4);
      const type = block[at + 6] ?? 0;
      if (type === 0 && size === 0) break;
      parts.push(block.subarray(at + 7, at + 7 + size));
      at += 7 + size;
      // 1: whole, 2: first, 3: middle, 4: last.
      if (type === 2 || type === 3) continue;
      const record = Buffer.concat(parts);
      parts = [];
      yield { kind: 'log', bytes: record };
      for (const value of valuesOfBatch(record)) yield { kind: 'log value', bytes: value };
    }
  }
  if (parts.length > 0) yield { kind: 'log', bytes: Buffer.concat(parts) };
}

/** A batch: a sequence number, a count, then sets (1) and deletions (0). */
function* valuesOfBatch(record: Buffer): Generator<Buffer> {
  const reader = new Reader(record.subarray(12));
  while (!reader.done()) {
    const type = reader.take(1)[0];
    if (type === undefined || type > 1) return;
    reader.take(reader.varint());
    if (type === 1) yield reader.take(reader.varint());
  }
}

class Reader {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  done(): boolean {
    return this.at >= this.#bytes.length;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  handle(): { offset: number; size: number } {
    return { offset: this.varint(), size: this.varint() };
  }

  take(size: number): Buffer {
    const part = this.#bytes.subarray(this.at, this.at + size);
    this.at += size;
    return part;
  }
}
