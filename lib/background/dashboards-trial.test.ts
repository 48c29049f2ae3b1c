import { describe, expect, test } from 'vitest';
import { json } from '@/tests/fakes/network';
import { createWorld, minute, noon, type World } from '@/tests/fakes/world';
import type { Sighting } from '../observers/define';
import observer from '../observers/openai-session';

const grants = '/v1/dashboard/billing/credit_grants';
const list = '/v1/organizations';
const first = `sess-FIRST${'1'.repeat(35)}`;
const second = `sess-SECOND${'2'.repeat(34)}`;
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

function see(world: World, ...sightings: Sighting[]): Promise<unknown> {
  return Promise.all(sightings.map((sighting) => world.dashboards.sighted(observer, sighting)));
}

function tokens(world: World): string[] {
  return [...world.sessions.held.values()];
}

describe('another session of the same organization', () => {
  const other = { ...personal, token: second };

  test('takes the place of the first one when it has been answered', async () => {
    const world = await signedInWorld();
    await see(world, personal);
    world.network.on(grants, () => credit('7'));
    world.clock.at += minute;
    await see(world, other);
    expect(tokens(world)).toEqual([second]);
    expect(world.snapshot().accounts).toMatchObject([{ masked: 'sess-…2222', reading: { remaining: { value: '7' } }, readAt: noon + minute }]);
  });

  test.each(Object.entries({ ...troubles, 'session-expired': ended }))('does not take the place of one that works where it meets %s', async (_kind, answer) => {
    const world = await signedInWorld();
    await see(world, personal);
    const before = world.snapshot();
    world.network.on(grants, answer);
    await see(world, other);
    expect(world.network.asked.at(-1)?.authorization).toBe(`Bearer ${second}`);
    expect(tokens(world)).toEqual([first]);
    expect(world.snapshot()).toEqual(before);
  });
});

describe('the first session of an organization', () => {
  test.each([
    ['has ended', ended],
    ['is of another organization', () => json({ error: { code: 'mismatched_organization' } }, 401)],
    ['is refused without a word', () => new Response(null, { status: 401 })],
  ])('that %s makes no account', async (_why, answer) => {
    const world = await signedInWorld();
    world.network.on(grants, answer);
    await see(world, personal);
    expect(world.network.count(grants)).toBe(1);
    expect(world.snapshot().accounts).toEqual([]);
    expect(tokens(world)).toEqual([]);
  });

  test.each(Object.entries(troubles))('that meets %s is kept, and the account says what is wrong', async (kind, answer) => {
    const world = await signedInWorld();
    world.network.on(grants, answer);
    await see(world, personal);
    expect(world.snapshot().accounts).toMatchObject([{ label: 'OpenAI · Personal', failure: { kind } }]);
    expect(tokens(world)).toEqual([first]);
    world.network.on(grants, () => credit('12.40'));
    world.clock.at += 15 * minute;
    expect(await world.handlers['account.refresh']({})).toMatchObject({ succeeded: 1 });
  });

  test('that may not see the bill is not kept', async () => {
    const world = await signedInWorld();
    world.network.on(grants, () => json({ error: {} }, 403));
    await see(world, personal);
    expect(world.snapshot().accounts).toMatchObject([{ failure: { kind: 'forbidden' } }]);
    expect(tokens(world)).toEqual([]);
  });

  test('that the service wants a browser for is read inside the open page', async () => {
    const world = await signedInWorld();
    world.network.on(grants, challenge);
    const questions: unknown[] = [];
    world.open.page = (work, [question]) => {
      if (work !== 'askFromPage') return null;
      questions.push(question);
      return { status: 200, text: '{"total_granted":20,"total_used":3.5,"total_available":16.5}', headers: { 'content-type': 'application/json' } };
    };
    await see(world, personal);
    expect(world.snapshot().accounts).toMatchObject([
      {
        reading: { remaining: { value: '16.5' } },
        attempts: [
          { status: 403, failure: { kind: 'challenge' } },
          { status: 200, inPage: true },
        ],
      },
    ]);
    expect(questions).toEqual([
      {
        url: `https://api.openai.com${grants}`,
        method: 'GET',
        headers: { accept: 'application/json', 'openai-organization': 'org-personal', authorization: `Bearer ${first}` },
      },
    ]);
  });
});

test('a session that is tried after the service asked to be left alone waits until then', async () => {
  const world = await signedInWorld();
  world.network.on(grants, troubles['rate-limited']);
  await see(world, personal);
  world.network.on(grants, () => credit('12.40'));
  world.clock.at += 5 * minute;
  await see(world, personal);
  expect(world.network.count(grants)).toBe(1);
  world.clock.at += 5 * minute;
  await see(world, personal);
  expect(world.snapshot().accounts).toMatchObject([{ readAt: noon + 10 * minute }]);
});
