import { describe, expect, test } from 'vitest';
import { credentialsOf, fieldsFor, givesSpendOnly, methodsFor, providerById, providers, recognise } from './catalog';

describe('a pasted key', () => {
  const hex = '0123456789abcdef';
  const letters = 'abcdefghijklmnopqrstuvwx';

  test.each([
    [`sk-proj-${letters}`, 'openai', 'api-key'],
    [`sk-svcacct-${letters}`, 'openai', 'api-key'],
    ['sk-abcdefghijklmnopqrstT3BlbkFJabcdefghijklmnopqrst', 'openai', 'api-key'],
    [`sk-${letters}`, 'openai', 'api-key'],
    [`sk-admin-${letters}`, 'openai', 'admin-key'],
    [`sess-${letters}`, 'openai', 'session'],
    [`sk-ant-admin01-${letters}`, 'anthropic', 'admin-key'],
    [`xai-token-${letters}`, 'xai', 'admin-key'],
    [`sk-or-v1-${hex}${hex}${hex}${hex}`, 'openrouter', 'api-key'],
    [`sk-or-${letters}`, 'openrouter', 'api-key'],
    [`sk-${hex}${hex}`, 'deepseek', 'api-key'],
    [`sk-${letters}${letters}`, 'new-api', 'api-key'],
  ])('%s belongs to %s', (key, id, credential) => {
    const found = recognise(key);
    expect({ id: found?.provider.id, credential: found?.credential }).toEqual({ id, credential });
  });

  test.each([
    '',
    'hello',
    'sk-short',
    'sk-admin-short',
    `sk-ant-api03-${letters}`,
    `xai-${letters}`,
    `AIza${letters}`,
    `${letters}${letters}`,
    ` sk-proj-${letters}`,
    `sk-proj-${letters} and more`,
  ])("is not taken for anybody's: %o", (key) => {
    expect(recognise(key)).toBeUndefined();
  });
});

describe('the catalog', () => {
  test('has every service there is, in the order of their names', () => {
    expect(providers.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['openai', 'new-api', 'one-api', 'deepseek', 'openrouter', 'custom', 'anthropic', 'xai']),
    );
    const names = providers.map(({ name }) => name);
    expect(names).toEqual(names.toSorted((left, right) => left.localeCompare(right, 'en')));
  });

  test('does not know what it does not have, nor what every object inherits', () => {
    for (const id of ['', 'gone', 'toString', '__proto__']) expect(providerById(id)).toBeUndefined();
  });

  test('gives only the methods that a credential fits, in their order', () => {
    const openai = providerById('openai');
    if (!openai) throw new Error('no OpenAI');
    expect(methodsFor(openai, 'api-key').map(({ id }) => id)).toEqual(['balances', 'billing']);
    expect(methodsFor(openai, 'admin-key').map(({ id }) => id)).toEqual(['costs']);
    expect(methodsFor(openai, 'session').map(({ id }) => id)).toEqual(['credit-grants']);
    expect(methodsFor(openai, 'access-token')).toEqual([]);
    expect(credentialsOf(openai)).toEqual(['api-key', 'admin-key', 'session']);
  });

  test('asks besides a credential for what its methods need, each once', () => {
    const openai = providerById('openai');
    if (!openai) throw new Error('no OpenAI');
    expect(fieldsFor(openai, 'api-key')).toEqual(['since']);
    expect(fieldsFor(openai, 'admin-key')).toEqual([]);
    expect(fieldsFor(openai, 'session')).toEqual(['organization']);
    expect(fieldsFor({ ...openai, fields: ['since', 'unit'] }, 'api-key')).toEqual(['since', 'unit']);
  });

  test.each([
    ['openai', 'api-key', false],
    ['openai', 'admin-key', true],
    ['openai', 'session', false],
    ['anthropic', 'admin-key', true],
    ['xai', 'admin-key', false],
  ] as const)('knows whether nothing but spend is told: %s with its %s', (id, credential, expected) => {
    const provider = providerById(id);
    expect(provider && givesSpendOnly(provider, credential)).toBe(expected);
  });
});
