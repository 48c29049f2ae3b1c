import { describe, expect, test } from 'vitest';
import { json } from '@/tests/fakes/network';
import { newTyped } from '@/tests/fakes/vault-world';
import { draftOf, minute, startedWorld, type World, worldWith } from '@/tests/fakes/world';
import type { ChannelParts } from '../channel';
import type { ChannelMessage } from '../channel-host/define';
import { FailureError } from '../failure';
import { mostPending, mostTries } from './deliveries';
import { nextWake } from './schedule';

const token = 'canary-0123456789abcdef';
const hook: ChannelParts = { address: `https://hooks.test/${token}` };

let made = 0;
function messageOf(world: World, changes: Partial<ChannelMessage> = {}): ChannelMessage {
  made += 1;
  return { id: `m${made}`, kind: 'below-amount', accountId: 'a1', title: 'Work: low', text: 'amount-4.20 left', at: world.clock.at, ...changes };
}

async function saved(world: World, kind = 'json', parts = hook, enabled = true): Promise<string> {
  const { id } = await world.handlers['channel.save']({ kind, label: 'Phone', enabled, parts });
  await world.settled();
  return id;
}

/** A world with one channel whose service answers as `status` says. */
async function worldWithChannel() {
  const world = await startedWorld();
  const service = { status: 204, headers: {} as Record<string, string> };
  world.network.on(`/${token}`, () => new Response(null, service));
  const id = await saved(world);
  const view = () => world.snapshot().channels?.find((channel) => channel.id === id);
  const sent = () => world.network.asked.filter(({ url }) => url.href === hook.address).map(({ body }) => JSON.parse(body ?? 'null'));
  return Object.assign(world, { id, service, view, sent });
}

async function failureOf(work: Promise<unknown>) {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof FailureError ? error.failure : error),
  );
}

describe('a message', () => {
  test('goes to every channel that is switched on, once', async () => {
    const world = await worldWithChannel();
    await saved(world, 'ntfy', { address: 'https://ntfy.test/topic', accessToken: token });
    await saved(world, 'json', { address: 'https://off.test/x' }, false);
    world.network.on('/', () => json({ id: 'x' }));
    const message = messageOf(world);
    await world.channels.deliver(message);
    await world.channels.deliver(message);
    expect(world.sent()).toEqual([{ version: 1, ...message }]);
    expect(world.network.asked.filter(({ url }) => url.origin === 'https://ntfy.test')).toMatchObject([
      { authorization: `Bearer ${token}`, body: JSON.stringify({ topic: 'topic', title: message.title, message: message.text }) },
    ]);
    expect(world.network.asked.some(({ url }) => url.origin === 'https://off.test')).toBe(false);
    expect(world.view()).toMatchObject({ pending: 0, lost: 0, deliveredAt: world.clock.at });
  });

  test('is not sent again after the worker was stopped', async () => {
    const world = await worldWithChannel();
    const message = messageOf(world);
    await world.channels.deliver(message);
    const after = world.restarted();
    await after.ready;
    await after.channels.deliver(message);
    expect(world.sent()).toHaveLength(1);
  });

  test('that was taken over before the worker was stopped is sent by the next one', async () => {
    const world = await worldWithChannel();
    world.service.status = 500;
    await world.channels.deliver(messageOf(world));
    world.service.status = 204;
    world.clock.at += 61 * minute;
    const after = world.restarted();
    await after.ready;
    await after.channels.retryDue();
    expect(world.sent()).toHaveLength(2);
    expect(after.snapshot().channels?.[0]).toMatchObject({ pending: 0 });
    expect(after.snapshot().channels?.[0]).not.toHaveProperty('failure');
  });
});

