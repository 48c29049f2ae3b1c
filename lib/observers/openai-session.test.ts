// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import { validated } from '../provider-host/ask';
import observer from './openai-session';

const now = Date.UTC(2026, 7, 28, 12);
const inAnHour = now / 1000 + 3600;
const session = `sess-FIXTURE${'0'.repeat(36)}`;

afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
  document.body.innerHTML = '';
});

describe('the observer', () => {
  test('looks at the requests of one website to one service', () => {
    expect(observer.dashboard).toBe('https://platform.openai.com');
    expect(observer.urls.map((pattern) => pattern.split('/').slice(0, 3).join('/'))).toEqual(observer.urls.map(() => 'https://api.openai.com'));
  });

  test.each([
    [`Bearer ${session}`, session],
    [`Bearer sess-${'a'.repeat(20)}`, `sess-${'a'.repeat(20)}`],
    [`Bearer sess-${'a'.repeat(200)}`, `sess-${'a'.repeat(200)}`],
    [`Bearer sess-${'a'.repeat(19)}`, undefined],
    [`Bearer sess-${'a'.repeat(201)}`, undefined],
    [`Bearer  ${session}`, undefined],
    [`Bearer ${session}\n`, undefined],
    [`xBearer ${session}`, undefined],
    ['Bearer sess-aaaaaaaaaaaaaaaaaaaaaaaaé', undefined],
    ['Bearer eyJFIXTURE.access.x', undefined],
  ])('takes from %j the session %j', (header, token) => {
    expect(observer.token.exec(header)?.[1]).toBe(token);
  });
});

describe('the answer about organizations', () => {
  const { schema } = observer.organizations;

  test('gives their ids, titles and the usual one, and nothing else', () => {
    const data = [
      { object: 'organization', id: 'org-1', title: 'Personal', name: 'user-example', personal: true, is_default: false },
      { object: 'organization', id: 'org-2', title: 'Example Org', name: 'example', personal: false, is_default: true },
    ];
    expect(validated(schema, { object: 'list', data })).toEqual([
      { id: 'org-1', title: 'Personal', isDefault: false },
      { id: 'org-2', title: 'Example Org', isDefault: true },
    ]);
  });

  test('may leave out titles and which is the usual one, and may name none', () => {
    expect(validated(schema, { data: [{ id: 'org-1' }, { id: 'org-2', title: null }] })).toEqual([
      { id: 'org-1', title: undefined, isDefault: false },
      { id: 'org-2', title: undefined, isDefault: false },
    ]);
    expect(validated(schema, { data: [] })).toEqual([]);
  });

  test.each([{}, { data: {} }, { data: [{ title: 'no id' }] }, { data: [{ id: 1 }] }, { data: [{ id: 'org-1', is_default: 'yes' }] }, [], null])(
    'is refused where it is %j',
    (body) => {
      expect(() => validated(schema, body)).toThrow('bad-response');
    },
  );
});

describe('the answer to a sign-in', () => {
  const { schema } = observer.signIn;
  const user = { object: 'user', id: 'user-1', email: 'user@example.invalid', session: { object: 'session', sensitive_id: session, publishable: false } };

  test('gives the session and the organizations, and nothing of the person', () => {
    const orgs = { object: 'list', data: [{ id: 'org-1', title: 'Personal', is_default: true, role: 'owner' }] };
    expect(validated(schema, { object: 'login', user: { ...user, orgs }, invites: [] })).toEqual({
      token: session,
      organizations: [{ id: 'org-1', title: 'Personal', isDefault: true }],
    });
  });

  test('may be without organizations, or with some that have no title', () => {
    expect(validated(schema, { user })).toEqual({ token: session, organizations: [] });
    expect(validated(schema, { user: { ...user, orgs: { data: [] } } })).toEqual({ token: session, organizations: [] });
    expect(validated(schema, { user: { ...user, orgs: { data: [{ id: 'org-1', title: null }] } } })).toEqual({
      token: session,
      organizations: [{ id: 'org-1', title: undefined, isDefault: false }],
    });
  });

  test.each([{}, { user: {} }, { user: { session: {} } }, { user: { session: { sensitive_id: null } } }, { user: { ...user, orgs: { data: [{}] } } }])(
    'is refused where it is %j',
    (body) => {
      expect(() => validated(schema, body)).toThrow('bad-response');
    },
  );
});

