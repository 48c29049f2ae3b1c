import { describe, expect, test, vi } from 'vitest';
import { json } from '@/tests/fakes/network';
import { companyDraft, deepseekAnswer, deepseekOrigin, draftOf, minute, noon, relayDraft, type World, worldWith } from '@/tests/fakes/world';
import { dueIds, nextWake } from './schedule';

const usage = '/api/usage/token/';
const balance = '/user/balance';
type Full = World & { ids: string[] };

function viewOf(world: Full, index = 0) {
  const view = world.snapshot().accounts.find(({ id }) => id === world.ids[index]);
  if (!view) throw new Error('no such account');
  return view;
}

/** Lets a path answer only when the test says so. */
function held(world: World, path: string, answer: () => Response) {
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  world.network.on(path, async () => {
    asked.resolve();
    await gate.promise;
    return answer();
  });
  return { asked: asked.promise, release: () => gate.resolve() };
}

async function readDue(world: World): Promise<void> {
  await world.refresh.run(dueIds(world.state.get(), world.clock.at));
}

describe('one refresh', () => {
  test.each([1, 50, 500])('of %d accounts is one disk write and one request an account', async (count) => {
    const world = await worldWith(Array.from({ length: count }, (_, index) => draftOf({ label: `Account ${index}` })));
    const published = world.published.length;
    expect(await world.refresh.run(world.ids)).toEqual({ succeeded: count, failed: 0, waiting: 0 });
    expect(world.disk.writes).toHaveLength(1);
    expect(world.published).toHaveLength(published + 1);
    expect(world.network.count(balance)).toBe(count);
    expect(new Set(world.network.asked.map(({ authorization }) => authorization)).size).toBe(count);
  });

  test('asks for the unit of a relay once an origin, not once an account, and keeps it for a day', async () => {
    const relays = ['https://one.test', 'https://two.test'].flatMap((baseUrl) => Array.from({ length: 5 }, () => relayDraft({ baseUrl })));
    const full = await worldWith(relays);
    // The adding asked for it; nothing of that is asked again within the day.
    await full.refresh.run(full.ids);
    expect(full.network.count('/api/status')).toBe(0);
    full.clock.at += 25 * 60 * minute;
    await full.refresh.run(full.ids);
    expect(full.network.count('/api/status', 'https://one.test')).toBe(1);
    expect(full.network.count('/api/status', 'https://two.test')).toBe(1);
    expect(full.network.asked.filter(({ url }) => url.pathname === '/api/status').every(({ authorization }) => authorization === null)).toBe(true);
  });

  test('names an account once, however often the command does, and ignores what is no account', async () => {
    const world = await worldWith([draftOf()]);
    const [id = ''] = world.ids;
    const summary = await world.refresh.run([id, id, 'unknown', '__proto__', 'constructor', 'toString', id]);
    expect(summary).toEqual({ succeeded: 1, failed: 0, waiting: 0 });
    expect(world.network.count(balance)).toBe(1);
    // Nothing is left behind that the next refresh would wait for.
    expect(await world.refresh.run(world.ids)).toMatchObject({ succeeded: 1 });
  });

  test('tells how far it is, ends with nothing, and never more than all', async () => {
    const world = await worldWith([draftOf(), draftOf(), draftOf()]);
    world.told.length = 0;
    await world.refresh.run(world.ids);
    expect(world.told[0]).toEqual({ done: 0, total: 3, pending: expect.arrayContaining(world.ids) });
    expect(world.told.at(-2)).toEqual({ done: 3, total: 3, pending: [] });
    expect(world.told.at(-1)).toBeUndefined();
  });

  test('of an account that is being read already waits for it and asks nothing', async () => {
    const world = await worldWith([draftOf()]);
    const gate = held(world, balance, () => deepseekAnswer('1.00'));
    const summaries = [world.refresh.run(world.ids), world.refresh.run(world.ids), world.refresh.run(world.ids)];
    await gate.asked;
    gate.release();
    for (const summary of await Promise.all(summaries)) expect(summary).toEqual({ succeeded: 1, failed: 0, waiting: 0 });
    expect(world.network.count(balance)).toBe(1);
    expect(world.disk.writes).toHaveLength(1);
  });

  test('50 refreshes at the same time, with changes between them, lose nothing', async () => {
    const world = await worldWith(Array.from({ length: 50 }, (_, index) => draftOf({ label: `Account ${index}` })));
    world.clock.at += 5 * minute;
    world.network.on(balance, async ({ authorization }) => {
      await new Promise((resolve) => setTimeout(resolve, (authorization?.charCodeAt(17) ?? 0) % 7));
      return deepseekAnswer('42.00');
    });
    const work = world.ids.flatMap((id, index) => [world.refresh.run([id]), world.handlers['account.pin']({ id, pinned: index % 2 === 0 })]);
    await Promise.all(work);
    for (const view of world.snapshot().accounts) expect(view).toMatchObject({ readAt: noon + 5 * minute, reading: { remaining: { value: '42' } } });
    expect(world.snapshot().accounts.filter(({ pinned }) => pinned !== undefined)).toHaveLength(25);
    const after = world.restarted();
    await after.ready;
    expect(after.state.get()).toEqual(world.state.get());
  });

  test('security 48: services that fail, hang up or send garbage cost the others nothing', async () => {
    const world = await worldWith([draftOf(), companyDraft(), relayDraft()]);
    world.network.on('/v1/usage', () => Promise.reject(new TypeError('connection reset')));
    world.network.on(usage, () => new Response('<html>', { status: 200 }));
    expect(await world.refresh.run(world.ids)).toEqual({ succeeded: 1, failed: 2, waiting: 0 });
    expect(viewOf(world, 1).failure).toEqual({ kind: 'network' });
    expect(viewOf(world, 2).failure).toEqual({ kind: 'challenge' });
  });
});

