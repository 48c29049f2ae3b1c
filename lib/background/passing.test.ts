import { describe, expect, test } from 'vitest';
import { draftOf, minute, noon, startedWorld } from '@/tests/fakes/world';
import type { ObservedAnswer } from '../observers/quota-headers';
import type { Draft } from '../protocol';
import { createPassing } from './passing';
import { nextWake } from './schedule';

const origin = 'https://chat.test';

function passingDraft(changes: Partial<Draft> = {}): Draft {
  const { secret: _none, ...draft } = draftOf({ providerId: 'quota-headers', baseUrl: origin, credential: 'none', label: 'Chat' });
  return { ...draft, ...changes };
}

function answerWith(remaining: string, changes: Partial<ObservedAnswer> = {}): ObservedAnswer {
  const responseHeaders = [
    { name: 'x-quota-remaining', value: remaining },
    { name: 'x-secret', value: 'canary' },
  ];
  return { url: `${origin}/api?q=canary`, tabId: 1, initiator: origin, responseHeaders, ...changes };
}

/** A world with one account, nothing passed by yet, and a clock that only moves when it is told to. */
async function watchingWorld(drafts: Draft[] = [passingDraft()]) {
  const world = await startedWorld();
  const { ids } = await world.handlers['account.add']({ drafts });
  await world.settled();
  const waits: { until: number; end(): void }[] = [];
  const passing = createPassing({
    state: world.state,
    permissions: world.permissions,
    http: { fetch: world.network.fetch, now: () => world.clock.at },
    vault: world.vault,
    ready: () => world.ready,
    background: (job) => void job.catch(() => undefined),
    wait: (milliseconds) => new Promise((end) => waits.push({ until: world.clock.at + milliseconds, end: () => end() })),
  });
  const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
  const [id = ''] = ids;
  world.disk.writes.length = 0;
  return Object.assign(world, {
    ids,
    passing,
    waits,
    async saw(answer: ObservedAnswer) {
      passing.saw(answer);
      await turn();
    },
    async later(milliseconds: number) {
      world.clock.at += milliseconds;
      for (const waiting of waits.filter(({ until }) => until <= world.clock.at)) waiting.end();
      await turn();
    },
    figure: () => world.state.get().statuses[id]?.reading?.remaining,
    readAt: () => world.state.get().statuses[id]?.readAt,
    status: () => world.state.get().statuses[id],
  });
}

const tokens = (value: string) => ({ value, unit: 'tokens' });

describe('an account that waits for answers', () => {
  test('is new, not failed, asks nothing, and is not planned to be read', async () => {
    const world = await watchingWorld();
    expect(world.snapshot().accounts).toMatchObject([{ passive: true, attempts: [] }]);
    expect(world.status()).toEqual({ v: 1, failures: 0, attempts: [] });
    expect(nextWake(world.state.get(), noon)).toBeUndefined();
    expect(world.network.asked).toEqual([]);
  });

  test('takes the figure of an answer at once, and keeps nothing else of it', async () => {
    const world = await watchingWorld();
    await world.saw(answerWith('45000'));
    expect(world.figure()).toEqual(tokens('45000'));
    expect(world.readAt()).toBe(noon);
    expect(world.status()).not.toHaveProperty('nextAttemptAt');
    expect(world.disk.writes).toHaveLength(1);
    expect(world.disk.text()).not.toContain('canary');
    expect(world.network.asked).toEqual([]);
  });

  test('is written at most once in ten seconds, with the newest figure', async () => {
    const world = await watchingWorld();
    await world.saw(answerWith('45000'));
    for (let left = 44_999; left > 44_900; left -= 1) await world.saw(answerWith(String(left)));
    expect(world.disk.writes).toHaveLength(1);
    await world.later(9_999);
    expect(world.disk.writes).toHaveLength(1);
    await world.later(1);
    expect(world.disk.writes).toHaveLength(2);
    expect(world.figure()).toEqual(tokens('44901'));
    expect(world.readAt()).toBe(noon);
  });

  test('that has not changed is written anew only after a minute', async () => {
    const world = await watchingWorld();
    await world.saw(answerWith('45000'));
    await world.later(59_000);
    await world.saw(answerWith('45000'));
    expect(world.disk.writes).toHaveLength(1);
    expect(world.waits).toEqual([]);
    await world.later(1_000);
    await world.saw(answerWith('45000'));
    expect(world.disk.writes).toHaveLength(2);
    expect(world.readAt()).toBe(noon + minute);
  });

  test('that came back to what is written is not written', async () => {
    const world = await watchingWorld();
    await world.saw(answerWith('45000'));
    await world.saw(answerWith('44000'));
    await world.saw(answerWith('45000'));
    await world.later(10_000);
    expect(world.disk.writes).toHaveLength(1);
  });

  test('does not wait for a clock that was set back', async () => {
    const world = await watchingWorld();
    await world.saw(answerWith('45000'));
    await world.later(-60 * minute);
    await world.saw(answerWith('44000'));
    expect(world.figure()).toEqual(tokens('44000'));
  });

  test.each(['many', '', '1e999', '45,000', 'NaN'])('keeps its last figure where the header says %o', async (value) => {
    const world = await watchingWorld();
    await world.saw(answerWith('45000'));
    await world.later(minute);
    await world.saw(answerWith(value));
    expect(world.status()).toMatchObject({ reading: { remaining: tokens('45000') }, readAt: noon });
    expect(world.disk.writes).toHaveLength(1);
  });

  test('keeps its figure through a refresh by hand, without a request and without a failure', async () => {
    const world = await watchingWorld();
    await world.saw(answerWith('45000'));
    await world.handlers['account.refresh']({});
    expect(world.status()).toMatchObject({ reading: { remaining: tokens('45000') }, readAt: noon });
    expect(world.status()?.failure).toBeUndefined();
    expect(world.network.asked).toEqual([]);
  });
});