describe('the sign-in that an idle page keeps', () => {
  const client = '@@auth0spajs@@::app_2SKx67EdpoN0G6j64rFvigXD';
  const oldClient = '@@auth0spajs@@::DRivsnm2Mu42T3KOpqdtwB3NYviHYzwD';
  const scope = 'https://api.openai.com/v1::openid profile email offline_access';
  const good = { body: { access_token: 'eyJFIXTURE.access.x', refresh_token: 'rt_FIXTURE_DO_NOT_USE' }, expiresAt: inAnHour };
  const keep = (key: string, value: unknown) => localStorage.setItem(key, typeof value === 'string' ? value : JSON.stringify(value));

  test('is found behind the identity beside it, an older client, and what other programs keep', () => {
    keep(`${client}::@@user@@`, { id_token: 'eyJFIXTURE.id.x' });
    keep(`${client}::${scope}::@@user@@`, { body: { access_token: 'eyJFIXTURE.identity.x' }, expiresAt: inAnHour });
    keep(`${oldClient}::${scope}`, { body: { access_token: 'eyJFIXTURE.old.x' }, expiresAt: 1_700_000_000 });
    keep(`${client}::https://example.com/v1::openid`, { body: { access_token: 'eyJFIXTURE.elsewhere.x' }, expiresAt: inAnHour });
    keep(`other::${scope}`, { body: { access_token: 'eyJFIXTURE.other.x' }, expiresAt: inAnHour });
    keep('unrelated', '1');
    keep(`${client}::${scope}`, good);
    expect(observer.signIn.find(now)).toEqual({ accessToken: 'eyJFIXTURE.access.x' });
  });

  test.each([
    ['broken JSON', '{"body":'],
    ['no text', ''],
    ['null', 'null'],
    ['a number', '1'],
    ['no token', { expiresAt: inAnHour }],
    ['a token that is no text', { body: { access_token: 1 }, expiresAt: inAnHour }],
    ['no end', { body: { access_token: 'eyJFIXTURE.endless.x' } }],
    ['an end that is text', { body: { access_token: 'eyJFIXTURE.text.x' }, expiresAt: String(inAnHour) }],
    ['an end that is this very second', { body: { access_token: 'eyJFIXTURE.ended.x' }, expiresAt: now / 1000 }],
  ])('is not taken from an entry with %s, and the next one is looked at', (_what, entry) => {
    keep(`${oldClient}::${scope}`, entry);
    expect(observer.signIn.find(now)).toBeNull();
    keep(`${client}::${scope}`, good);
    expect(observer.signIn.find(now)).toEqual({ accessToken: 'eyJFIXTURE.access.x' });
  });

  test('is nothing where nothing is kept', () => {
    expect(observer.signIn.find(now)).toBeNull();
  });

  test('leaves the refresh token untouched, and what is kept as it is', () => {
    keep(`${client}::${scope}`, good);
    const before = JSON.stringify(localStorage);
    const written = [vi.spyOn(Storage.prototype, 'setItem'), vi.spyOn(Storage.prototype, 'removeItem')];
    const touched = vi.fn(() => 'rt_FIXTURE_DO_NOT_USE');
    const body = Object.defineProperty({ access_token: 'eyJFIXTURE.access.x' }, 'refresh_token', { enumerable: true, get: touched });
    vi.spyOn(JSON, 'parse').mockReturnValueOnce({ body, expiresAt: inAnHour });
    expect(observer.signIn.find(now)).toEqual({ accessToken: 'eyJFIXTURE.access.x' });
    expect(touched).not.toHaveBeenCalled();
    for (const write of written) expect(write).not.toHaveBeenCalled();
    expect(JSON.stringify(localStorage)).toBe(before);
  });
});