describe('a refresh that failed', () => {
  test.each([
    ['401', () => json({ error: 'no' }, 401), 'unauthorized'],
    ['500', () => json({}, 500), 'unavailable'],
    ['a wrong shape', () => json({ balance: 1 }), 'bad-response'],
    ['no JSON', () => new Response('{', { headers: { 'content-type': 'application/json' } }), 'bad-response'],
    ['a page', () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }), 'challenge'],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://evil.example' } }), 'redirected'],
    ['no network', () => Promise.reject(new TypeError('Failed to fetch')), 'network'],
  ] as const)('by %s changes neither the reading nor its instant', async (_name, answer, kind) => {
    const world = await worldWith([draftOf()]);
    const before = viewOf(world);
    world.clock.at += 20 * minute;
    world.network.on(balance, answer);
    await world.refresh.run(world.ids);
    const after = viewOf(world);
    expect(after).toMatchObject({ reading: before.reading, readAt: noon, failure: { kind }, failedAt: noon + 20 * minute, lastAttemptAt: noon + 20 * minute });
  });

  test('security 45: without the permission no request leaves, and with it again the account recovers', async () => {
    const world = await worldWith([draftOf()]);
    world.denied.add(deepseekOrigin);
    await world.refresh.run(world.ids);
    expect(world.network.asked).toEqual([]);
    expect(viewOf(world)).toMatchObject({ failure: { kind: 'permission-missing', origins: [deepseekOrigin] }, readAt: noon });
    world.denied.clear();
    await world.refresh.run(world.ids);
    expect(viewOf(world).failure).toBeUndefined();
  });

  test('security 5: with its address changed on disk no key is found and no request leaves', async () => {
    const world = await worldWith([draftOf()]);
    const key = `v1:a:${world.ids[0]}`;
    world.disk.records.set(key, { ...(world.disk.records.get(key) as object), baseUrl: 'https://evil.example' });
    const after = Object.assign(world.restarted(), { ids: world.ids });
    await after.ready;
    await after.refresh.run(world.ids);
    expect(after.network.asked).toEqual([]);
    expect(viewOf(after).failure).toEqual({ kind: 'damaged', part: 'key' });
  });

  test('security 2: with its record damaged one account asks for its key again, and the others are read', async () => {
    const world = await worldWith([draftOf(), draftOf()]);
    const key = [...world.disk.records.keys()].find((candidate) => candidate.startsWith('v1:s:') && candidate.endsWith(world.ids[0] ?? '-')) ?? '';
    world.disk.records.set(key, { ...(world.disk.records.get(key) as object), n: 'AAAAAAAAAAAAAAAA' });
    const after = Object.assign(world.restarted(), { ids: world.ids });
    await after.ready;
    expect(await after.refresh.run(world.ids)).toEqual({ succeeded: 1, failed: 1, waiting: 0 });
    expect(viewOf(after, 0)).toMatchObject({ failure: { kind: 'damaged', part: 'key' }, readAt: noon });
    expect(world.disk.records.has(key)).toBe(true);
  });

  test('an account of a provider that this version does not have is unsupported, without a request', async () => {
    const world = await worldWith([draftOf()]);
    const key = `v1:a:${world.ids[0]}`;
    world.disk.records.set(key, { ...(world.disk.records.get(key) as object), providerId: 'gone' });
    const after = Object.assign(world.restarted(), { ids: world.ids });
    await after.ready;
    await after.refresh.run(world.ids);
    expect(viewOf(after).failure).toEqual({ kind: 'unsupported', detail: 'provider' });
    expect(after.network.asked).toEqual([]);
  });

  test('to be saved leaves state and figures as before, tells the caller, and the next one works', async () => {
    const world = await worldWith([draftOf()]);
    const before = world.state.get();
    world.disk.refuses = 'writes';
    await expect(world.refresh.run(world.ids)).rejects.toThrow('Quota');
    expect(world.state.get()).toBe(before);
    expect(world.told.at(-1)).toBeUndefined();
    world.disk.refuses = 'nothing';
    expect(await world.refresh.run(world.ids)).toMatchObject({ succeeded: 1 });
  });

  test('to be saved does not let a service be asked more often than it allows', async () => {
    const world = await worldWith(Array.from({ length: 4 }, () => relayDraft()));
    world.disk.refuses = 'writes';
    for (let round = 0; round < 10; round += 1) await world.refresh.run(world.ids).catch(() => undefined);
    // Four places went when the accounts were added.
    expect(world.network.count(usage)).toBe(12);
  });
});

