import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { json } from '@/tests/fakes/network';
import { companyDraft, draftOf, noon, self, startedWorld, worldWith } from '@/tests/fakes/world';
import { usualArgon2, usualScrypt } from '../kdf';
import { allowed, type CommandName, commands } from '../protocol';
import type { Handlers } from './handlers';
import { createRouter, type Sender } from './router';

const pages = ['popup.html', 'options.html'] as const;
const names = Object.keys(commands) as CommandName[];
const id = 'account-1';
const { secret: _secret, ...withoutSecret } = draftOf();

/** An input that validates, for every command there is. */
const derived = 'A'.repeat(43);
const kdf = { ...usualArgon2, salt: 'B'.repeat(22) };
const inputs = {
  'account.add': { drafts: [draftOf()] },
  'account.edit': { ...withoutSecret, id },
  'account.detect': { baseUrl: 'https://relay.example', secret: 'sk-0123456789' },
  'account.test': withoutSecret,
  'account.duplicate': { id },
  'account.remove': { id },
  'account.restore': { id },
  'account.refresh': {},
  'account.pin': { id, pinned: true },
  'account.confirm': { id, balance: { amount: '50', at: noon } },
  'ledger.add': { id, kind: 'spend', amount: { value: '1', unit: 'USD' } },
  'ledger.correct': { id, entry: 'e1', amount: 'void' },
  'ledger.import': { id, entries: [{ kind: 'spend', at: noon, amount: { value: '1', unit: 'USD' } }], preview: true },
  'ledger.read': { id, from: 0, most: 50 },
  'ledger.settle': { id },
  'ledger.link': { id },
  'session.find': { providerId: 'openai' },
  'session.readPage': { providerId: 'openai' },
  'history.read': { ids: [id], from: 0, to: noon, span: 0 },
  'history.merge': { series: [], spend: [] },
  'history.forget': { ids: [id] },
  'vault.unlock': { key: derived },
  'vault.lock': {},
  'vault.setPassphrase': { kdf, key: derived },
  'vault.changePassphrase': { current: derived, kdf, key: derived },
  'vault.removePassphrase': { current: derived },
  'vault.changeLock': { idleMin: 15, onOsLock: true, whenLocked: 'show' },
  'vault.startAnew': {},
  'vault.erase': {},
  'backup.export': { kdf: { ...usualScrypt, salt: 'B'.repeat(22) }, key: derived },
  'backup.preview': { file: '{}', key: derived },
  'backup.import': { file: '{}', key: derived, mode: 'merge' },
  'alert.change': { limits: { 'below-amount': '5' } },
  'channel.save': { kind: 'json', label: '', enabled: true, parts: { address: 'https://example.com/hook' } },
  'channel.remove': { id: 'a' },
  'channel.test': { id: 'a', title: 'Test', text: 'Test' },
  'settings.change': { theme: 'dark' },
} satisfies Record<CommandName, unknown>;

/** What each page may do, written down a second time on purpose: a change of the list must be meant. */
const popupMay: readonly CommandName[] = ['account.refresh', 'account.pin', 'session.readPage', 'settings.change', 'vault.unlock', 'vault.lock'];

function page(name: string): Sender {
  return { id: self.id, url: self.url + name, origin: self.url.slice(0, -1) };
}

/** A router whose handlers only remember that they were called. */
function createProbe(ready: Promise<unknown> = Promise.resolve()) {
  const called = vi.fn();
  const handlers = Object.fromEntries(names.map((name) => [name, async (input: unknown) => called(name, input)])) as unknown as Handlers;
  return { called, route: createRouter({ handlers, ready: () => ready, self }) };
}

