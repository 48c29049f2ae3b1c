import { deleteDB } from 'idb';
import { describe, expect, test } from 'vitest';
import {
  companyDraft,
  createWorld,
  deepseekAnswer,
  draftOf,
  ledgerDraft,
  minute,
  noon,
  relayDraft,
  startedWorld,
  type World,
  worldWith,
} from '@/tests/fakes/world';
import type { Content } from '../backup/content';
import { openBackup, sealBackup } from '../backup/seal-backup';
import { usualScrypt } from '../kdf';
import { defaultSettings } from '../settings';
import { fromBase64Url, randomBytes, toBase64Url } from '../vault/bytes';
import { undoMs } from './purge';

const kdf = { ...usualScrypt, salt: toBase64Url(randomBytes(16)) };
const key = toBase64Url(randomBytes(32));
const bytes = fromBase64Url(key) as Uint8Array<ArrayBuffer>;

const exported = async (world: World) => (await world.handlers['backup.export']({ kdf, key })).file;
const contentIn = async (file: string) => (await openBackup(file, bytes)).content;
const sealed = (content: Partial<Content>) =>
  sealBackup({ version: 1, settings: defaultSettings(), accounts: [], history: [], ...content }, { kdf, key: bytes }, noon);

/** A profile of its own with other keys in it, or none. */
async function elsewhere(drafts = [] as Parameters<typeof worldWith>[0]) {
  return drafts.length > 0 ? worldWith(drafts) : startedWorld();
}

/** What of accounts means the same everywhere. */
const meaningOf = (world: World) =>
  world
    .snapshot()
    .accounts.map(({ id, label, providerId, baseUrl, masked, fields, credential, countInTotal, createdAt, pinned, confirmed, reading, readAt }) => {
      return { id, label, providerId, baseUrl, masked, fields, credential, countInTotal, createdAt, pinned, confirmed, reading, readAt };
    });