describe('a message that is not taken', () => {
  test.each([
    [401, { kind: 'unauthorized' }],
    [403, { kind: 'forbidden' }],
    [404, { kind: 'unsupported', detail: 'address' }],
    [400, { kind: 'unavailable', status: 400 }],
    [503, { kind: 'unavailable', status: 503 }],
  ])('with %d waits, and the channel says why', async (status, failure) => {
    const world = await worldWithChannel();
    world.service.status = status;
    await world.channels.deliver(messageOf(world));
    expect(world.view()).toMatchObject({ pending: 1, failure, failedAt: world.clock.at });
    expect(nextWake(world.state.get(), world.clock.at)).toBe(world.view()?.nextTryAt);
  });

  test('is tried again with growing distance, and given up in the end', async () => {
    const world = await worldWithChannel();
    world.service.status = 500;
    await world.channels.deliver(messageOf(world));
    const distances: number[] = [];
    for (let next = world.view()?.nextTryAt; next !== undefined; next = world.view()?.nextTryAt) {
      distances.push(next - world.clock.at);
      world.clock.at = next - 1;
      await world.channels.retryDue();
      world.clock.at = next;
      await world.channels.retryDue();
    }
    expect(world.sent()).toHaveLength(mostTries);
    expect(distances).toEqual(distances.toSorted((left, right) => left - right));
    expect(distances[0]).toBeLessThan(minute + 1);
    expect(world.view()).toMatchObject({ pending: 0, lost: 1, failure: { kind: 'unavailable' } });
    expect(nextWake(world.state.get(), world.clock.at)).toBeUndefined();
  });

  test('waits as long as the service says, even when something new comes', async () => {
    const world = await worldWithChannel();
    Object.assign(world.service, { status: 429, headers: { 'retry-after': '600' } });
    await world.channels.deliver(messageOf(world));
    await world.channels.deliver(messageOf(world));
    expect(world.sent()).toHaveLength(1);
    expect(world.view()).toMatchObject({ pending: 2, nextTryAt: world.clock.at + 10 * minute });
  });

  test('is sent along with the next one, in order', async () => {
    const world = await worldWithChannel();
    world.service.status = 500;
    const [first, second] = [messageOf(world), messageOf(world)];
    await world.channels.deliver(first);
    world.service.status = 204;
    await world.channels.deliver(second);
    expect(world.sent().map(({ id }) => id)).toEqual([first.id, first.id, second.id]);
    expect(world.view()).toMatchObject({ pending: 0, lost: 0 });
  });

  test('is one of so many at most; the oldest give way, and that is said', async () => {
    const world = await worldWithChannel();
    world.denied.add('https://hooks.test');
    for (let count = 0; count < mostPending + 3; count += 1) await world.channels.deliver(messageOf(world));
    expect(world.sent()).toHaveLength(0);
    expect(world.view()?.pending).toBeLessThanOrEqual(mostPending);
    expect((world.view()?.pending ?? 0) + (world.view()?.lost ?? 0)).toBe(mostPending + 3);
    expect(world.view()?.failure).toEqual({ kind: 'permission-missing', origins: ['https://hooks.test'] });
  });

  test('is not sent when it is a day old', async () => {
    const world = await worldWithChannel();
    world.service.status = 500;
    await world.channels.deliver(messageOf(world));
    world.service.status = 204;
    world.clock.at += 24 * 60 * minute;
    await world.channels.retryDue();
    expect(world.sent()).toHaveLength(1);
    expect(world.view()).toMatchObject({ pending: 0, lost: 1 });
  });

  test('goes to the new address at once', async () => {
    const world = await worldWithChannel();
    world.service.status = 404;
    await world.channels.deliver(messageOf(world));
    world.network.on('/better', () => new Response(null, { status: 204 }));
    await world.handlers['channel.save']({ id: world.id, kind: 'json', label: 'Phone', enabled: true, parts: { address: 'https://other.test/better' } });
    await world.settled();
    expect(world.network.count('/better', 'https://other.test')).toBe(1);
    expect(world.view()).toMatchObject({ pending: 0, origin: 'https://other.test' });
    expect(world.givenBack).toEqual(['https://hooks.test']);
  });

  test('has no part of the address in any trace', async () => {
    const world = await worldWithChannel();
    world.network.on(`/${token}`, ({ url }) => json({ error: `no such hook ${url.href}` }, 418));
    await world.channels.deliver(messageOf(world));
    world.network.on(`/${token}`, ({ url }) => Promise.reject(new TypeError(`Failed to fetch ${url.href}`)));
    expect(await failureOf(world.handlers['channel.test']({ id: world.id, title: 'Test', text: 'Test' }))).toEqual({ kind: 'network' });
    expect(JSON.stringify([...(await world.disk.readAll())])).not.toContain(token);
    expect(JSON.stringify(world.published)).not.toContain(token);
  });

  test('follows no redirect', async () => {
    const world = await worldWithChannel();
    Object.assign(world.service, { status: 307, headers: { location: 'https://elsewhere.test/' } });
    await world.channels.deliver(messageOf(world));
    expect(world.view()?.failure).toEqual({ kind: 'redirected' });
    expect(world.network.asked.some(({ url }) => url.origin === 'https://elsewhere.test')).toBe(false);
  });

  test('although the status is good, for the service says so', async () => {
    const world = await startedWorld();
    world.network.on('/push', () => json({ code: 400, message: 'no device' }));
    await saved(world, 'bark', { address: `https://bark.test/${token}` });
    await world.channels.deliver(messageOf(world));
    expect(world.snapshot().channels?.[0]?.failure).toEqual({ kind: 'bad-response', detail: 'answer' });
  });
});