describe('access that was taken away', () => {
  test('stops it at once; with it back it goes on', async () => {
    const world = await watchingWorld();
    await world.saw(answerWith('45000'));
    world.denied.add(origin);
    await world.refresh.run(world.ids);
    expect(world.status()).toMatchObject({ failure: { kind: 'permission-missing', origins: [origin] }, reading: { remaining: tokens('45000') }, readAt: noon });
    await world.later(minute);
    await world.saw(answerWith('1'));
    expect(world.figure()).toEqual(tokens('45000'));

    world.denied.clear();
    await world.refresh.run(world.ids);
    expect(world.status()?.failure).toBeUndefined();
    await world.saw(answerWith('1'));
    expect(world.figure()).toEqual(tokens('1'));
  });

  test('of the pages counts as well', async () => {
    const world = await watchingWorld([passingDraft({ fields: { pageUrl: 'https://pages.test' } })]);
    world.denied.add('https://pages.test');
    await world.refresh.run(world.ids);
    expect(world.status()?.failure).toEqual({ kind: 'permission-missing', origins: [origin, 'https://pages.test'] });
  });
});

test('an account that was removed, or means another header by now, takes nothing that waited for it', async () => {
  for (const change of ['account.remove', 'account.edit'] as const) {
    const world = await watchingWorld();
    const [id = ''] = world.ids;
    await world.saw(answerWith('45000'));
    await world.saw(answerWith('44000'));
    if (change === 'account.remove') await world.handlers['account.remove']({ id });
    else await world.handlers['account.edit']({ ...passingDraft({ fields: { remainingHeader: 'x-other' } }), id });
    await world.settled();
    await world.later(10_000);
    expect(world.figure()).not.toEqual(tokens('44000'));
  }
});

test('two accounts take what each of them names of the same answer', async () => {
  const other = passingDraft({ fields: { remainingHeader: 'x-other', unit: 'USD', scale: '0.01' } });
  const world = await watchingWorld([passingDraft(), other]);
  await world.saw(answerWith('45000', { responseHeaders: [...(answerWith('45000').responseHeaders ?? []), { name: 'X-Other', value: '1240' }] }));
  const figures = world.ids.map((id) => world.state.get().statuses[id]?.reading?.remaining);
  expect(figures).toEqual([tokens('45000'), { value: '12.4', unit: 'USD' }]);
});

test('answers are needed only while an account waits for them', async () => {
  const world = await watchingWorld([]);
  expect(world.passing.isNeeded()).toBe(false);
  const { ids } = await world.handlers['account.add']({ drafts: [passingDraft()] });
  expect(world.passing.isNeeded()).toBe(true);
  await world.handlers['account.remove']({ id: ids[0] ?? '' });
  expect(world.passing.isNeeded()).toBe(false);
});
