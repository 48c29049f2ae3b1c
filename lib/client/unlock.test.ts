import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type Kdf, usualArgon2 } from '../kdf';
import type { VaultAccess } from '../snapshot';
import { deriveKey } from './derive-key';
import { send } from './send';
import { answered, unlock } from './unlock';

vi.mock('@noble/hashes/argon2.js', () => ({
  argon2idAsync: vi.fn(async (_password: Uint8Array, _salt: Uint8Array, { m }: { m: number }) => {
    if (m > memory.most) throw new RangeError('Array buffer allocation failed');
    return new Uint8Array(32);
  }),
}));
vi.mock('./send', () => ({ send: vi.fn(async () => ({ ok: true, value: null })) }));

const memory = { most: Number.POSITIVE_INFINITY };
const salt = 'AAECAwQFBgcICQoLDA0ODw';
const usual: Kdf = { ...usualArgon2, salt };
const weak: Kdf = { name: 'argon2id', m: 19_456, t: 2, p: 1, salt };
const key = 'A'.repeat(43);

function accessWith(kdf: Kdf | undefined): VaultAccess {
  return { mode: 'passphrase', ...(kdf ? { kdf } : {}), lock: { idleMin: 0, onOsLock: false, whenLocked: 'show' } };
}

describe('unlocking from a page', () => {
  beforeEach(() => {
    memory.most = Number.POSITIVE_INFINITY;
    vi.mocked(send).mockClear();
  });

  test('gives the derived key, and nothing else', async () => {
    expect(await unlock('correct horse', accessWith(usual))).toEqual({ ok: true, value: null });
    expect(vi.mocked(send).mock.calls).toEqual([['vault.unlock', { key }]]);
  });

  test('answers with a failure that a sentence can be said about where there is not enough memory, and asks nobody', async () => {
    memory.most = 1024;
    expect(await unlock('correct horse', accessWith(usual))).toEqual({ ok: false, failure: { kind: 'out-of-memory' } });
    expect(await answered(async () => send('vault.setPassphrase', { kdf: usual, key: await deriveKey('correct horse', usual) }))).toMatchObject({
      failure: { kind: 'out-of-memory' },
    });
    expect(send).not.toHaveBeenCalled();
  });

  test('does without stronger parameters where there is memory for those of today only', async () => {
    memory.most = weak.name === 'argon2id' ? weak.m : 0;
    expect(await unlock('correct horse', accessWith(weak))).toMatchObject({ ok: true });
    expect(vi.mocked(send).mock.calls).toEqual([['vault.unlock', { key }]]);
    memory.most = Number.POSITIVE_INFINITY;
    await unlock('correct horse', accessWith(weak));
    expect(vi.mocked(send).mock.calls[1]).toEqual(['vault.unlock', { key, upgrade: { kdf: expect.objectContaining(usualArgon2), key } }]);
  });

  test.each([
    ['missing', undefined],
    ['out of bounds', { ...usual, m: 8 }],
  ])('never throws for parameters that are %s', async (_how, kdf) => {
    expect(await unlock('correct horse', accessWith(kdf))).toEqual({ ok: false, failure: { kind: 'damaged', part: 'storage' } });
    expect(send).not.toHaveBeenCalled();
  });
});