describe('who may say what', () => {
  test.each(names.flatMap((name) => pages.map((from) => [from, name] as const)))('security 64: %s and %s', async (from, name) => {
    const { called, route } = createProbe();
    const answer = route({ type: name, input: inputs[name] }, page(from));
    const isAllowed = from === 'options.html' || popupMay.includes(name);
    expect(answer === undefined).toBe(!isAllowed);
    if (answer) expect(await answer).toMatchObject({ ok: true });
    expect(called).toHaveBeenCalledTimes(isAllowed ? 1 : 0);
  });

  test('the list of pages is these two', () => {
    expect(Object.keys(allowed).sort()).toEqual([...pages].sort());
  });

  const options = `${self.url}options.html`;
  test.each<[string, Sender]>([
    ['another extension', { id: 'other-id', url: options }],
    ['another extension with its own page', { id: 'other-id', url: 'chrome-extension://other-id/options.html' }],
    ['our id from another extension’s page', { ...page('options.html'), url: 'chrome-extension://other-id/options.html' }],
    ['a content script, which has our id', { id: self.id, url: 'https://evil.example/options.html', origin: 'https://evil.example' }],
    ['a page whose address begins like ours', { id: self.id, url: 'chrome-extension://remainder-id.evil.example/options.html' }],
    ['our page with the origin of another', { ...page('options.html'), origin: 'https://evil.example' }],
    ['our page with the origin null', { ...page('options.html'), origin: 'null' }],
    ['a frame', { ...page('options.html'), frameId: 3 }],
    ['nobody', {}],
    ['no address', { id: self.id }],
    ['no URL', { id: self.id, url: 'options.html' }],
    ['a page we do not have', page('other.html')],
    ['a name of Object', page('constructor')],
    ['a folder', page('')],
    ['our page below a folder', page('x/options.html')],
    ['an escaped name', page('%6fptions.html')],
  ])('security 64: %s gets no answer', (_name, sender) => {
    const { called, route } = createProbe();
    for (const name of names) expect(route({ type: name, input: inputs[name] }, sender)).toBeUndefined();
    expect(called).not.toHaveBeenCalled();
  });

  test.each(['options.html#general', 'options.html?add=1', 'options.html?x=/popup.html#/other'])('our own page at %s is still our page', async (name) => {
    const { called, route } = createProbe();
    await route({ type: 'account.remove', input: { id } }, { ...page(name), frameId: 0 });
    expect(called).toHaveBeenCalledTimes(1);
  });
});

