import type { HistoryPoint } from '../history-point';
import type { Decimal } from '../money/decimal';

/**
 * Points in about eight bytes each instead of a hundred. Every point says what is different from the one before: the
 * milliseconds since, and the differences of its amounts in units of their smallest digit. Nothing is rounded.
 */
export interface Packed {
  bytes: Uint8Array<ArrayBuffer>;
  /** `basis method`, each combination once. */
  sources: string[];
  /** Digits behind the point of value, used and granted. */
  places: number[];
  /** A checksum of `bytes`: a flipped bit must not become an amount. */
  check: number;
}

const columns = ['value', 'used', 'granted'] as const;
/** What two bits of a point's first byte say of a column; the fourth pair says that the source is another one. */
const same = 0;
const different = 1;
const absent = 2;
const sourceShift = 6;

/**
 * @param points by instant, none before `start`.
 * @param start Unix milliseconds.
 */
export function packPoints(points: readonly HistoryPoint[], start: number): Packed {
  const places = columns.map((column) => Math.max(0, ...points.map((point) => placesOf(point[column]))));
  const sources: string[] = [];
  const bytes: number[] = [];
  const before: bigint[] = columns.map(() => 0n);
  let at = start;
  let source = -1;
  for (const point of points) {
    const differences: bigint[] = [];
    let head = 0;
    for (const [index, column] of columns.entries()) {
      const amount = point[column];
      const digits = amount === undefined ? undefined : digitsOf(amount, places[index] ?? 0);
      const state = digits === undefined ? absent : digits === before[index] ? same : different;
      head |= state << (2 * index);
      if (digits === undefined || state !== different) continue;
      differences.push(digits - (before[index] ?? 0n));
      before[index] = digits;
    }
    const name = `${point.basis} ${point.method}`;
    const own = sources.includes(name) ? sources.indexOf(name) : sources.push(name) - 1;
    if (own !== source) head |= different << sourceShift;
    bytes.push(head);
    write(bytes, BigInt(point.at - at));
    for (const difference of differences) write(bytes, difference < 0n ? -2n * difference - 1n : 2n * difference);
    if (own !== source) write(bytes, BigInt(own));
    at = point.at;
    source = own;
  }
  const packed = Uint8Array.from(bytes);
  return { bytes: packed, sources, places, check: checksum(packed) };
}

/** @throws RangeError when the bytes are not what was packed. */
export function unpackPoints({ bytes, sources, places, check }: Packed, start: number): HistoryPoint[] {
  if (checksum(bytes) !== check) damaged();
  const points: HistoryPoint[] = [];
  const from = { bytes, offset: 0 };
  const before: bigint[] = columns.map(() => 0n);
  let at = start;
  let source = 0;
  while (from.offset < bytes.length) {
    const head = read(from);
    at += Number(readLarge(from));
    const amounts: Partial<Record<(typeof columns)[number], Decimal>> = {};
    for (const [index, column] of columns.entries()) {
      const state = (head >> (2 * index)) & 3;
      if (state === absent) continue;
      if (state === different) before[index] = (before[index] ?? 0n) + signed(readLarge(from));
      amounts[column] = decimalOf(before[index] ?? 0n, places[index] ?? 0);
    }
    if (head >> sourceShift === different) source = Number(readLarge(from));
    const [basis, ...method] = (sources[source] ?? damaged()).split(' ');
    points.push({ at, ...amounts, basis: basis as HistoryPoint['basis'], method: method.join(' ') });
  }
  return points;
}

function placesOf(amount: Decimal | undefined): number {
  return amount?.split('.')[1]?.length ?? 0;
}

function digitsOf(amount: Decimal, places: number): bigint {
  const [whole = '', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(places, '0'));
}

/** Plain notation, without zeros at the end, as all amounts are. */
function decimalOf(digits: bigint, places: number): Decimal {
  if (places === 0) return String(digits);
  const text = String(digits < 0n ? -digits : digits).padStart(places + 1, '0');
  const fraction = text.slice(-places).replace(/0+$/, '');
  return `${digits < 0n ? '-' : ''}${text.slice(0, -places)}${fraction === '' ? '' : `.${fraction}`}`;
}

function signed(number: bigint): bigint {
  return number % 2n === 0n ? number / 2n : -(number + 1n) / 2n;
}

/** Seven bits a byte, the lowest first; the eighth says that more follow. */
function write(bytes: number[], number: bigint): void {
  let rest = number;
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
}

interface Source {
  bytes: Uint8Array;
  offset: number;
}

function read(from: Source): number {
  const byte = from.bytes[from.offset] ?? damaged();
  from.offset += 1;
  return byte;
}

function readLarge(from: Source): bigint {
  let number = 0;
  let weight = 1;
  // Plain numbers as long as they are exact: nearly always.
  for (let byte = read(from); ; byte = read(from)) {
    number += (byte & 127) * weight;
    if (byte < 128) return BigInt(number);
    weight *= 128;
    if (weight > 2 ** 42) break;
  }
  let large = BigInt(number);
  for (let shift = 49n; ; shift += 7n) {
    const byte = read(from);
    large += BigInt(byte & 127) << shift;
    if (byte < 128) return large;
  }
}

/** FNV-1a, 32 bits. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function damaged(): never {
  throw new RangeError('packed points are damaged');
}