describe('a backup', () => {
  test('security 70: taken over in a fresh profile, is what was there: accounts, keys, figures, settings', async () => {
    const drafts = [draftOf({ label: 'Work' }), companyDraft({ countInTotal: false }), relayDraft()];
    const world = await worldWith(drafts);
    const [work = '', company = ''] = world.ids;
    await world.handlers['account.pin']({ id: company, pinned: true });
    await world.handlers['account.confirm']({ id: work, balance: { amount: '50', at: noon } });
    await world.handlers['settings.change']({ theme: 'dark', currency: 'EUR', rates: { USD: '0.9' } });
    const file = await exported(world);
    const other = await elsewhere();
    const before = meaningOf(world);
    expect(await other.handlers['backup.import']({ file, key, mode: 'replace' })).toEqual({ added: 3, existing: 0, refused: 0, removed: 0 });
    expect(meaningOf(other)).toEqual(before);
    expect(other.state.get().settings).toEqual(world.state.get().settings);
    await other.settled();
    await other.refresh.run(world.ids);
    expect(new Set(other.network.asked.flatMap(({ authorization }) => authorization ?? []))).toEqual(new Set(drafts.map(({ secret }) => `Bearer ${secret}`)));
    const after = other.restarted();
    await after.ready;
    expect(await after.refresh.run(world.ids)).toMatchObject({ succeeded: 3 });
  });

  test('security 70: brings the history with it, and the entries of ledgers with what was corrected', async () => {
    const world = await worldWith([draftOf(), ledgerDraft()]);
    const [work = '', book = ''] = world.ids;
    const usd = (value: string) => ({ value, unit: 'USD' });
    await world.handlers['ledger.add']({ id: book, kind: 'top-up', amount: usd('100') });
    await world.handlers['ledger.add']({ id: book, kind: 'spend', amount: usd('12.34'), note: 'GPU' });
    const [mistaken] = (await world.handlers['ledger.read']({ id: book, from: 0, most: 9 })).lines;
    await world.handlers['ledger.correct']({ id: book, entry: mistaken?.entry.id ?? '', amount: usd('2.5') });
    for (const left of ['80', '70.5']) {
      world.clock.at += 60 * minute;
      world.network.on('/user/balance', () => deepseekAnswer(left));
      await world.refresh.run([work]);
      await world.settled();
    }
    const linesOf = async (one: World) =>
      (await one.handlers['ledger.read']({ id: book, from: 0, most: 9 })).lines.map(({ entry, amount }) => [entry.kind, entry.at, entry.note, amount]);
    const pointsOf = async (one: World) => one.handlers['history.read']({ ids: [work], from: 0, to: one.clock.at, span: 0 });
    const [lines, { series }] = [await linesOf(world), await pointsOf(world)];
    expect(series[0]?.points.map(({ value }) => value)).toEqual(['83.58', '80', '70.5']);
    const { file, history } = await world.handlers['backup.export']({ kdf, key });
    expect(history).toBe('whole');
    await deleteDB('ledgers');
    const other = await elsewhere();
    other.clock.at = world.clock.at + 60 * minute;
    other.network.on('/user/balance', () => deepseekAnswer('60'));
    await other.handlers['backup.import']({ file, key, mode: 'replace' });
    await other.settled();
    expect(await linesOf(other)).toEqual(lines);
    const after = (await pointsOf(other)).series;
    // One line, that of the reading after the import: the same key has another fingerprint here.
    expect(after.map(({ points }) => points.map(({ value }) => value))).toEqual([['83.58', '80', '70.5', '60']]);
    // A second time nothing comes twice.
    await other.handlers['backup.import']({ file, key, mode: 'merge' });
    expect(await linesOf(other)).toEqual(lines);
    expect((await pointsOf(other)).series).toEqual(after);
  });

  test('security 56: shows no key, neither in the file nor in an answer nor on disk', async () => {
    const drafts = [draftOf(), companyDraft()];
    const world = await worldWith(drafts);
    const file = await exported(world);
    const other = await elsewhere();
    const answers = [await other.handlers['backup.preview']({ file, key }), await other.handlers['backup.import']({ file, key, mode: 'merge' })];
    for (const { secret } of drafts) {
      for (const text of [file, atob(JSON.parse(file).data.replaceAll('-', '+').replaceAll('_', '/')), JSON.stringify(answers), other.disk.text()]) {
        expect(text).not.toContain(secret);
      }
    }
  });

  test('holds neither sessions, nor keys kept in memory only, nor accounts that are being removed', async () => {
    const session = 'sess-0123456789abcdefghijklmnopqrstuvwxyzABCD';
    const world = await worldWith([draftOf(), draftOf({ providerId: 'openai', credential: 'session', secret: session, remember: false }), draftOf()]);
    await world.handlers['account.remove']({ id: world.ids[2] ?? '' });
    const { file, withoutKey } = await world.handlers['backup.export']({ kdf, key });
    const { accounts } = await contentIn(file);
    expect(withoutKey).toBe(1);
    expect(accounts.map(({ account, secret }) => [account.id, secret !== undefined])).toEqual([
      [world.ids[0], true],
      [world.ids[1], false],
    ]);
    expect(JSON.stringify(accounts)).not.toContain(session);
  });

  test('is made although a key does not open, and says so', async () => {
    const world = await worldWith([draftOf(), draftOf()]);
    const record = [...world.disk.records.keys()].find((name) => name.startsWith('v1:s:') && name.endsWith(world.ids[1] ?? ''));
    world.disk.records.set(record ?? '', { v: 1, rev: 1, n: 'AAAA', c: 'AAAA' });
    const after = world.restarted();
    await after.ready;
    const { file, withoutKey } = await after.handlers['backup.export']({ kdf, key });
    expect(withoutKey).toBe(1);
    const other = await elsewhere();
    expect(await other.handlers['backup.import']({ file, key, mode: 'merge' })).toMatchObject({ added: 2 });
    await other.settled();
    expect(other.snapshot().accounts.map(({ failure }) => failure)).toEqual([undefined, { kind: 'damaged', part: 'key' }]);
  });

  test('changes nothing where it is made', async () => {
    const world = await worldWith([draftOf()]);
    await exported(world);
    expect(world.disk.writes).toEqual([]);
    expect(world.network.asked).toEqual([]);
  });

  test('leaves figures out before it grows too long to be read', async () => {
    const world = await worldWith([draftOf()]);
    const [id = ''] = world.ids;
    const status = world.state.get().statuses[id];
    // Nothing that could be written shorter.
    const days = Array.from({ length: 200_000 }, () => ({ day: toBase64Url(randomBytes(30)), amount: { value: '1', unit: 'USD' } }));
    await world.state.update(() => ({
      statuses: { [id]: { v: 1, failures: 0, attempts: [], readAt: noon, reading: { ...status?.reading, daily: days } as never } },
    }));
    const { accounts } = await contentIn(await exported(world));
    expect(accounts).toMatchObject([{ account: { id } }]);
    expect(accounts[0]?.figures).toBeUndefined();
    expect(accounts[0]?.secret).toBeDefined();
  });

  test('needs an open vault', async () => {
    const world = await worldWith([draftOf()]);
    const file = await exported(world);
    await world.handlers['vault.setPassphrase']({ kdf: { name: 'argon2id', m: 19456, t: 2, p: 1, salt: 'A'.repeat(22) }, key });
    await world.handlers['vault.lock']({});
    for (const attempt of [
      () => world.handlers['backup.export']({ kdf, key }),
      () => world.handlers['backup.preview']({ file, key }),
      () => world.handlers['backup.import']({ file, key, mode: 'merge' as const }),
      () => world.handlers['backup.import']({ file, key, mode: 'replace' as const }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ failure: { kind: 'locked' } });
    }
    expect(world.snapshot().accounts).toHaveLength(1);
  });
});

