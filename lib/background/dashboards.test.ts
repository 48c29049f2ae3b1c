import { describe, expect, test, vi } from 'vitest';
import { createFakeNetwork, json } from '@/tests/fakes/network';
import { createWorld, minute, noon, type World } from '@/tests/fakes/world';
import type { Sighting } from '../observers/define';
import observer from '../observers/openai-session';

const grants = '/v1/dashboard/billing/credit_grants';
const list = '/v1/organizations';
const first = `sess-FIRST${'1'.repeat(35)}`;
const personal = { token: first, organization: 'org-personal' };

const credit = (available: string) => json({ object: 'credit_summary', total_granted: '35', total_used: '22.6', total_available: available });
const unavailable = () => json({}, 500);

/** A world whose person has switched the website on, and whose account has two organizations with 12.40 dollars each. */
async function signedInWorld(): Promise<World & { named: (string | null)[] }> {
  const clock = { at: noon };
  const network = createFakeNetwork(() => clock.at);
  const named: (string | null)[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    if (String(input).endsWith(grants)) named.push(new Headers(init?.headers).get('openai-organization'));
    return network.fetch(input, init);
  };
  network.on(grants, () => credit('12.40'));
  network.on(list, () =>
    json({
      data: [
        { id: 'org-personal', title: 'Personal' },
        { id: 'org-work', title: 'Work', is_default: true },
      ],
    }),
  );
  const world = createWorld({ clock, network: { ...network, fetch } });
  await world.ready;
  await world.handlers['settings.change']({ signedIn: ['openai'] });
  await world.settled();
  return Object.assign(world, { named });
}

function see(world: World, ...sightings: Sighting[]): Promise<unknown> {
  return Promise.all(sightings.map((sighting) => world.dashboards.sighted(observer, sighting)));
}

function tokens(world: World): string[] {
  return [...world.sessions.held.values()];
}

describe('a session that a page has used', () => {
  test('means nothing while the switch is off, or while keys cannot be used', async () => {
    const world = await signedInWorld();
    const state = vi.spyOn(world.vault, 'state').mockReturnValue('locked');
    await see(world, personal);
    state.mockRestore();
    await world.handlers['settings.change']({ signedIn: [] });
    await see(world, personal);
    expect(world.network.asked).toEqual([]);
    expect(world.snapshot().accounts).toEqual([]);
    expect(tokens(world)).toEqual([]);
  });

  test('makes an account of its organization, by its title, with what is left', async () => {
    const world = await signedInWorld();
    await see(world, personal);
    const [account, ...more] = world.snapshot().accounts;
    expect(more).toEqual([]);
    expect(account).toMatchObject({
      providerId: 'openai',
      label: 'OpenAI · Personal',
      credential: 'session',
      inMemory: 'observed',
      fields: { organization: 'org-personal' },
      masked: 'sess-…1111',
      dashboardHost: 'platform.openai.com',
      reading: { remaining: { value: '12.4', unit: 'USD' }, owner: 'org-personal', basis: 'reported' },
      readAt: noon,
      nextAttemptAt: noon + 15 * minute,
    });
    expect([...world.sessions.held]).toEqual([[account?.id, first]]);
    expect(world.network.asked.map(({ url, authorization }) => [url.href, authorization])).toEqual([
      [`https://api.openai.com${list}`, `Bearer ${first}`],
      [`https://api.openai.com${grants}`, `Bearer ${first}`],
    ]);
    expect(world.named).toEqual(['org-personal']);
  });

  test.each([
    ['cannot be had', unavailable],
    ['do not name it', () => json({ data: [] })],
  ])('makes one without a title where the organizations %s', async (_why, answer) => {
    const world = await signedInWorld();
    world.network.on(list, answer);
    await see(world, personal);
    expect(world.snapshot().accounts).toMatchObject([{ label: 'OpenAI', fields: { organization: 'org-personal' }, reading: { remaining: { value: '12.4' } } }]);
  });

  test('is read once, however many requests of the page carry it at once', async () => {
    const world = await signedInWorld();
    await see(world, ...Array.from({ length: 20 }, () => personal));
    expect(world.network.count(grants)).toBe(1);
    expect(world.snapshot().accounts).toHaveLength(1);
  });

  test('makes an account for each of its organizations', async () => {
    const world = await signedInWorld();
    await see(world, personal, { token: first, organization: 'org-work' });
    expect(
      world
        .snapshot()
        .accounts.map(({ label }) => label)
        .toSorted(),
    ).toEqual(['OpenAI · Personal', 'OpenAI · Work']);
    expect(world.named.toSorted()).toEqual(['org-personal', 'org-work']);
    expect(tokens(world)).toEqual([first, first]);
  });

  test('makes one account, also where requests with and without the organization come at once', async () => {
    const world = await signedInWorld();
    await see(world, { token: first }, { token: first, organization: 'org-work' });
    expect(world.snapshot().accounts).toHaveLength(1);
  });

  test('that is known already is not tried again', async () => {
    const world = await signedInWorld();
    await see(world, personal);
    world.network.asked.length = 0;
    for (let request = 0; request < 10; request += 1) await see(world, personal);
    expect(world.network.asked).toEqual([]);
  });

  test('that is known already is read again where the last reading failed', async () => {
    const world = await signedInWorld();
    await see(world, personal);
    const [{ id = '' } = {}] = world.snapshot().accounts;
    world.network.on(grants, unavailable);
    await world.refresh.run([id]);
    expect(world.snapshot().accounts).toMatchObject([{ failure: { kind: 'unavailable' } }]);
    world.network.on(grants, () => credit('11'));
    await see(world, personal);
    expect(world.snapshot().accounts).toMatchObject([{ reading: { remaining: { value: '11' } } }]);
    expect(world.snapshot().accounts[0]).not.toHaveProperty('failure');
  });

  test('of somebody who may not see the bill is not tried again with every request of the page', async () => {
    const world = await signedInWorld();
    world.network.on(grants, () => json({ error: { message: 'You have insufficient permissions' } }, 403));
    for (let request = 0; request < 10; request += 1) await see(world, personal);
    expect(world.snapshot().accounts).toMatchObject([{ failure: { kind: 'forbidden' } }]);
    expect(world.network.count(grants)).toBe(1);
  });
});

