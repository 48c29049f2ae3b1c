import { describe, expect, test } from 'vitest';
import { browser } from 'wxt/browser';
import { accountRecord } from '@/tests/fakes/world';
import { browserDisk } from './disk';
import { readItem } from './item';
import { items } from './items';

describe('a stored value', () => {
  test('that fits comes back without what its schema does not name', () => {
    const stored = readItem(items.account, { ...accountRecord(), secret: 'sk-canary' });
    expect(stored).toEqual({ state: 'good', value: accountRecord() });
  });

  test('that is not there is absent, and null is not the same as absent', () => {
    expect(readItem(items.account, undefined)).toEqual({ state: 'absent' });
    expect(readItem(items.account, null)).toEqual({ state: 'damaged' });
  });

  test.each([{ ...accountRecord(), revision: 'one' }, { ...accountRecord(), v: 0 }, 'text', 7, [], {}])('that does not fit is damaged: %j', (raw) => {
    expect(readItem(items.account, raw)).toEqual({ state: 'damaged' });
  });

  test('of a newer version is told from damage', () => {
    expect(readItem(items.account, { v: 2, whatever: true })).toEqual({ state: 'newer' });
  });

  test('of an older version gets the defaults it lacks', () => {
    expect(readItem(items.status, { v: 1 })).toEqual({ state: 'good', value: { v: 1, failures: 0, attempts: [] } });
    expect(readItem(items.settings, { theme: 'dark' })).toMatchObject({ state: 'good', value: { theme: 'dark', intervalMinutes: 15 } });
  });
});

describe('the table of stored values', () => {
  test('no key is the beginning of another: a record belongs to one kind', () => {
    const keys = [...Object.values(items).map(({ key }) => key), 'v1:s:', 'v1:m:', 'v1:hdr', 'v1:snapshot'];
    for (const key of keys) expect(keys.filter((other) => other.startsWith(key))).toEqual([key]);
  });
});

describe('the disk of the browser', () => {
  test('writes first and removes afterwards, and reads everything', async () => {
    await browser.storage.local.set({ old: 1 });
    const disk = browserDisk();
    await disk.write({ new: 2 }, ['old', 'never there']);
    expect(await disk.readAll()).toEqual(new Map([['new', 2]]));
  });

  test('does not remove anything when the write was refused', async () => {
    await browser.storage.local.set({ old: 1 });
    const local = browser.storage.local;
    const set = local.set;
    local.set = () => Promise.reject(new Error('QuotaExceededError'));
    await expect(browserDisk().write({ new: 2 }, ['old'])).rejects.toThrow('Quota');
    local.set = set;
    expect((await browserDisk().readAll()).get('old')).toBe(1);
  });
});