describe('the balance that a page shows', () => {
  function shown(html: string): string | null {
    document.body.innerHTML = html;
    return observer.readBalance();
  }

  test.each([
    ['below its heading', '<section><h3>Credit balance</h3><div>$12.40</div></section>', '$12.40'],
    ['deeper than its heading', '<div><div><h2>Credit balance</h2></div><div><p><b>$12.40</b></p></div></div>', '$12.40'],
    ['in the same line', '<p>Credit balance: $12.40</p>', '$12.40'],
    ['in a list of terms', '<dl><dt>Credit balance</dt><dd>$12.40</dd></dl>', '$12.40'],
    ['in a table', '<table><tbody><tr><th>Credit balance</th><td>$12.40</td></tr></tbody></table>', '$12.40'],
    ['under the name of the plan', '<div><h3>Pay as you go</h3><div><span>Credit balance</span><div>$12.40</div></div></div>', '$12.40'],
    ['with the name of the plan before it', '<div><p>Pay as you go credit balance</p><p>$12.40</p></div>', '$12.40'],
    ['in other capitals', '<div><span>CREDIT BALANCE</span><span>$12.40</span></div>', '$12.40'],
    ['with white space in it', '<div><h3> Credit balance </h3><div> $ 12.40 </div></div>', '$ 12.40'],
    ['as nothing left', '<div><h3>Credit balance</h3><div>$0.00</div></div>', '$0.00'],
    ['in whole dollars', '<div><h3>Credit balance</h3><div>$12</div></div>', '$12'],
    ['below zero', '<div><h3>Credit balance</h3><div>-$0.07</div></div>', '-$0.07'],
    ['below zero, with the sign behind the dollar', '<div><h3>Credit balance</h3><div>$-0.07</div></div>', '$-0.07'],
    ['in thousands', '<div><h3>Credit balance</h3><div>$1,234.50</div></div>', '$1,234.50'],
    ['in thousands without a comma', '<div><h3>Credit balance</h3><div>$1234.50</div></div>', '$1234.50'],
    ['to the last digit', '<div><h3>Credit balance</h3><div>$12.3456789</div></div>', '$12.3456789'],
    ['below zero, with the sign of print', '<div><h3>Credit balance</h3><div>−$0.07</div></div>', '−$0.07'],
    ['with another number right behind it', '<div><h3>Credit balance</h3><div>$12.40</div><div>3 grants</div></div>', '$12.40'],
    [
      'before what else the page says of it',
      '<div><h3>Credit balance</h3><b>$12.40</b><p>When your credit balance reaches $0, requests will stop.</p></div>',
      '$12.40',
    ],
    ['in millions', '<div><h3>Credit balance</h3><div>$1,234,567.89</div></div>', '$1,234,567.89'],
    ['twice, and the same', '<div><h3>Credit balance</h3><b>$5.00</b></div><main><p>Credit balance</p><b>$5.00</b></main>', '$5.00'],
  ])('is found %s', (_where, html, amount) => {
    expect(shown(html)).toBe(amount);
  });

  test.each([
    ['the page is empty', ''],
    ['the page does not say the words', '<div><h3>Usage</h3><div>$12.40</div></div>'],
    ['the words are inside a sentence', '<div><p>Your credit balance</p><div>$12.40</div></div>'],
    ['the words only begin so', '<div><p>Credit balances</p><div>$12.40</div></div>'],
    ['no amount is near', '<div><h3>Credit balance</h3><div>Loading</div></div>'],
    ['the amount is still loading, and another one follows', '<main><div><h3>Credit balance</h3><i></i></div><div><h3>Spend</h3><b>$80.00</b></div></main>'],
    [
      'the amount is still loading, and a sentence follows',
      '<div><h3>Credit balance</h3><p>When your credit balance reaches $0, requests will stop.</p></div>',
    ],
    ['the thousands are those of another country', '<div><h3>Credit balance</h3><div>$1.234,56</div></div>'],
    ['the amount is of another currency', '<div><h3>Credit balance</h3><div>12.40 €</div></div>'],
    ['two places say different amounts', '<div><h3>Credit balance</h3><b>$5.00</b></div><main><p>Credit balance</p><b>$6.00</b></main>'],
  ])('is not known where %s', (_why, html) => {
    expect(shown(html)).toBeNull();
  });

  test('is not touched on its way', () => {
    const html = '<div><h3>Credit balance</h3><div>$12.40</div></div>';
    shown(html);
    expect(document.body.innerHTML).toBe(html);
  });
});
