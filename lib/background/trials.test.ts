import { describe, expect, test } from 'vitest';
import { json } from '@/tests/fakes/network';
import { noon, relayDraft, startedWorld, type World, worldWith } from '@/tests/fakes/world';

const baseUrl = 'https://relay.test';
const secret = `sk-${'a'.repeat(48)}`;
const newApi = { success: true, data: { system_name: 'Relay', quota_per_unit: 500_000, quota_display_type: 'USD', usd_exchange_rate: 7.3 } };
const oneApi = { success: true, data: { system_name: 'One API', quota_per_unit: 500_000, display_in_currency: true } };
const usage = { code: true, data: { name: 'k', total_granted: 1_000_000, total_used: 250_000, total_available: 750_000, expires_at: 0 } };

/** A world whose relay has no route but those that a test gives it. */
async function bareWorld(): Promise<World> {
  const world = await startedWorld();
  for (const path of ['/api/status', '/api/usage/token/']) world.network.on(path, () => json({ error: { message: 'not found' } }, 404));
  return world;
}

const detect = (world: World) => world.handlers['account.detect']({ baseUrl, secret });
/** What was asked, each with whether the key went along. */
const asked = (world: World) => world.network.asked.map(({ url, authorization }) => `${url.pathname}${authorization ? ' with the key' : ''}`);

describe('finding out which service answers', () => {
  test('a relay that names itself is asked for its name first, and the key goes only where it belongs', async () => {
    const world = await startedWorld();
    world.network.on('/api/status', () => json(newApi));
    world.network.on('/api/usage/token/', () => json(usage));
    expect(await detect(world)).toMatchObject({ providerId: 'new-api', reading: { remaining: { value: '1.5', unit: 'USD' } } });
    expect(asked(world)[0]).toBe('/api/status');
    expect(asked(world).filter((line) => line.endsWith('with the key'))).toEqual(['/api/usage/token/ with the key']);
  });

  test('its kin without that route is told apart', async () => {
    const world = await startedWorld();
    world.network.on('/api/status', () => json(oneApi));
    world.network.on('/v1/dashboard/billing/subscription', () => json({ hard_limit_usd: 10 }));
    world.network.on('/v1/dashboard/billing/usage', () => json({ total_usage: 250 }));
    expect(await detect(world)).toMatchObject({ providerId: 'one-api', reading: { remaining: { value: '7.5', unit: 'USD' } } });
  });

  test.each([
    ['veloera', { system_name: 'Mine', quota_per_unit: 500_000, price: 7.3, check_in_enabled: true }],
    ['one-hub', { system_name: 'Mine', quota_per_unit: 500_000, PaymentUSDRate: 7.3 }],
    ['done-hub', { system_name: 'Done Hub', quota_per_unit: 500_000, PaymentUSDRate: 7.3 }],
    ['new-api', { system_name: 'Mine', quota_per_unit: 500_000, price: 7.3 }],
    ['one-api', { system_name: 'Mine', quota_per_unit: 500_000 }],
  ])('a fork is told by what it says of itself: %s', async (providerId, data) => {
    const world = await startedWorld();
    world.network.on('/api/status', () => json({ success: true, data }));
    world.network.on('/api/usage/token/', () => json(usage));
    world.network.on('/v1/dashboard/billing/subscription', () => json({ hard_limit_usd: 10 }));
    world.network.on('/v1/dashboard/billing/usage', () => json({ total_usage: 250 }));
    expect(await detect(world)).toMatchObject({ providerId });
  });

  test('a relay that says nothing of itself is found by what it answers to the key', async () => {
    const world = await bareWorld();
    world.network.on('/v1/dashboard/billing/subscription', () => json({ hard_limit_usd: 10 }));
    world.network.on('/v1/dashboard/billing/usage', () => json({ total_usage: 250 }));
    expect(await detect(world)).toMatchObject({ providerId: 'one-api' });
  });

  test('a relay is also known by how it refuses whoever comes without a key', async () => {
    const world = await bareWorld();
    world.network.on('/api/v1/auth/me', () => json({ code: 'UNAUTHORIZED', message: 'Authorization header is required' }, 401));
    world.network.on('/v1/usage', () => json({ mode: 'unrestricted', isValid: true, remaining: 42.5, unit: 'USD', balance: 42.5 }));
    expect(await detect(world)).toMatchObject({ providerId: 'sub2api', reading: { remaining: { value: '42.5', unit: 'USD' } } });
    expect(asked(world).filter((line) => line.endsWith('with the key'))).toEqual(['/v1/usage with the key']);
  });

  test('a key that a known relay refuses is told together with the relay', async () => {
    const world = await startedWorld();
    world.network.on('/api/status', () => json(newApi));
    world.network.on('/api/usage/token/', () => json({ success: false, message: 'token not found' }));
    expect(await detect(world)).toEqual({ providerId: 'new-api', failure: { kind: 'unauthorized' } });
  });

  test('the service of another account at the same address comes first', async () => {
    const world = await worldWith([relayDraft({ providerId: 'one-api' })]);
    world.network.on('/v1/dashboard/billing/subscription', () => json({ hard_limit_usd: 10 }));
    world.network.on('/v1/dashboard/billing/usage', () => json({ total_usage: 250 }));
    expect(await detect(world)).toMatchObject({ providerId: 'one-api' });
    expect(asked(world).find((line) => line.endsWith('with the key'))).toBe('/v1/dashboard/billing/subscription with the key');
  });

  test('where nothing answers like a service, the choice is left to the person', async () => {
    const world = await bareWorld();
    await expect(detect(world)).rejects.toMatchObject({ failure: { kind: 'invalid-input', field: 'provider', reason: 'unrecognised' } });
  });

  test('where every path refuses the key, that is what is said', async () => {
    const world = await bareWorld();
    for (const path of ['/api/usage/token/', '/v1/dashboard/billing/subscription']) world.network.on(path, () => json({ error: { message: 'no' } }, 401));
    await expect(detect(world)).rejects.toMatchObject({ failure: { kind: 'unauthorized' } });
  });

  test('an address that cannot be reached never sees the key', async () => {
    const world = await startedWorld();
    world.network.on('/api/status', () => Promise.reject(new TypeError('refused')));
    await expect(detect(world)).rejects.toMatchObject({ failure: { kind: 'network' } });
    expect(asked(world)).toEqual(['/api/status']);
  });

  test('nothing is asked before the origin is allowed, nor while the vault is locked', async () => {
    const world = await startedWorld();
    world.denied.add(baseUrl);
    await expect(detect(world)).rejects.toMatchObject({ failure: { kind: 'permission-missing', origins: [baseUrl] } });
    expect(world.network.asked).toEqual([]);
  });

  test('keeps neither the key nor an account', async () => {
    const world = await startedWorld();
    world.network.on('/api/status', () => json(newApi));
    world.network.on('/api/usage/token/', () => json(usage));
    await detect(world);
    expect(world.snapshot().accounts).toEqual([]);
    expect(world.disk.text()).not.toContain(secret);
  });
});