describe('what is said', () => {
  test.each([
    undefined,
    null,
    7,
    'account.add',
    [],
    {},
    { type: 7 },
    { type: 'account.read', input: {} },
    { type: '__proto__', input: {} },
    { type: 'constructor', input: {} },
    { type: 'toString', input: {} },
  ])('security 63: %j is no command and gets no answer', (message) => {
    const { called, route } = createProbe();
    expect(route(message, page('options.html'))).toBeUndefined();
    expect(called).not.toHaveBeenCalled();
  });

  test('a message with anything beside type and input gets no answer', () => {
    expect(createProbe().route({ type: 'account.remove', input: { id }, more: 1 }, page('options.html'))).toBeUndefined();
  });

  test.each<[CommandName, unknown]>([
    ['account.add', { drafts: [] }],
    ['account.add', { drafts: [{ ...draftOf(), providerId: 7 }] }],
    ['account.add', { drafts: [{ ...draftOf(), extra: 1 }] }],
    ['account.add', { drafts: [draftOf({ secret: 'x'.repeat(4097) })] }],
    ['account.remove', undefined],
    ['account.remove', { id: '' }],
    ['account.remove', { id: 'x'.repeat(65) }],
    ['account.pin', { id, pinned: 'yes' }],
    ['settings.change', { intervalMinutes: 0 }],
    ['settings.change', { intervalMinutes: 1441 }],
    ['settings.change', { intervalMinutes: 1.5 }],
    ['settings.change', { unknown: true }],
    ['settings.change', { lowAmount: 'NaN' }],
    ['vault.erase', { really: true }],
    ['backup.export', { kdf, key: derived }],
    ['backup.export', { kdf: { ...usualScrypt, salt: 'B' }, key: derived }],
    ['backup.export', { kdf: { ...usualScrypt, salt: 'B'.repeat(22) }, key: 'a passphrase' }],
    ['backup.preview', { file: {}, key: derived }],
    ['backup.import', { file: '{}', key: derived }],
    ['backup.import', { file: '{}', key: derived, mode: 'wipe' }],
  ])('%s with %j is refused before any handler', async (type, input) => {
    const { called, route } = createProbe();
    expect(await route({ type, input }, page('options.html'))).toMatchObject({ ok: false, failure: { kind: 'invalid-input', reason: 'shape' } });
    expect(called).not.toHaveBeenCalled();
  });

  test('security 60: the refusal names a field of ours and repeats nothing that was sent', async () => {
    const canary = 'skCANARYabcdefghijklmnop';
    const { route } = createProbe();
    for (const [type, input] of [
      ['settings.change', { [canary]: 1 }],
      ['settings.change', { rates: { [canary]: '1' } }],
      ['account.test', { ...withoutSecret, fields: { [canary]: '1' } }],
      ['account.add', { drafts: [{ ...draftOf(), credential: canary }] }],
      ['account.refresh', { ids: [{ [canary]: canary }] }],
    ] as const) {
      expect(JSON.stringify(await route({ type, input }, page('options.html'))), JSON.stringify(input)).not.toContain(canary);
    }
  });

  test('nothing is done before the state is loaded', async () => {
    const ready = Promise.withResolvers<void>();
    const { called, route } = createProbe(ready.promise);
    const answer = route({ type: 'account.remove', input: { id } }, page('options.html'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(called).not.toHaveBeenCalled();
    ready.resolve();
    await answer;
    expect(called).toHaveBeenCalledTimes(1);
  });
});

describe('the whole background behind the router', () => {
  test('security 63: 10,000 random messages neither throw nor change anything', async () => {
    const world = await worldWith([draftOf(), companyDraft()]);
    const [before, state] = [world.disk.text(), world.state.get()];
    const word = fc.oneof(fc.constantFrom(...names, '__proto__', 'constructor', ''), fc.string());
    // Nothing random validates, except what needs no input: that is left out on purpose.
    const needNothing: readonly unknown[] = ['alert.change', 'settings.change', 'account.refresh', 'vault.lock', 'vault.erase'];
    const message = fc.oneof(
      fc.anything({ maxDepth: 3 }),
      fc.record({ type: word, input: fc.anything({ maxDepth: 3 }) }, { requiredKeys: [] }),
      fc.record({
        type: fc.constantFrom(...names.filter((name) => !needNothing.includes(name))),
        input: fc.record(
          { id: word, drafts: fc.anything(), pinned: fc.boolean(), secret: fc.string(), ids: fc.array(word), fields: fc.object() },
          { requiredKeys: [] },
        ),
      }),
    );
    const sender = fc.oneof(fc.constantFrom(page('options.html'), page('popup.html')), fc.record({ id: fc.constantFrom(self.id, 'other'), url: fc.webUrl() }));
    const harmless = fc.asyncProperty(message, sender, async (said, from) => {
      const isValid = said !== null && typeof said === 'object' && 'type' in said && needNothing.includes(said.type);
      fc.pre(!isValid);
      const answer = await world.route(said, from);
      if (answer) expect(answer.ok).toBe(false);
    });
    await fc.assert(harmless, { numRuns: 10_000 });
    expect(world.state.get()).toBe(state);
    expect(world.disk.text()).toBe(before);
    expect(world.network.asked).toEqual([]);
  });

  test('security 56: no answer to any command ever holds a secret', async () => {
    const world = await startedWorld();
    const echo = ({ authorization }: { authorization: string | null }) =>
      json({ data: { name: authorization, total_granted: 10, total_used: 5, total_available: 5, model_limits: { [authorization ?? '']: true } } });
    world.network.on('/api/usage/token/', echo);
    const draft = draftOf({ providerId: 'new-api', baseUrl: 'https://relay.test' });
    const { secret, ...rest } = draft;
    const say = (type: CommandName, input: unknown) => world.route({ type, input }, page('options.html'));
    const added = await say('account.add', { drafts: [draft] });
    const [accountId] = (added as { value: { ids: string[] } }).value.ids;
    const answers = [added];
    await world.settled();
    for (const [type, input] of [
      ['account.test', draft],
      ['account.test', { ...rest, id: accountId }],
      ['account.test', { ...draft, baseUrl: 'http://insecure.example' }],
      ['account.edit', { ...draft, id: accountId }],
      ['account.edit', { ...draft, id: accountId, secret: `${secret} x` }],
      ['account.edit', { ...draft, id: 'unknown' }],
      ['account.duplicate', { id: accountId }],
      ['account.refresh', {}],
      ['account.pin', { id: accountId, pinned: true }],
      ['settings.change', { theme: 'dark' }],
      ['account.remove', { id: accountId }],
      ['account.restore', { id: accountId }],
    ] as const) {
      answers.push(await say(type, input));
    }
    await world.settled();
    expect(answers.filter((answer) => answer?.ok)).toHaveLength(10);
    for (const text of [JSON.stringify(answers), JSON.stringify(world.published), JSON.stringify(world.told), world.disk.text()]) {
      expect(text).not.toContain(secret);
    }
  });

  test('what the browser throws reaches no page', async () => {
    const world = await worldWith([draftOf()]);
    world.disk.refuses = 'writes';
    expect(await world.route({ type: 'settings.change', input: { theme: 'dark' } }, page('popup.html'))).toEqual({
      ok: false,
      failure: { kind: 'damaged', part: 'storage' },
    });
  });
});