describe('while the vault is locked', () => {
  async function lockedWorld() {
    const world = await worldWithChannel();
    const passphrase = newTyped();
    await world.handlers['vault.setPassphrase'](passphrase);
    await world.handlers['vault.changeLock']({ idleMin: 0, onOsLock: false, whenLocked: 'hide' });
    world.service.status = 500;
    await world.channels.deliver(messageOf(world));
    world.service.status = 204;
    return Object.assign(world, { key: passphrase.key });
  }

  test('nothing is taken over and nothing goes out; afterwards what waits does', async () => {
    const world = await lockedWorld();
    expect(world.sent()).toHaveLength(1);
    await world.handlers['vault.lock']({});
    world.clock.at += 61 * minute;
    await world.channels.retryDue();
    expect(await failureOf(world.channels.deliver(messageOf(world)))).toEqual({ kind: 'locked' });
    expect(await failureOf(world.handlers['channel.test']({ id: world.id, title: 'a', text: 'b' }))).toEqual({ kind: 'locked' });
    expect(world.sent()).toHaveLength(1);
    expect(nextWake(world.state.get(), world.clock.at, true)).toBeUndefined();
    await world.handlers['vault.unlock']({ key: world.key });
    await world.channels.retryDue();
    expect(world.sent()).toHaveLength(2);
  });

  test('no waiting message lies readable on the disk', async () => {
    const world = await lockedWorld();
    const disk = JSON.stringify([...(await world.disk.readAll())]);
    expect(disk).toContain('v1:d:');
    expect(disk).not.toContain('amount-4.20');
  });

  test('its address came along with the passphrase, and goes back with it', async () => {
    const world = await lockedWorld();
    await world.handlers['vault.removePassphrase']({ current: world.key });
    await world.channels.deliver(messageOf(world));
    expect(world.sent()).toHaveLength(3);
    expect(world.view()).toMatchObject({ pending: 0 });
  });
});