describe('a session without an organization', () => {
  test('is for the usual one, which is looked up once', async () => {
    const world = await signedInWorld();
    for (let request = 0; request < 5; request += 1) await see(world, { token: first });
    expect(world.snapshot().accounts).toMatchObject([{ label: 'OpenAI · Work', fields: { organization: 'org-work' } }]);
    expect(world.network.count(list)).toBe(1);
    expect(world.network.count(grants)).toBe(1);
  });

  test('is for the only one there is', async () => {
    const world = await signedInWorld();
    world.network.on(list, () => json({ data: [{ id: 'org-only' }] }));
    await see(world, { token: first });
    expect(world.snapshot().accounts).toMatchObject([{ label: 'OpenAI', fields: { organization: 'org-only' } }]);
    expect(world.named).toEqual(['org-only']);
  });

  test('is for an account without one where nobody can tell which is meant, and that is looked up once too', async () => {
    const world = await signedInWorld();
    world.network.on(list, () => json({ data: [{ id: 'org-1' }, { id: 'org-2' }] }));
    for (let request = 0; request < 5; request += 1) await see(world, { token: first });
    expect(world.snapshot().accounts).toMatchObject([{ label: 'OpenAI', fields: {}, reading: { remaining: { value: '12.4' } } }]);
    expect(world.named).toEqual([null]);
    expect(world.network.count(list)).toBe(1);
  });

  test('does not cost the next organization its title', async () => {
    const world = await signedInWorld();
    await see(world, { token: first });
    await see(world, personal);
    expect(world.snapshot().accounts.map(({ label }) => label)).toEqual(['OpenAI · Work', 'OpenAI · Personal']);
  });

  test('makes no second account of the usual organization after a moment of trouble', async () => {
    const world = await signedInWorld();
    world.network.on(list, unavailable);
    await see(world, { token: first });
    await see(world, { token: first, organization: 'org-work' });
    expect(world.snapshot().accounts).toHaveLength(1);
  });
});

describe('a request of the website with another kind of credential', () => {
  test('is remarked while the switch is on, until a session is seen', async () => {
    const world = await signedInWorld();
    await world.dashboards.unlike(observer);
    expect(world.sessions.unlike).toEqual(['openai']);
    await see(world, personal);
    expect(world.sessions.unlike).toEqual([]);
    await world.handlers['settings.change']({ signedIn: [] });
    await world.dashboards.unlike(observer);
    expect(world.sessions.unlike).toEqual([]);
  });
});
