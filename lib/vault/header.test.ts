import { describe, expect, test } from 'vitest';
import { type Header, headerKeys, headerRecords, readHeader } from './header';

const fields: Omit<Header, 'sum'> = {
  fmt: 1,
  vaultId: 'vault',
  mode: 'device',
  dekId: 'dek',
  gen: 3,
  writes: 5,
  slots: [{ id: 'slot', type: 'device', n: 'nonce', wrapped: 'wrapped' }],
  lock: { idleMin: 15, onOsLock: true, whenLocked: 'hide' },
};

async function stored(changes: { first?: unknown; second?: unknown } = {}): Promise<Map<string, unknown>> {
  const records: Record<string, unknown> = await headerRecords(fields);
  if ('first' in changes) records[headerKeys[0]] = changes.first;
  if ('second' in changes) records[headerKeys[1]] = changes.second;
  return new Map(Object.entries(records));
}

/** The same header with every value that can be changed changed, one at a time. */
async function damagedCopies(): Promise<Header[]> {
  const good = (await headerRecords(fields))[headerKeys[0]] as Header;
  const [slot] = good.slots;
  if (!slot) throw new Error('no slot');
  return [
    { ...good, vaultId: 'other' },
    { ...good, mode: 'passphrase' },
    { ...good, dekId: 'other' },
    { ...good, gen: 2 },
    { ...good, writes: 4 },
    { ...good, slots: [{ ...slot, wrapped: 'other' }] },
    { ...good, slots: [{ ...slot, type: 'passphrase' }] },
    { ...good, slots: [{ ...slot, kdf: { name: 'argon2id', m: 8, t: 1, p: 1, salt: '' } }] },
    { ...good, slots: [slot, slot] },
    { ...good, lock: { ...good.lock, idleMin: 0 } },
    { ...good, lock: { ...good.lock, whenLocked: 'show' } },
    { ...good, sum: 'other' },
  ];
}

describe('the header', () => {
  test('is read back as it was written, in both copies', async () => {
    const found = await readHeader(await stored());
    expect(found).toMatchObject({ state: 'good', header: fields });
    const records = await headerRecords(fields);
    expect(records[headerKeys[0]]).toEqual(records[headerKeys[1]]);
  });

  test('does not depend on the order in which a browser gives fields back', async () => {
    const good = (
      await headerRecords({
        ...fields,
        mode: 'passphrase',
        slots: [{ id: 's', type: 'passphrase', kdf: { name: 'scrypt', N: 2 ** 17, r: 8, p: 1, salt: 'B'.repeat(22) }, n: 'n', wrapped: 'w' }],
      })
    )[headerKeys[0]];
    const turned = JSON.parse(JSON.stringify(good), (_key, value: unknown) =>
      value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).reverse()) : value,
    ) as unknown;
    expect((await readHeader(new Map([[headerKeys[0], turned]]))).state).toBe('good');
  });

  test('security 15: every kind of damage to the first copy leaves the second one good', async () => {
    for (const first of [...(await damagedCopies()), null, 'text', {}, [], 7]) {
      expect(await readHeader(await stored({ first })), JSON.stringify(first)).toMatchObject({ state: 'good', header: fields });
    }
  });

  test('security 15: the same damage to both copies is damage, never another header', async () => {
    for (const damaged of await damagedCopies()) {
      expect(await readHeader(await stored({ first: damaged, second: damaged })), JSON.stringify(damaged)).toEqual({ state: 'damaged' });
    }
  });

  test('security 15: one copy alone, damaged, is damage and not an empty place', async () => {
    expect(await readHeader(new Map([[headerKeys[1], { fmt: 1 }]]))).toEqual({ state: 'damaged' });
  });

  test('security 17: a newer format is told from damage', async () => {
    const newer = { fmt: 2, anything: 'else' };
    expect(await readHeader(await stored({ first: newer, second: newer }))).toEqual({ state: 'newer' });
    expect(await readHeader(await stored({ first: newer, second: 'damaged' }))).toEqual({ state: 'newer' });
  });

  test('is absent only where there is no copy at all', async () => {
    expect(await readHeader(new Map([['v1:settings', {}]]))).toEqual({ state: 'absent' });
  });
});