describe('a look into a backup', () => {
  test('names what is in it, what is here already and what cannot be taken over, and changes nothing', async () => {
    const [same, sameKey, fresh] = [draftOf({ label: 'Same' }), relayDraft({ label: 'Same key' }), companyDraft({ label: 'Fresh' })];
    const world = await worldWith([same, sameKey, fresh]);
    const content = await contentIn(await exported(world));
    const [first, second, third] = content.accounts;
    if (!first || !second || !third) throw new Error('three accounts were expected');
    second.account.id = crypto.randomUUID();
    const strange = {
      ...third,
      account: { ...third.account, id: crypto.randomUUID(), providerId: 'next-year', label: 'Strange sk-0123456789abcdefghijklmnop' },
    };
    const evil = { ...third, account: { ...third.account, id: crypto.randomUUID(), baseUrl: 'http://public.example', label: 'Evil' } };
    const file = await sealed({ ...content, accounts: [first, second, third, strange, evil] });
    await world.handlers['account.remove']({ id: third.account.id });
    const [state, disk] = [world.state.get(), world.disk.text()];
    expect(await world.handlers['backup.preview']({ file, key })).toEqual({
      createdAt: noon,
      entries: [
        { name: 'Same', providerId: 'deepseek', origin: 'https://api.deepseek.com', masked: first.account.masked, state: 'existing', hasKey: true },
        { name: 'Same key', providerId: 'new-api', origin: 'https://relay.test', masked: second.account.masked, state: 'existing', hasKey: true },
        { name: 'Fresh', providerId: 'custom', origin: 'https://company.test', masked: third.account.masked, state: 'new', hasKey: true },
        expect.objectContaining({ name: 'Strange …', state: 'refused', failure: { kind: 'invalid-input', field: 'provider', reason: 'unknown' } }),
        expect.objectContaining({
          origin: 'http://public.example',
          state: 'refused',
          failure: { kind: 'invalid-input', field: 'baseUrl', reason: 'insecure' },
        }),
      ],
    });
    expect(world.state.get()).toBe(state);
    expect(world.disk.text()).toBe(disk);
    expect(world.network.asked).toEqual([]);
  });

  test('a different key at the same place is another account, and so is the same key at another place', async () => {
    const draft = relayDraft();
    const world = await worldWith([draft, relayDraft()]);
    const file = await exported(world);
    const other = await elsewhere([{ ...draft, baseUrl: 'https://other.test' }, relayDraft()]);
    expect((await other.handlers['backup.preview']({ file, key })).entries.map(({ state }) => state)).toEqual(['new', 'new']);
  });

  test('in an empty profile makes no device key', async () => {
    const world = await worldWith([draftOf()]);
    const other = await elsewhere();
    await other.handlers['backup.preview']({ file: await exported(world), key });
    expect([other.store.material, other.store.salt]).toEqual([undefined, undefined]);
  });
});