describe('a channel', () => {
  test('is kept without its address, which only the vault has', async () => {
    const world = await worldWithChannel();
    expect(world.view()).toEqual({
      id: world.id,
      kind: 'json',
      label: 'Phone',
      enabled: true,
      origin: 'https://hooks.test',
      createdAt: world.clock.at,
      pending: 0,
      lost: 0,
    });
    expect(world.disk.writes).toHaveLength(1);
    expect(JSON.stringify([...(await world.disk.readAll())])).not.toContain(token);
  });

  test('keeps its address when only its name is changed', async () => {
    const world = await worldWithChannel();
    await world.handlers['channel.save']({ id: world.id, kind: 'json', label: 'Desk', enabled: true });
    await world.channels.deliver(messageOf(world));
    expect(world.view()?.label).toBe('Desk');
    expect(world.sent()).toHaveLength(1);
  });

  test('that is switched off forgets what was waiting', async () => {
    const world = await worldWithChannel();
    world.service.status = 500;
    await world.channels.deliver(messageOf(world));
    await world.handlers['channel.save']({ id: world.id, kind: 'json', label: 'Phone', enabled: false });
    expect(world.view()?.pending).toBe(0);
  });

  test('that is removed takes its secret, its messages and its permission along', async () => {
    const world = await worldWithChannel();
    world.service.status = 500;
    await world.channels.deliver(messageOf(world));
    await world.handlers['channel.remove']({ id: world.id });
    const keys = [...(await world.disk.readAll()).keys()];
    expect(keys.filter((name) => name.includes(world.id))).toEqual([]);
    expect(world.givenBack).toEqual(['https://hooks.test']);
    expect(world.snapshot().channels).toBeUndefined();
  });

  test('keeps the permission that an account uses too', async () => {
    const world = await worldWith([draftOf()]);
    const id = await saved(world, 'json', { address: 'https://api.deepseek.com/hook' });
    await world.handlers['channel.remove']({ id });
    expect(world.givenBack).toEqual([]);
  });

  test('keeps the permission that it needs itself when another one of the same host goes', async () => {
    const world = await worldWithChannel();
    const other = await saved(world, 'json', { address: 'https://hooks.test/other' });
    await world.handlers['channel.remove']({ id: other });
    expect(world.givenBack).toEqual([]);
    await world.handlers['channel.remove']({ id: world.id });
    expect(world.givenBack).toEqual(['https://hooks.test']);
  });

  test.each([
    ['an unknown kind', { kind: 'pigeon', parts: hook }, { field: 'kind', reason: 'unknown' }],
    ['no address', { kind: 'json' }, { field: 'address', reason: 'missing' }],
    ['plain http to elsewhere', { kind: 'json', parts: { address: 'http://hooks.test/a' } }, { field: 'address', reason: 'insecure' }],
    ['half a bot', { kind: 'telegram', parts: { token: `12345:${'a'.repeat(30)}` } }, { field: 'chat', reason: 'missing' }],
  ])('with %s is refused', async (_name, input, problem) => {
    const world = await startedWorld();
    expect(await failureOf(world.handlers['channel.save']({ label: '', enabled: true, ...input }))).toEqual({ kind: 'invalid-input', ...problem });
    expect(world.disk.writes).toHaveLength(0);
  });

  test('whose record is damaged can be removed, with its secret', async () => {
    const world = await worldWithChannel();
    await world.disk.write({ [`v1:ch:${world.id}`]: { v: 1 } }, []);
    const after = world.restarted();
    await after.ready;
    expect(after.snapshot()).toMatchObject({ unreadableChannels: [world.id] });
    await after.handlers['channel.remove']({ id: world.id });
    expect([...(await after.disk.readAll()).keys()].filter((name) => name.includes(world.id))).toEqual([]);
  });

  test('a test is answered with what came of it, and sends on what was waiting', async () => {
    const world = await worldWithChannel();
    world.service.status = 500;
    await world.channels.deliver(messageOf(world));
    expect(await failureOf(world.handlers['channel.test']({ id: world.id, title: 'Test', text: 'It works.' }))).toEqual({ kind: 'unavailable', status: 500 });
    world.service.status = 204;
    await world.handlers['channel.test']({ id: world.id, title: 'Test', text: 'It works.' });
    await world.settled();
    expect(world.sent().map(({ kind }) => kind)).toEqual(['below-amount', 'test', 'test', 'below-amount']);
    expect(world.view()).toMatchObject({ pending: 0 });
  });
});