describe('trying out', () => {
  test('takes from the places of the origin: a relay that counts is not asked a 17th time', async () => {
    const world = await startedWorld();
    world.network.on('/api/status', () => json(newApi));
    world.network.on('/api/usage/token/', () => json(usage));
    const { label: _label, ...draft } = relayDraft({ secret });
    const trial = () => world.handlers['account.test']({ ...draft, label: '' });
    for (let count = 0; count < 16; count += 1) await trial();
    await expect(trial()).rejects.toMatchObject({ failure: { kind: 'rate-limited', retryAt: noon + 20 * 60_000 } });
    expect(world.network.count('/api/usage/token/')).toBe(16);
  });

  test('an empty 429 leaves the relay alone for 20 minutes, whoever asks', async () => {
    const world = await startedWorld();
    world.network.on('/api/status', () => json(newApi));
    world.network.on('/api/usage/token/', () => new Response(null, { status: 429 }));
    await expect(detect(world)).resolves.toMatchObject({ failure: { kind: 'rate-limited', retryAt: noon + 20 * 60_000 } });
    const { label: _label, ...draft } = relayDraft({ secret });
    await expect(world.handlers['account.test']({ ...draft, label: '' })).rejects.toMatchObject({ failure: { kind: 'rate-limited' } });
    expect(world.network.count('/api/usage/token/')).toBe(1);
  });
});