describe('an account that changes while its request is on the way', () => {
  test('security 30: removed, it is not resurrected and keeps nothing of the answer', async () => {
    const world = await worldWith([draftOf(), draftOf()]);
    const [id = '', other = ''] = world.ids;
    world.clock.at += minute;
    const gate = held(world, balance, () => deepseekAnswer('1.00'));
    const running = world.refresh.run(world.ids);
    await gate.asked;
    await world.handlers['account.remove']({ id });
    world.clock.at += minute;
    await world.purge.overdue();
    gate.release();
    await running;
    expect(Object.keys(world.state.get().accounts)).toEqual([other]);
    expect([...world.disk.records.keys()].filter((key) => key.includes(id))).toEqual([]);
    expect(world.snapshot().accounts).toMatchObject([{ id: other, reading: { remaining: { value: '1' } } }]);
  });

  test('removed and brought back, it still shows what it showed, and no failure', async () => {
    const world = await worldWith([draftOf()]);
    const before = viewOf(world);
    const gate = held(world, balance, () => deepseekAnswer('1.00'));
    const running = world.refresh.run(world.ids);
    await gate.asked;
    await world.handlers['account.remove']({ id: world.ids[0] ?? '' });
    await world.handlers['account.restore']({ id: world.ids[0] ?? '' });
    gate.release();
    await running;
    expect(viewOf(world)).toEqual(before);
  });

  test('given another key, it shows the figure of the new key only', async () => {
    const draft = draftOf();
    const world = await worldWith([draft]);
    const secret = `sk-${'f'.repeat(32)}`;
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    world.network.on(balance, async ({ authorization }) => {
      if (authorization === `Bearer ${secret}`) return deepseekAnswer('2.00');
      asked.resolve();
      await gate.promise;
      return deepseekAnswer('1.00');
    });
    const running = world.refresh.run(world.ids);
    await asked.promise;
    await world.handlers['account.edit']({ ...draft, id: world.ids[0] ?? '', secret });
    expect(viewOf(world).reading).toBeUndefined();
    gate.resolve();
    await running;
    await world.settled();
    expect(viewOf(world)).toMatchObject({ reading: { remaining: { value: '2' } } });
    expect(viewOf(world).failure).toBeUndefined();
  });

  test('given another key after its answer came, but before it was saved, it keeps nothing of that answer', async () => {
    const draft = companyDraft();
    // The second account keeps the refresh going after the first one's answer is in.
    const world = await worldWith([draft, draftOf()]);
    const gate = held(world, balance, () => deepseekAnswer('1.00'));
    const running = world.refresh.run(world.ids);
    await gate.asked;
    await new Promise((resolve) => setTimeout(resolve, 20));
    world.network.on('/v1/usage', () => json({}, 401));
    await world.handlers['account.edit']({ ...draft, id: world.ids[0] ?? '', secret: 'another-key-of-theirs' });
    gate.release();
    await running;
    await world.settled();
    expect(viewOf(world)).toMatchObject({ failure: { kind: 'unauthorized' } });
    expect(viewOf(world)).not.toHaveProperty('reading');
    expect(viewOf(world, 1)).toMatchObject({ reading: { remaining: { value: '1' } } });
  });

  test('asking for something else with the same key, it keeps nothing of the old answer and is asked anew at once', async () => {
    const draft = companyDraft();
    const { secret: _secret, ...rest } = draft;
    // The second account keeps the refresh going after the first one's answer is in.
    const world = await worldWith([draft, draftOf()]);
    const [id = ''] = world.ids;
    const gate = held(world, balance, () => deepseekAnswer('1.00'));
    const running = world.refresh.run(world.ids);
    await gate.asked;
    await new Promise((resolve) => setTimeout(resolve, 20));
    world.network.on('/v2/usage', () => json({ total_quota: 9, used_quota: 0 }));
    await world.handlers['account.edit']({ ...rest, id, fields: { path: '/v2/usage' } });
    expect(viewOf(world).reading).toBeUndefined();
    await vi.waitFor(() => expect(viewOf(world).reading?.remaining).toEqual({ value: '9', unit: 'tokens' }));
    gate.release();
    await running;
    await world.settled();
    expect(viewOf(world)).toMatchObject({ reading: { remaining: { value: '9' } } });
  });
});