describe('security 70: a file that cannot be opened changes nothing', () => {
  const files: [string, (file: string) => string, object][] = [
    [
      'a flipped byte',
      (file) => file.replace(/("data":".{40})(.)/, (_all, start: string, at: string) => start + (at === 'A' ? 'B' : 'A')),
      { kind: 'unusable-file', reason: 'damaged' },
    ],
    ['another version', (file) => withHeader(file, { version: 3 }), { kind: 'unusable-file', reason: 'newer' }],
    ['a huge N', (file) => withHeader(file, { kdf: { ...kdf, N: 2 ** 40 } }), { kind: 'unusable-file', reason: 'unsafe' }],
    ['six megabytes', (file) => file.padEnd(6 * 1024 * 1024), { kind: 'unusable-file', reason: 'too-large' }],
    ['no backup', () => 'DEEPSEEK_API_KEY=sk-0123456789', { kind: 'unusable-file', reason: 'not-a-backup' }],
  ];

  test.each(files)('%s', async (_name, change, failure) => {
    const world = await worldWith([draftOf()]);
    const file = change(await exported(world));
    const disk = world.disk.text();
    await expect(world.handlers['backup.preview']({ file, key })).rejects.toMatchObject({ failure });
    for (const mode of ['merge', 'replace'] as const) await expect(world.handlers['backup.import']({ file, key, mode })).rejects.toMatchObject({ failure });
    expect(world.disk.text()).toBe(disk);
  });

  test('a wrong passphrase', async () => {
    const world = await worldWith([draftOf()]);
    const file = await exported(world);
    const wrong = toBase64Url(randomBytes(32));
    const disk = world.disk.text();
    for (const mode of ['merge', 'replace'] as const) {
      await expect(world.handlers['backup.import']({ file, key: wrong, mode })).rejects.toMatchObject({ failure: { kind: 'wrong-passphrase' } });
    }
    expect(world.disk.text()).toBe(disk);
  });

  function withHeader(file: string, changes: object): string {
    const { header: encoded, data } = JSON.parse(file) as { header: string; data: string };
    const header = JSON.parse(Buffer.from(encoded, 'base64url').toString()) as object;
    return JSON.stringify({ header: Buffer.from(JSON.stringify({ ...header, ...changes })).toString('base64url'), data });
  }
});

describe('merging', () => {
  test('adds what is not here, keeps what is, and its settings, in one write', async () => {
    const shared = relayDraft({ label: 'Shared' });
    const source = await worldWith([shared, companyDraft({ label: 'New' })]);
    await source.handlers['settings.change']({ theme: 'dark' });
    const file = await exported(source);
    const world = await worldWith([{ ...shared, label: 'Mine' }, draftOf({ label: 'Own' })]);
    expect(await world.handlers['backup.import']({ file, key, mode: 'merge' })).toEqual({ added: 1, existing: 1, refused: 0, removed: 0 });
    expect(world.disk.writes).toHaveLength(1);
    expect(
      world
        .snapshot()
        .accounts.map(({ label }) => label)
        .sort(),
    ).toEqual(['Mine', 'New', 'Own']);
    expect(world.state.get().settings.theme).toBe('auto');
    expect(world.givenBack).toEqual([]);
    await world.settled();
    expect(await world.refresh.run(Object.keys(world.state.get().accounts))).toMatchObject({ succeeded: 3 });
  });

  test('of everything that is here already writes nothing', async () => {
    const world = await worldWith([draftOf(), companyDraft()]);
    expect(await world.handlers['backup.import']({ file: await exported(world), key, mode: 'merge' })).toMatchObject({ added: 0, existing: 2 });
    expect(world.disk.writes).toEqual([]);
  });

  test('two accounts with one key stay two', async () => {
    const source = await worldWith([draftOf()]);
    await source.handlers['account.duplicate']({ id: source.ids[0] ?? '' });
    const world = await elsewhere();
    expect(await world.handlers['backup.import']({ file: await exported(source), key, mode: 'merge' })).toMatchObject({ added: 2 });
    expect(new Set(world.snapshot().accounts.map(({ wallet }) => wallet)).size).toBe(1);
  });

  test('brings back an account that is being removed, for good', async () => {
    const world = await worldWith([draftOf()]);
    const [id = ''] = world.ids;
    const file = await exported(world);
    await world.handlers['account.remove']({ id });
    expect(await world.handlers['backup.import']({ file, key, mode: 'merge' })).toMatchObject({ added: 1 });
    world.clock.at += undoMs;
    await world.purge.overdue();
    expect(world.snapshot()).toMatchObject({ accounts: [{ id }], removed: [] });
    expect(await world.refresh.run([id])).toMatchObject({ succeeded: 1 });
  });

  test('mends a damaged record', async () => {
    const world = await worldWith([draftOf()]);
    const [id = ''] = world.ids;
    const file = await exported(world);
    world.disk.records.set(`v1:a:${id}`, 'garbage');
    const after = world.restarted();
    await after.ready;
    expect(after.snapshot().unreadable).toHaveLength(1);
    expect(await after.handlers['backup.import']({ file, key, mode: 'merge' })).toMatchObject({ added: 1 });
    expect(after.snapshot()).toMatchObject({ accounts: [{ id }], unreadable: [] });
    expect(await after.refresh.run([id])).toMatchObject({ succeeded: 1 });
  });

  test('does not write over what a newer version has written', async () => {
    const world = await worldWith([draftOf()]);
    const [id = ''] = world.ids;
    const file = await exported(world);
    world.disk.records.set(`v1:a:${id}`, { v: 2 });
    const after = world.restarted();
    await after.ready;
    expect(await after.handlers['backup.import']({ file, key, mode: 'merge' })).toMatchObject({ added: 0, existing: 1 });
    expect(world.disk.records.get(`v1:a:${id}`)).toEqual({ v: 2 });
  });

  test('a balance confirmed by an account goes on being confirmed by it, whatever it is called here', async () => {
    const confirming = draftOf();
    const source = await worldWith([confirming, companyDraft()]);
    const [by = '', id = ''] = source.ids;
    await source.handlers['account.confirm']({ id, by });
    const file = await exported(source);
    const world = await worldWith([confirming]);
    await world.handlers['backup.import']({ file, key, mode: 'merge' });
    expect(world.state.get().accounts[id]?.confirmedBy).toBe(world.ids[0]);
    const { accounts } = await contentIn(file);
    const alone = await elsewhere();
    await alone.handlers['backup.import']({ file: await sealed({ accounts: accounts.slice(1) }), key, mode: 'merge' });
    expect(alone.state.get().accounts[id]).not.toHaveProperty('confirmedBy');
  });

  test('an account that draws on the money of another one goes on doing so', async () => {
    const payer = relayDraft();
    const source = await worldWith([payer, relayDraft({ secret: 'sk-another-key-of-the-same-wallet' })]);
    const [sharesWith = '', id = ''] = source.ids;
    const { secret: _secret, ...rest } = payer;
    await source.handlers['account.edit']({ ...rest, id, sharesWith });
    const world = await worldWith([payer]);
    await world.handlers['backup.import']({ file: await exported(source), key, mode: 'merge' });
    expect(world.snapshot().accounts.find((account) => account.id === id)).toMatchObject({ sharesWith: world.ids[0] });
    await world.handlers['account.edit']({ ...rest, id });
    expect(world.snapshot().accounts.find((account) => account.id === id)).not.toHaveProperty('sharesWith');
  });

  test('asks for nothing before it is allowed', async () => {
    const file = await exported(await worldWith([draftOf(), companyDraft(), relayDraft()]));
    const world = await elsewhere();
    for (const origin of ['https://api.deepseek.com', 'https://company.test', 'https://relay.test']) world.denied.add(origin);
    await world.handlers['backup.import']({ file, key, mode: 'merge' });
    await world.settled();
    expect(world.network.asked).toEqual([]);
    expect(world.snapshot().accounts.map(({ failure }) => failure?.kind)).toEqual(['permission-missing', 'permission-missing', 'permission-missing']);
    expect(world.snapshot().accounts.every(({ reading }) => reading)).toBe(true);
    world.denied.delete('https://company.test');
    world.clock.at += minute;
    expect(await world.refresh.run(Object.keys(world.state.get().accounts))).toMatchObject({ succeeded: 1, failed: 2 });
    expect(new Set(world.network.asked.map(({ url }) => url.origin))).toEqual(new Set(['https://company.test']));
  });
});

describe('replacing', () => {
  test('puts the backup in the place of everything: keys, figures, permissions, sessions, in one write', async () => {
    const source = await worldWith([relayDraft({ label: 'New' })]);
    await source.handlers['settings.change']({ theme: 'dark' });
    const file = await exported(source);
    const old = [draftOf({ label: 'Old' }), relayDraft({ label: 'Old relay' })];
    const world = await worldWith(old);
    world.sessions.held.set(world.ids[0] ?? '', 'sess-x');
    expect(await world.handlers['backup.import']({ file, key, mode: 'replace' })).toEqual({ added: 1, existing: 0, refused: 0, removed: 2 });
    expect(world.disk.writes).toHaveLength(1);
    expect(world.snapshot()).toMatchObject({ accounts: [{ label: 'New' }], removed: [], settings: { theme: 'dark' } });
    for (const id of world.ids) expect(world.disk.text()).not.toContain(id);
    expect(world.disk.text()).not.toContain('deepseek');
    // The relay's host is still needed.
    expect(world.givenBack).toEqual(['https://api.deepseek.com']);
    expect(world.sessions.held.size).toBe(0);
    await world.settled();
    const after = world.restarted();
    await after.ready;
    expect(await after.refresh.run(source.ids)).toMatchObject({ succeeded: 1 });
  });

  test('with an older backup of the same accounts brings back the keys of that time', async () => {
    const draft = draftOf();
    const world = await worldWith([draft, companyDraft({ label: 'Later' })]);
    const [id = '', later = ''] = world.ids;
    const file = await sealed({ accounts: (await contentIn(await exported(world))).accounts.slice(0, 1) });
    const { secret: _secret, ...rest } = draft;
    await world.handlers['account.edit']({ ...rest, id, secret: `${draft.secret}0000` });
    await world.settled();
    expect(await world.handlers['backup.import']({ file, key, mode: 'replace' })).toMatchObject({ added: 1, removed: 1 });
    await world.settled();
    world.network.asked.length = 0;
    const after = world.restarted();
    await after.ready;
    expect(await after.refresh.run([id])).toMatchObject({ succeeded: 1 });
    expect(after.network.asked[0]?.authorization).toBe(`Bearer ${draft.secret}`);
    expect(world.disk.text()).not.toContain(later);
  });

  test('an answer that is on its way to the account before is dropped', async () => {
    const world = await worldWith([draftOf()]);
    const [id = ''] = world.ids;
    const file = await exported(world);
    const answer = Promise.withResolvers<Response>();
    world.network.on('/user/balance', () => answer.promise);
    const refresh = world.refresh.run([id]);
    world.denied.add('https://api.deepseek.com');
    await world.handlers['backup.import']({ file, key, mode: 'replace' });
    answer.resolve(deepseekAnswer('1.00'));
    await refresh;
    await world.settled();
    expect(world.snapshot().accounts).toMatchObject([{ id, reading: { remaining: { value: '83.58' } } }]);
  });

  test('where the disk refuses, everything is as before', async () => {
    const file = await exported(await worldWith([relayDraft()]));
    const world = await worldWith([draftOf()]);
    const before = world.snapshot();
    world.disk.refuses = 'writes';
    await expect(world.handlers['backup.import']({ file, key, mode: 'replace' })).rejects.toThrow();
    world.disk.refuses = 'nothing';
    expect(world.snapshot()).toEqual(before);
    expect(world.givenBack).toEqual([]);
    expect(await world.refresh.run(world.ids)).toMatchObject({ succeeded: 1 });
  });

  test('hides figures that are to be hidden', async () => {
    const file = await exported(await worldWith([companyDraft()]));
    const world = await worldWith([draftOf()]);
    await world.handlers['vault.setPassphrase']({ kdf: { name: 'argon2id', m: 19456, t: 2, p: 1, salt: 'A'.repeat(22) }, key });
    await world.handlers['vault.changeLock']({ idleMin: 0, onOsLock: false, whenLocked: 'hide' });
    await world.handlers['backup.import']({ file, key, mode: 'replace' });
    await world.settled();
    expect(world.disk.text()).not.toContain('"remaining"');
    expect(world.snapshot().accounts).toMatchObject([{ reading: { remaining: { value: '60' } } }]);
  });
});

describe('an account that somebody has made up', () => {
  test.each([
    ['an id that is none', { id: '__proto__' }, 'id'],
    ['an id with a colon', { id: `x:${'0'.repeat(34)}` }, 'id'],
    ['a provider that nobody knows', { providerId: 'constructor' }, 'provider'],
    ['another kind of credential', { credential: 'none' }, 'credential'],
    ['an address with a name in it', { baseUrl: 'https://me@relay.test' }, 'baseUrl'],
    ['an address that is none', { baseUrl: 'javascript:alert(1)' }, 'baseUrl'],
    ['a field that is a path elsewhere', { providerId: 'custom', baseUrl: 'https://company.test', fields: { path: '//evil.test' } }, 'path'],
  ])('%s is refused, and the rest is taken over', async (_name, changes, field) => {
    const { accounts } = await contentIn(await exported(await worldWith([relayDraft(), draftOf()])));
    const [first, second] = accounts;
    if (!first || !second) throw new Error('two accounts were expected');
    const file = await sealed({ accounts: [{ ...first, account: { ...first.account, ...(changes as object) } }, second] });
    const world = await elsewhere();
    const { entries } = await world.handlers['backup.preview']({ file, key });
    expect(entries[0]).toMatchObject({ state: 'refused', failure: { kind: 'invalid-input', field } });
    expect(await world.handlers['backup.import']({ file, key, mode: 'merge' })).toEqual({ added: 1, existing: 0, refused: 1, removed: 0 });
    expect(Object.keys(world.state.get().accounts)).toEqual([second.account.id]);
  });

  test('a key with a line break is refused, and repeated nowhere', async () => {
    const { accounts } = await contentIn(await exported(await worldWith([draftOf()])));
    const file = await sealed({ accounts: accounts.map((entry) => ({ ...entry, secret: 'sk-SECRET\r\nRETSECRET' })) });
    const { entries } = await (await elsewhere()).handlers['backup.preview']({ file, key });
    expect(entries).toMatchObject([{ state: 'refused', failure: { field: 'secret', reason: 'bad-characters' } }]);
    expect(JSON.stringify(entries)).not.toContain('SECRET\\');
  });

  test('two of one id are one and a refused one', async () => {
    const { accounts } = await contentIn(await exported(await worldWith([draftOf()])));
    const world = await elsewhere();
    const file = await sealed({ accounts: [...accounts, ...accounts] });
    expect(await world.handlers['backup.import']({ file, key, mode: 'merge' })).toMatchObject({ added: 1, refused: 1 });
  });
});

test('a thousand accounts come and go', async () => {
  const source = await worldWith(Array.from({ length: 1000 }, (_, place) => relayDraft({ label: `Relay ${place}`, baseUrl: `https://relay-${place}.test` })));
  const world = createWorld();
  await world.ready;
  expect(await world.handlers['backup.import']({ file: await exported(source), key, mode: 'merge' })).toMatchObject({ added: 1000 });
  expect(world.disk.writes).toHaveLength(1);
});
