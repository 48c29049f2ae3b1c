import { describe, expect, test } from 'vitest';
import { json } from '@/tests/fakes/network';
import { createWorld, draftOf, minute, noon, type World } from '@/tests/fakes/world';
import type { Sighting } from '../observers/define';
import observer from '../observers/openai-session';
import { undoMs } from './purge';

const grants = '/v1/dashboard/billing/credit_grants';
const list = '/v1/organizations';
const first = `sess-FIRST${'1'.repeat(35)}`;
const second = `sess-SECOND${'2'.repeat(34)}`;
const origins = ['https://platform.openai.com', 'https://api.openai.com'];
const personal = { token: first, organization: 'org-personal' };

const credit = (available: string) => json({ object: 'credit_summary', total_granted: '35', total_used: '22.6', total_available: available });
const ended = () => json({ error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } }, 401);
const challenge = () => new Response('<!DOCTYPE html>', { status: 403, headers: { 'content-type': 'text/html', 'cf-mitigated': 'challenge' } });
const troubles = {
  network: () => Promise.reject(new TypeError('Failed to fetch')),
  unavailable: () => json({}, 500),
  'rate-limited': () => json({}, 429, { 'retry-after': '600' }),
  challenge,
};

/** A world whose person has switched the website on. */
async function signedInWorld(): Promise<World> {
  const world = createWorld();
  await world.ready;
  world.network.on(grants, () => credit('12.40'));
  world.network.on(list, () =>
    json({
      data: [
        { id: 'org-personal', title: 'Personal', is_default: true },
        { id: 'org-work', title: 'Work' },
      ],
    }),
  );
  await world.handlers['settings.change']({ signedIn: ['openai'] });
  await world.settled();
  return world;
}

/** The same after a session was seen. */
async function worldWithAccount(sighting: Sighting = personal): Promise<World & { id: string }> {
  const world = await signedInWorld();
  await see(world, sighting);
  return Object.assign(world, { id: world.snapshot().accounts[0]?.id ?? '' });
}

/** Lets the balance be answered only when the test says so. */
function heldAnswer(world: World, answer: () => Response) {
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  world.network.on(grants, async () => {
    asked.resolve();
    await gate.promise;
    return answer();
  });
  return { asked: asked.promise, release: () => gate.resolve() };
}

function see(world: World, ...sightings: Sighting[]): Promise<unknown> {
  return Promise.all(sightings.map((sighting) => world.dashboards.sighted(observer, sighting)));
}

function tokens(world: World): string[] {
  return [...world.sessions.held.values()];
}

describe('a session that is held', () => {
  test('outlives the worker, but not the browser', async () => {
    const world = await worldWithAccount();
    const woken = world.restarted();
    await woken.ready;
    woken.clock.at += 15 * minute;
    expect(await woken.handlers['account.refresh']({})).toMatchObject({ succeeded: 1 });
    world.sessions.held.clear();
    const opened = world.restarted();
    await opened.ready;
    opened.clock.at += 15 * minute;
    expect(await opened.handlers['account.refresh']({})).toMatchObject({ failed: 1 });
    expect(opened.snapshot().accounts).toMatchObject([
      { reading: { remaining: { value: '12.4' } }, readAt: noon + 15 * minute, failure: { kind: 'session-missing', reason: 'not-seen' } },
    ]);
    await see(opened, personal);
    expect(opened.snapshot().accounts).toMatchObject([{ id: world.id, readAt: noon + 30 * minute }]);
    expect(opened.snapshot().accounts[0]).not.toHaveProperty('failure');
  });

  test('is forgotten when it has ended, and the figure stays', async () => {
    const world = await worldWithAccount();
    world.network.on(grants, ended);
    world.clock.at += 15 * minute;
    await world.refresh.run([world.id]);
    expect(tokens(world)).toEqual([]);
    expect(world.snapshot().accounts).toMatchObject([{ reading: { remaining: { value: '12.4' } }, readAt: noon, failure: { kind: 'session-expired' } }]);
    expect(world.snapshot().accounts[0]).not.toHaveProperty('nextAttemptAt');
  });

  test.each(Object.entries({ ...troubles, 'wrong-organization': () => json({ error: { code: 'no_organization' } }, 401) }))(
    'stays through %s, and so does the figure',
    async (kind, answer) => {
      const world = await worldWithAccount();
      world.network.on(grants, answer);
      await world.refresh.run([world.id]);
      expect(tokens(world)).toEqual([first]);
      expect(world.snapshot().accounts).toMatchObject([{ reading: { remaining: { value: '12.4' } }, failure: { kind } }]);
    },
  );

  test.each(origins)('is forgotten without a request when %s is no longer allowed', async (origin) => {
    const world = await worldWithAccount();
    world.denied.add(origin);
    world.network.asked.length = 0;
    await world.refresh.run([world.id]);
    expect(tokens(world)).toEqual([]);
    expect(world.network.asked).toEqual([]);
    expect(world.snapshot().accounts).toMatchObject([{ readAt: noon, failure: { kind: 'permission-missing', origins } }]);
  });
});