describe('being polite', () => {
  test('20 keys on one relay never ask more than 16 times in 20 minutes, and in two hours none is left out', async () => {
    const world = await worldWith(Array.from({ length: 20 }, () => relayDraft()));
    const asked = new Map<string, number>();
    const times: number[] = Array.from({ length: 16 }, () => noon);
    world.network.on(usage, ({ authorization, at }) => {
      asked.set(authorization ?? '', (asked.get(authorization ?? '') ?? 0) + 1);
      times.push(at);
      return json({ data: { total_granted: 10, total_used: 5, total_available: 5 } });
    });
    while (world.clock.at < noon + 120 * minute) {
      world.clock.at = Math.max(nextWake(world.state.get(), world.clock.at) ?? 0, world.clock.at + minute / 2);
      await readDue(world);
    }
    for (const end of times) expect(times.filter((at) => at <= end && at > end - 20 * minute).length).toBeLessThanOrEqual(16);
    expect(asked.size).toBe(20);
    expect(Math.min(...asked.values())).toBeGreaterThanOrEqual(3);
    expect(world.snapshot().accounts.every(({ failure, reading }) => !failure && reading)).toBe(true);
  });

  test('20 keys refreshed one by one at the same moment share the same 16 places', async () => {
    const world = await worldWith(Array.from({ length: 20 }, () => relayDraft()));
    world.clock.at += 21 * minute;
    const summaries = await Promise.all(world.ids.map((id) => world.refresh.run([id])));
    expect(world.network.count(usage)).toBe(16);
    expect(summaries.filter(({ waiting }) => waiting === 1)).toHaveLength(4);
    await world.refresh.run(world.ids);
    expect(world.network.count(usage)).toBe(16);
  });

  test('whoever waits is told until when, and keeps its figure without a failure', async () => {
    const world = await worldWith(Array.from({ length: 8 }, () => relayDraft()));
    await world.refresh.run(world.ids);
    expect(await world.refresh.run(world.ids)).toEqual({ succeeded: 0, failed: 0, waiting: 8 });
    expect(viewOf(world)).toMatchObject({ nextAttemptAt: noon + 20 * minute, readAt: noon });
    expect(viewOf(world).failure).toBeUndefined();
  });

  test('an empty 429 of a relay waits 20 minutes, for every key of the origin, also after a restart', async () => {
    const world = await worldWith([relayDraft(), relayDraft()]);
    const [first = '', second = ''] = world.ids;
    world.network.on(usage, () => new Response(null, { status: 429 }));
    await world.refresh.run([first]);
    expect(viewOf(world)).toMatchObject({ failure: { kind: 'rate-limited', retryAt: noon + 20 * minute }, nextAttemptAt: noon + 20 * minute });
    const after = world.restarted();
    await after.ready;
    world.clock.at += 19 * minute;
    expect(await after.refresh.run([first, second])).toEqual({ succeeded: 0, failed: 0, waiting: 2 });
    expect(world.network.count(usage)).toBe(1);
    world.clock.at += minute;
    await after.refresh.run([first]);
    expect(world.network.count(usage)).toBe(2);
  });

  test('security 47: Retry-After is kept as an instant, and nothing is asked before it', async () => {
    const world = await worldWith([draftOf(), draftOf()]);
    world.network.on(balance, () => json({}, 429, { 'retry-after': '3600' }));
    await world.refresh.run(world.ids.slice(0, 1));
    const stored = world.disk.records.get(`v1:f:${world.ids[0]}`);
    expect(stored).toMatchObject({ nextAttemptAt: noon + 60 * minute, failure: { retryAt: noon + 60 * minute } });
    expect(world.disk.records.get(`v1:o:${deepseekOrigin}`)).toMatchObject({ blockedUntil: noon + 60 * minute });
    world.clock.at += 59 * minute;
    await world.refresh.run(world.ids);
    expect(world.network.count(balance)).toBe(1);
    world.clock.at += minute;
    world.network.on(balance, () => deepseekAnswer('5'));
    expect(await world.refresh.run(world.ids)).toMatchObject({ succeeded: 2 });
  });

  test('security 49: an answer changes neither where the next request goes nor whose account it is', async () => {
    const world = await worldWith([companyDraft({ fields: {} })]);
    const [id = ''] = world.ids;
    const before = world.disk.records.get(`v1:a:${id}`);
    const orders = {
      url: 'https://evil.example',
      baseUrl: 'https://evil.example',
      next: '/evil',
      path: '//evil.example',
      provider: 'openai',
      providerId: 'openai',
    };
    const names = { label: 'Evil', name: 'Evil', currency: 'EVIL', unit: 'EVIL', id: 'evil', method: 'evil' };
    world.network.on('/v1/usage', () => json({ total_quota: 10, used_quota: 4, ...orders, ...names }, 200, { location: 'https://evil.example' }));
    await world.refresh.run(world.ids);
    await world.refresh.run(world.ids);
    expect(world.disk.records.get(`v1:a:${id}`)).toEqual(before);
    expect(viewOf(world).reading?.remaining).toEqual({ value: '6', unit: 'tokens' });
    expect(new Set(world.network.asked.map(({ url }) => url.href))).toEqual(new Set(['https://company.test/v1/usage']));
  });

  test('security 47: a 401 is asked once and then stops', async () => {
    const world = await worldWith([draftOf()]);
    world.network.on(balance, () => json({}, 401));
    world.clock.at += 15 * minute;
    for (let round = 0; round < 10; round += 1) {
      await readDue(world);
      world.clock.at += 15 * minute;
    }
    expect(world.network.count(balance)).toBe(1);
  });

  test('not more than four requests to one origin, nor sixteen in all, are on their way at once', async () => {
    const origins = Array.from({ length: 8 }, (_, index) => `https://company${index}.test`);
    const world = await worldWith(origins.flatMap((baseUrl) => Array.from({ length: 6 }, () => companyDraft({ baseUrl }))));
    const running = new Map<string, number>();
    let [mostOfOne, mostOfAll] = [0, 0];
    world.network.on('/v1/usage', async ({ url }) => {
      running.set(url.origin, (running.get(url.origin) ?? 0) + 1);
      mostOfOne = Math.max(mostOfOne, ...running.values());
      mostOfAll = Math.max(
        mostOfAll,
        [...running.values()].reduce((sum, one) => sum + one, 0),
      );
      await new Promise((resolve) => setTimeout(resolve, 5));
      running.set(url.origin, (running.get(url.origin) ?? 0) - 1);
      return json({ total_quota: 1, used_quota: 0 });
    });
    await Promise.all([world.refresh.run(world.ids.slice(0, 24)), world.refresh.run(world.ids.slice(24)), world.refresh.run(world.ids)]);
    expect(world.network.count('/v1/usage')).toBe(48);
    expect(mostOfOne).toBe(4);
    expect(mostOfAll).toBeLessThanOrEqual(16);
    expect(mostOfAll).toBeGreaterThan(8);
  });

  test('security 27: after eight hours of sleep each account is asked once, though everything wakes at once', async () => {
    const world = await worldWith([draftOf(), draftOf(), companyDraft()]);
    world.clock.at += 8 * 60 * minute;
    await Promise.all([readDue(world), readDue(world), readDue(world)]);
    await readDue(world);
    expect(world.network.asked).toHaveLength(3);
    expect(world.disk.writes).toHaveLength(1);
  });

  test('security 27: after the clock was set back by ten years everything is read, once, and planned anew', async () => {
    const world = await worldWith([draftOf(), relayDraft()]);
    world.network.on(usage, () => json({}, 429, { 'retry-after': '3600' }));
    await world.refresh.run(world.ids);
    world.network.asked.length = 0;
    world.network.on(usage, () => json({ data: { total_granted: 10, total_used: 5, total_available: 5 } }));
    world.clock.at -= 10 * 365 * 24 * 60 * minute;
    await readDue(world);
    await readDue(world);
    expect(world.network.count(balance)).toBe(1);
    expect(world.network.count(usage)).toBe(1);
    expect(nextWake(world.state.get(), world.clock.at)).toBe(world.clock.at + 15 * minute);
  });
});
