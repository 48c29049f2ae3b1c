import { describe, expect, test } from 'vitest';
import { credentialsOf, methodsFor, providerById, providers, recognise } from './catalog';

describe('a pasted key', () => {
  const hex = '0123456789abcdef';
  const letters = 'abcdefghijklmnopqrstuvwx';

  test.each([
    [`sk-proj-${letters}`, 'openai', 'api-key'],
    [`sk-svcacct-${letters}`, 'openai', 'api-key'],
    ['sk-abcdefghijklmnopqrstT3BlbkFJabcdefghijklmnopqrst', 'openai', 'api-key'],
    [`sk-${letters}`, 'openai', 'api-key'],
    [`sess-${letters}`, 'openai', 'session'],
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
    `sk-ant-api03-${letters}`,
    `sk-admin-${letters}`,
    `AIza${letters}`,
    `${letters}${letters}`,
    ` sk-proj-${letters}`,
    `sk-proj-${letters} and more`,
  ])("is not taken for anybody's: %o", (key) => {
    expect(recognise(key)).toBeUndefined();
  });
});

describe('the catalog', () => {
  test('has every service of the first release, in the order of their names', () => {
    expect(providers.map(({ id }) => id)).toEqual(expect.arrayContaining(['openai', 'new-api', 'one-api', 'deepseek', 'openrouter', 'custom']));
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
    expect(methodsFor(openai, 'session').map(({ id }) => id)).toEqual(['credit-grants']);
    expect(methodsFor(openai, 'access-token')).toEqual([]);
    expect(credentialsOf(openai)).toEqual(['api-key', 'session']);
  });
});
