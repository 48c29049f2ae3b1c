import { describe, expect, test } from 'vitest';
import { accountRecord, companyDraft, deepseekOrigin, draftOf, relayDraft } from '@/tests/fakes/world';
import { asksElsewhere, checkDraft, checkSecret, needsSecret, newAccount } from './drafts';

const definitionOf = (reading: object) => JSON.stringify({ version: 1, requests: [{ path: '/v1/usage' }], reading: { unit: 'USD', ...reading } });

const failing = (field: string, reason: string) => expect.objectContaining({ failure: { kind: 'invalid-input', field, reason } });

describe('a draft', () => {
  test.each([
    ['an unknown provider', draftOf({ providerId: 'nobody' }), 'provider', 'unknown'],
    ['a name of Object as provider', draftOf({ providerId: 'constructor' }), 'provider', 'unknown'],
    ['a credential the provider does not take', draftOf({ credential: 'session' }), 'credential', 'unknown'],
    ['no address', relayDraft({ baseUrl: ' ' }), 'baseUrl', 'missing'],
    ['no URL', relayDraft({ baseUrl: 'http://' }), 'baseUrl', 'not-a-url'],
    ['plain http to the internet', relayDraft({ baseUrl: 'http://relay.test' }), 'baseUrl', 'insecure'],
    ['user info', relayDraft({ baseUrl: 'https://me:secret@relay.test' }), 'baseUrl', 'user-info'],
    ['another scheme', relayDraft({ baseUrl: 'ftp://relay.test' }), 'baseUrl', 'wrong-scheme'],
    ['a path that leaves the host', companyDraft({ fields: { path: '//evil.example/usage' } }), 'path', 'not-a-path'],
    ['a pointer that is none', companyDraft({ fields: { totalPointer: 'total' } }), 'totalPointer', 'not-a-pointer'],
    ['a definition that is none', companyDraft({ definition: '{' }), 'definition', 'not-json'],
    ['a definition that points nowhere', companyDraft({ definition: definitionOf({ remaining: '$2/a' }) }), 'definition', 'no-such-answer'],
    ['a definition of a service that has none', draftOf({ definition: definitionOf({ remaining: '/a' }) }), 'definition', 'unknown'],
    ['a unit that is too long', companyDraft({ fields: { unit: 'x'.repeat(25) } }), 'unit', 'too-long'],
  ])('with %s is refused with the field and the reason', (_name, draft, field, reason) => {
    expect(() => checkDraft(draft)).toThrow(failing(field, reason));
  });

  test('of a provider with an address of its own cannot send the key anywhere else', () => {
    expect(checkDraft(draftOf({ baseUrl: 'https://evil.example' }))).toMatchObject({ baseUrl: deepseekOrigin, origin: deepseekOrigin });
  });

  test('is tidied: the address loses its version, the label its invisible characters, fields that nobody asked for go', () => {
    const checked = checkDraft(
      companyDraft({ baseUrl: ' https://Company.test/v1/ ', label: ' My\u202eKey\n ', fields: { unit: ' USD ', path: '', userId: '7' } }),
    );
    expect(checked).toMatchObject({ baseUrl: 'https://company.test', label: 'MyKey', fields: { unit: 'USD' } });
  });

  test('without a label is called after its provider', () => {
    expect(checkDraft(draftOf({ label: ' \n ' })).label).toBe('DeepSeek');
  });
});

const deepseek = checkDraft(draftOf());

describe('a pasted key', () => {
  test('is freed of what people paste along with it', () => {
    for (const pasted of [' sk-0123456789\n', '"sk-0123456789"', 'Bearer sk-0123456789', 'Authorization: Bearer sk-0123456789'])
      expect(checkSecret(pasted, deepseek)).toBe('sk-0123456789');
  });

  test.each([
    ['a newline', 'sk-CANARY-0123\n456789', 'bad-characters'],
    ['NUL', 'sk-CANARY-0123\u0000456789', 'bad-characters'],
    ['a space', 'sk-CANARY-0123 456789', 'bad-characters'],
    ['an emoji', 'sk-CANARY-0123😀456789', 'bad-characters'],
    ['513 characters', `sk-CANARY${'x'.repeat(504)}`, 'too-long'],
    ['7 characters', 'CANARY7', 'too-short'],
    ['nothing', '   ', 'missing'],
  ])('security 43: with %s is refused, and the failure does not repeat it', (_name, secret, reason) => {
    expect(() => checkSecret(secret, deepseek)).toThrow(failing('secret', reason));
    try {
      checkSecret(secret, deepseek);
    } catch (error) {
      expect(JSON.stringify(error) + String(error) + (error as Error).stack).not.toContain('sk-CANARY');
    }
  });
});

describe('a changed account', () => {
  const before = accountRecord({ providerId: 'custom', baseUrl: 'https://company.test', fields: { unit: 'USD', path: '/v1/usage' } });

  test('asks elsewhere when the answer may be another one, and not when only its name is', () => {
    expect(asksElsewhere(before, { ...before })).toBe(false);
    expect(asksElsewhere(before, { ...before, fields: { path: '/v1/usage', unit: 'USD' } })).toBe(false);
    for (const change of [
      { providerId: 'new-api' },
      { baseUrl: 'https://company.test/sub' },
      { credential: 'session' },
      { fields: { unit: 'EUR', path: '/v1/usage' } },
      { fields: {} },
    ] as const) {
      expect(asksElsewhere(before, { ...before, ...change }), JSON.stringify(change)).toBe(true);
    }
  });

  test('needs its key again when the service or the origin is another, and not for another path', () => {
    const change = (changes: object) => checkDraft(companyDraft({ baseUrl: 'https://company.test', ...changes }));
    expect(needsSecret(before, change({}))).toBe(false);
    expect(needsSecret(before, change({ baseUrl: 'https://company.test/sub', fields: { path: '/v2/usage' } }))).toBe(false);
    expect(needsSecret(before, change({ baseUrl: 'https://other.test' }))).toBe(true);
    expect(needsSecret(before, change({ baseUrl: 'https://company.test:8443' }))).toBe(true);
    expect(needsSecret(before, change({ providerId: 'new-api' }))).toBe(true);
  });
});

test('the record of a new account holds no key, only its mask', () => {
  const draft = draftOf();
  const account = newAccount(checkDraft(draft), draft.secret, 'print', 1);
  expect(JSON.stringify(account)).not.toContain(draft.secret);
  expect(account.masked).toBe(`sk-…${draft.secret.slice(-4)}`);
  expect(Object.keys(account).sort()).toEqual(
    ['v', 'id', 'providerId', 'label', 'baseUrl', 'credential', 'fields', 'countInTotal', 'masked', 'fingerprint', 'revision', 'createdAt'].sort(),
  );
});
