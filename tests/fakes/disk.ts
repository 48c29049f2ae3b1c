import type { Disk } from '@/lib/store/disk';

/** A disk in memory. Like the browser's, it keeps JSON: what is read is never what was written, only equal to it. */
export interface FakeDisk extends Disk {
  records: Map<string, unknown>;
  /** One entry for each write, in order. Removing alone is none. */
  writes: { set: Record<string, unknown>; remove: readonly string[] }[];
  /** Refuses reads, writes or nothing. */
  refuses: 'nothing' | 'reads' | 'writes';
  /** Everything on it as one text, for searching. */
  text(): string;
}

export function createFakeDisk(initial: Record<string, unknown> = {}): FakeDisk {
  const records = new Map(Object.entries(copyOf(initial)));
  const disk: FakeDisk = {
    records,
    writes: [],
    refuses: 'nothing',
    text: () => JSON.stringify([...records]),
    async readAll() {
      if (disk.refuses === 'reads') throw new Error('An unexpected error occurred');
      return new Map(Object.entries(copyOf(Object.fromEntries(records))));
    },
    async write(set, remove) {
      await Promise.resolve();
      if (disk.refuses === 'writes') throw new Error('QuotaExceededError');
      const copy = copyOf(set);
      if (Object.keys(copy).length > 0) disk.writes.push({ set: copy, remove });
      for (const [key, value] of Object.entries(copy)) records.set(key, value);
      for (const key of remove) records.delete(key);
    },
    async clear() {
      if (disk.refuses === 'writes') throw new Error('An unexpected error occurred');
      records.clear();
    },
  };
  return disk;
}

function copyOf(values: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(values)) as Record<string, unknown>;
}
