import { describe, expect, test } from 'vitest';
import { json } from '@/tests/fakes/network';
import { createWorld, draftOf, minute, noon, type World } from '@/tests/fakes/world';
import observer from '../observers/openai-session';
import { undoMs } from './purge';

const grants = '/v1/dashboard/billing/credit_grants';
const list = '/v1/organizations';
const session = `sess-FOUND${'1'.repeat(35)}`;
const accessToken = 'eyJFIXTURE.access.x';
const organizations = [
  { id: 'org-personal', title: 'Personal', is_default: false },
  { id: 'org-work', title: 'Work', is_default: true },
];

/** What a page gives back of an answer. */
const answered = (body: unknown, status = 200) => ({ status, text: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
const signedIn = (data: unknown[] = organizations, token = session) => answered({ user: { session: { sensitive_id: token }, orgs: { data } } });

/** A world with the website switched on and open in a tab, and what its page was asked to send. */
async function worldWithPage(page: { signIn?: unknown; mint?: unknown; balance?: string | null } = {}): Promise<World & { posted: unknown[] }> {
  const world = createWorld();
  await world.ready;
  world.network.on(grants, () => json({ total_granted: '35', total_used: '22.6', total_available: '12.40' }));
  world.network.on(list, () => json({ data: organizations }));
  await world.handlers['settings.change']({ signedIn: ['openai'] });
  const posted: unknown[] = [];
  const { signIn = { accessToken }, mint = signedIn(), balance = null } = page;
  world.open.page = (work, args) => {
    if (work === 'findSignIn') return args[0] === noon ? signIn : null;
    if (work === 'readBalance') return balance;
    posted.push(args[0]);
    return mint;
  };
  return Object.assign(world, { posted });
}

const find = (world: World) => world.handlers['session.find']({ providerId: 'openai' });

describe('the sign-in of an open page', () => {
  test('makes a session for every organization, with one question of the page itself', async () => {
    const world = await worldWithPage();
    expect(await find(world)).toEqual({ organizations: 2 });
    expect(world.posted).toEqual([
      {
        url: 'https://api.openai.com/dashboard/onboarding/login',
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
        body: '{"app":"api"}',
      },
    ]);
    expect(world.network.asked.map(({ url, authorization }) => [url.pathname, authorization])).toEqual([
      [grants, `Bearer ${session}`],
      [grants, `Bearer ${session}`],
    ]);
    expect([...world.sessions.held.values()]).toEqual([session, session]);
    expect(world.snapshot().accounts).toMatchObject([
      { label: 'OpenAI · Personal', fields: { organization: 'org-personal' }, reading: { remaining: { value: '12.4' } } },
      { label: 'OpenAI · Work', fields: { organization: 'org-work' }, reading: { remaining: { value: '12.4' } } },
    ]);
  });

  test('may be as long as real ones are', async () => {
    const world = await worldWithPage({ signIn: { accessToken: `eyJ${'a'.repeat(1800)}` } });
    expect(await find(world)).toEqual({ organizations: 2 });
  });

  test('names an organization without a title by its id', async () => {
    const world = await worldWithPage({ mint: signedIn([{ id: 'org-1' }, { id: 'org-2', title: null }]) });
    await find(world);
    expect(world.snapshot().accounts.map(({ label }) => label)).toEqual(['OpenAI · org-1', 'OpenAI · org-2']);
  });

  test('that names no organization is for the usual one', async () => {
    const world = await worldWithPage({ mint: signedIn([]) });
    expect(await find(world)).toEqual({ organizations: 1 });
    expect(world.snapshot().accounts).toMatchObject([{ label: 'OpenAI · Work', fields: { organization: 'org-work' } }]);
  });

  test('gives an account that has lost its session a new one', async () => {
    const world = await worldWithPage();
    await find(world);
    world.sessions.held.clear();
    world.network.asked.length = 0;
    await world.handlers['account.refresh']({});
    expect(world.network.asked).toEqual([]);
    expect(world.snapshot().accounts).toMatchObject([{ failure: { kind: 'session-missing' } }, { failure: { kind: 'session-missing' } }]);
    await find(world);
    expect(world.snapshot().accounts).toHaveLength(2);
    for (const account of world.snapshot().accounts) expect(account).not.toHaveProperty('failure');
  });

  test('brings no organization back that was removed', async () => {
    const world = await worldWithPage();
    await find(world);
    await world.handlers['account.remove']({ id: world.snapshot().accounts[0]?.id ?? '' });
    world.clock.at += undoMs;
    await world.purge.overdue();
    world.clock.at = noon;
    await find(world);
    expect(world.snapshot().accounts.map(({ label }) => label)).toEqual(['OpenAI · Work']);
  });

  test.each([
    ['the switch is off', 'off', async (world: World) => world.handlers['settings.change']({ signedIn: [] })],
    ['no page is open', 'not-seen', async (world: World) => delete world.open.page],
    ['the page keeps none', 'not-seen', async (world: World) => (world.open.page = () => null)],
  ])('is not there where %s, and nothing is asked', async (_why, reason, change) => {
    const world = await worldWithPage();
    await change(world);
    await expect(find(world)).rejects.toMatchObject({ failure: { kind: 'session-missing', reason } });
    await expect(world.dashboards.find('deepseek')).rejects.toMatchObject({ failure: { kind: 'session-missing', reason: 'off' } });
    expect(world.posted).toEqual([]);
    expect(world.network.asked).toEqual([]);
  });

  test.each<[string, unknown, object]>([
    ['refused', answered({ error: { code: 'token_expired' } }, 401), { kind: 'unauthorized' }],
    ['of another client', answered({ error: { code: 'unsupported_client' } }, 403), { kind: 'forbidden' }],
    ['held up by a check', { status: 403, text: '<!DOCTYPE html>', headers: { 'content-type': 'text/html' } }, { kind: 'challenge' }],
    ['lost on its way', null, { kind: 'network' }],
    ['answered without a session', answered({ user: {} }), { kind: 'bad-response', detail: '/user/session' }],
    ['answered with a key instead', signedIn(organizations, `sk-${'a'.repeat(40)}`), { kind: 'bad-response', detail: '/user/session' }],
    ['answered with the sign-in itself', signedIn(organizations, accessToken), { kind: 'bad-response', detail: '/user/session' }],
    ['answered with too short a session', signedIn(organizations, 'sess-short'), { kind: 'bad-response', detail: '/user/session' }],
  ])('that is %s leaves nothing behind', async (_how, mint, failure) => {
    const world = await worldWithPage();
    world.open.page = (work) => (work === 'findSignIn' ? { accessToken } : mint);
    await expect(find(world)).rejects.toMatchObject({ failure });
    expect(world.network.asked).toEqual([]);
    expect(world.sessions.held.size).toBe(0);
    expect(world.snapshot().accounts).toEqual([]);
  });
});

describe('the figure in the text of an open page', () => {
  const readPage = (world: World, id?: string) => world.handlers['session.readPage']({ providerId: 'openai', ...(id === undefined ? {} : { id }) });

  test.each([
    ['$12.40', '12.4'],
    ['$ 12.40', '12.4'],
    ['$1,234,567.89', '1234567.89'],
    ['$0.00', '0'],
    ['-$0.07', '-0.07'],
    ['$-0.07', '-0.07'],
    ['\u2212$0.07', '-0.07'],
    ['$0.1234567890123456789', '0.1234567890123456789'],
  ])('%s is %s dollars', async (balance, value) => {
    const world = await worldWithPage({ balance });
    await readPage(world);
    expect(world.snapshot().accounts).toMatchObject([{ reading: { remaining: { value, unit: 'USD' } } }]);
  });

  test('makes an account of its own where there is none, once, that nobody reads again by itself', async () => {
    const world = await worldWithPage({ balance: '$12.40' });
    await readPage(world);
    world.clock.at += minute;
    await readPage(world);
    const [account, ...more] = world.snapshot().accounts;
    expect(more).toEqual([]);
    expect(account).toMatchObject({ label: 'OpenAI', inMemory: 'observed', fields: {}, readAt: noon + minute, method: 'page' });
    expect(account).toMatchObject({ reading: { meaning: 'balance', basis: 'reported', rule: { kind: 'page-text' } }, attempts: [{ inPage: true }] });
    expect(account).not.toHaveProperty('nextAttemptAt');
    expect(world.network.asked).toEqual([]);
  });

  test('is that of the account for which it was asked, and its failure is over', async () => {
    const world = await worldWithPage({ balance: '$9.99' });
    await find(world);
    const [account, other] = world.snapshot().accounts;
    world.sessions.held.clear();
    await world.handlers['account.refresh']({});
    await readPage(world, account?.id);
    const [read, untouched] = world.snapshot().accounts;
    expect(read).toMatchObject({ id: account?.id, reading: { remaining: { value: '9.99' }, owner: 'org-personal' }, wallet: account?.wallet });
    expect(read).not.toHaveProperty('failure');
    expect(read).not.toHaveProperty('nextAttemptAt');
    expect(untouched).toMatchObject({ reading: { remaining: { value: '12.4' } }, wallet: other?.wallet, failure: { kind: 'session-missing' } });
  });

  test('does not end the reading of an account whose session is there', async () => {
    const world = await worldWithPage({ balance: '$9.99' });
    await find(world);
    await readPage(world, world.snapshot().accounts[0]?.id);
    expect(world.snapshot().accounts[0]).toMatchObject({ reading: { remaining: { value: '9.99' } }, nextAttemptAt: noon + 15 * minute });
  });

  test('belongs to the first session of the website that is seen', async () => {
    const world = await worldWithPage({ balance: '$9.99' });
    await readPage(world);
    await world.dashboards.sighted(observer, { token: session, organization: 'org-work' });
    expect(world.snapshot().accounts).toMatchObject([
      { label: 'OpenAI · Work', fields: { organization: 'org-work' }, reading: { remaining: { value: '12.4' }, rule: { kind: 'as-reported' } } },
    ]);
  });

  test.each([null, '', '$', 'about $5', '($0.07)', '$1.2.3', '$12 or so', '$--1', '$1e', `$${'9'.repeat(30)}`])(
    '%j is refused, and changes nothing',
    async (balance) => {
      const world = await worldWithPage({ balance });
      await find(world);
      const before = world.disk.text();
      await expect(readPage(world, world.snapshot().accounts[0]?.id)).rejects.toMatchObject({ failure: { kind: 'bad-response', detail: 'page' } });
      await expect(readPage(world)).rejects.toMatchObject({ failure: { kind: 'bad-response', detail: 'page' } });
      expect(world.disk.text()).toBe(before);
    },
  );

  test('is missing where no page is open', async () => {
    const world = await worldWithPage();
    delete world.open.page;
    await expect(readPage(world)).rejects.toMatchObject({ failure: { kind: 'session-missing', reason: 'not-seen' } });
    expect(world.snapshot().accounts).toEqual([]);
  });

  test('is not taken for an account of another kind, nor for none that is there', async () => {
    const world = await worldWithPage({ balance: '$9.99' });
    const pasted = draftOf({ providerId: 'openai', credential: 'session', secret: session, remember: false });
    const { ids } = await world.handlers['account.add']({ drafts: [draftOf(), pasted] });
    await world.settled();
    const before = world.disk.text();
    for (const id of [...ids, 'unknown', '__proto__', 'constructor']) await readPage(world, id).catch(() => undefined);
    expect(world.disk.text()).toBe(before);
  });

  test('is not taken while the switch is off', async () => {
    const world = await worldWithPage({ balance: '$9.99' });
    await world.handlers['settings.change']({ signedIn: [] });
    await expect(readPage(world)).rejects.toMatchObject({ failure: { kind: 'session-missing', reason: 'off' } });
    expect(world.snapshot().accounts).toEqual([]);
  });
});

test('security: neither a session nor a sign-in ever reaches the disk, or what pages are shown', async () => {
  const seen = `sess-SEEN${'2'.repeat(36)}`;
  const world = await worldWithPage({ balance: '$9.99' });
  await find(world);
  await world.dashboards.sighted(observer, { token: seen, organization: 'org-work' });
  const echo = (token: string) => json({ error: { message: `Incorrect API key provided: ${token}`, code: 'invalid_api_key' } }, 401);
  world.network.on(grants, ({ authorization }) => echo(authorization ?? ''));
  await world.handlers['account.refresh']({});
  await world.handlers['session.readPage']({ providerId: 'openai' });
  await world.handlers['settings.change']({ signedIn: [] });
  expect(world.disk.writes.length).toBeGreaterThan(4);
  const everything = world.disk.text() + JSON.stringify([world.disk.writes, world.published, world.told]);
  expect(everything).toContain('sess-…2222');
  for (const secret of [session, seen, accessToken]) expect(everything).not.toContain(secret.slice(5));
});

test('the title of an organization brings neither a session into a label, nor signs that turn a line around', async () => {
  const world = await worldWithPage({ mint: signedIn([{ id: 'org-1', title: `${session}\u202Egro\n` }]) });
  await find(world);
  expect(world.disk.text()).not.toContain(session);
  expect(world.snapshot().accounts.map(({ label }) => label)).toEqual([expect.not.stringMatching(/[\u202E\n]/)]);
});