describe('an organization that is removed', () => {
  async function purged(world: World & { id: string }): Promise<void> {
    await world.handlers['account.remove']({ id: world.id });
    world.clock.at += undoMs;
    await world.purge.overdue();
    world.network.asked.length = 0;
  }

  test('is left alone while it can be brought back, and keeps its session until then', async () => {
    const world = await worldWithAccount();
    await world.handlers['account.remove']({ id: world.id });
    world.network.asked.length = 0;
    await see(world, { ...personal, token: second });
    expect(world.network.asked).toEqual([]);
    expect(tokens(world)).toEqual([first]);
    await world.handlers['account.restore']({ id: world.id });
    expect(await world.refresh.run([world.id])).toMatchObject({ succeeded: 1 });
  });

  test('loses its session with the account, and is not asked about again, however often it is seen', async () => {
    const world = await worldWithAccount();
    await purged(world);
    expect(tokens(world)).toEqual([]);
    expect(world.state.get().settings.dismissed).toEqual(['openai org-personal']);
    for (let request = 0; request < 3; request += 1) await see(world, personal, { ...personal, token: second });
    expect(world.network.asked).toEqual([]);
    expect(world.snapshot().accounts).toEqual([]);
    await see(world, { token: first, organization: 'org-work' });
    expect(world.snapshot().accounts).toMatchObject([{ label: 'OpenAI · Work' }]);
  });

  test('does not come back as the usual one of a request that names none', async () => {
    const world = await worldWithAccount({ token: first });
    await purged(world);
    await see(world, { token: second });
    expect(world.network.count(grants)).toBe(0);
    expect(world.snapshot().accounts).toEqual([]);
    expect(tokens(world)).toEqual([]);
  });

  test('comes back when the person switches the website on again', async () => {
    const world = await worldWithAccount();
    await purged(world);
    await world.handlers['settings.change']({ signedIn: [] });
    await world.handlers['settings.change']({ signedIn: ['openai'], dismissed: [] });
    await see(world, personal);
    expect(world.snapshot().accounts).toMatchObject([{ label: 'OpenAI · Personal', reading: { remaining: { value: '12.4' } } }]);
  });

  test('does not come back with an answer that was on its way', async () => {
    const world = await worldWithAccount();
    const gate = heldAnswer(world, () => credit('7'));
    const seeing = see(world, { ...personal, token: second });
    await gate.asked;
    await purged(world);
    gate.release();
    await seeing;
    expect(world.snapshot().accounts).toEqual([]);
    expect(tokens(world)).toEqual([]);
  });
});

describe('the switch', () => {
  test('off forgets every session, keeps the figures, and says why they grow old', async () => {
    const world = await worldWithAccount();
    await see(world, { token: first, organization: 'org-work' });
    world.network.asked.length = 0;
    await world.handlers['settings.change']({ signedIn: [] });
    expect(tokens(world)).toEqual([]);
    expect(world.network.asked).toEqual([]);
    const old = { reading: { remaining: { value: '12.4' } }, readAt: noon, failure: { kind: 'session-missing', reason: 'off' } };
    expect(world.snapshot().accounts).toMatchObject([old, old]);
  });

  test('off leaves keys and pasted sessions alone', async () => {
    const world = await worldWithAccount();
    const pasted = draftOf({ providerId: 'openai', credential: 'session', secret: second, remember: false });
    const { ids } = await world.handlers['account.add']({ drafts: [pasted] });
    await world.settled();
    await world.handlers['settings.change']({ signedIn: [] });
    expect([...world.sessions.held]).toEqual([[ids[0], second]]);
    expect(await world.refresh.run(ids)).toMatchObject({ succeeded: 1 });
  });

  test('off gives both permissions back where there is no account', async () => {
    const world = await signedInWorld();
    await world.handlers['settings.change']({ signedIn: [] });
    expect(world.givenBack).toEqual(origins);
  });

  test('off gives both permissions back where nothing but its own accounts needed them', async () => {
    const world = await worldWithAccount();
    await world.handlers['settings.change']({ signedIn: [] });
    expect(world.givenBack).toEqual(origins);
  });

  test('off keeps the permission that a key needs', async () => {
    const world = await signedInWorld();
    await world.handlers['account.add']({ drafts: [draftOf({ providerId: 'openai', secret: `sk-proj-${'a'.repeat(40)}` })] });
    await world.settled();
    await world.handlers['settings.change']({ signedIn: [] });
    expect(world.givenBack).toEqual(['https://platform.openai.com']);
  });

  test('off while a session is being tried keeps nothing of it', async () => {
    const world = await signedInWorld();
    const gate = heldAnswer(world, () => credit('7'));
    const seeing = see(world, personal);
    await gate.asked;
    await world.handlers['settings.change']({ signedIn: [] });
    gate.release();
    await seeing;
    expect(world.snapshot().accounts).toEqual([]);
    expect(tokens(world)).toEqual([]);
  });

  test('on again has the accounts wait for a page', async () => {
    const world = await worldWithAccount();
    await world.handlers['settings.change']({ signedIn: [] });
    await world.handlers['settings.change']({ signedIn: ['openai'] });
    await world.settled();
    expect(world.snapshot().accounts).toMatchObject([{ readAt: noon, failure: { kind: 'session-missing', reason: 'not-seen' } }]);
    await see(world, personal);
    expect(world.snapshot().accounts[0]).not.toHaveProperty('failure');
    expect(tokens(world)).toEqual([first]);
  });
});
