// @vitest-environment node
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CredentialKind } from '../lib/account';
import { type Fields, fieldProblem } from '../lib/account-fields';
import { fail } from '../lib/failure';
import { providerById } from '../lib/provider-host/catalog';
import { readAccount } from '../lib/provider-host/read-account';
import { hasRedis, type Redis, startRedis } from './servers/redis';
import { askRedis } from './servers/redis-protocol';
import { startUpstash } from './servers/upstash';

const token = 'AYNgASQgNjY5ZTQ0ZTktODk0NjQ1NjMtYTJhZS00ZjE0';
const login = 'reader:open-sesame';

let redis: Redis;
let addresses: Record<'webdis' | 'guarded' | 'withoutGet' | 'upstash', string>;
let closeUpstash: () => Promise<void>;

/** Names as people give them to keys, and as nobody should. */
const names = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.string({ unit: fc.constantFrom('.', '/', '%', '2', 'e', 'E', '+', ' ', '?', '#', '\\', ':', 'j', 's', 'o', 'n'), minLength: 1, maxLength: 12 }),
  fc.constantFrom('my_usage', '.', '..', '...', 'a.json', 'a.raw', 'a.txt', '.json', '%2e%2E', 'team/a/b', '//', 'a/../b', '用量', 'é', '🧮', '*', "'()!~"),
);

async function read(providerId: string, baseUrl: string, fields: Fields, credential: CredentialKind = 'none', secret = '') {
  const provider = providerById(providerId) ?? fail({ kind: 'unsupported', detail: providerId });
  const request = { provider, credential, baseUrl, fields: { counter: 'my_usage', budget: '100000', ...fields }, kept: {}, secret: async () => secret };
  const { result } = await readAccount(request, { fetch: globalThis.fetch, now: () => Date.UTC(2026, 10, 23, 12) });
  return result.ok ? result.reading : result.failure;
}

const overWebdis = (fields: Fields = {}) => read('webdis', addresses.webdis, fields);
const overUpstash = (fields: Fields = {}, secret = token) => read('upstash', addresses.upstash, fields, 'access-token', secret);
const left = (value: string, unit = 'tokens') => ({ remaining: { value, unit }, basis: 'derived' });

describe.skipIf(!hasRedis())('a counter in the real Redis', () => {
  beforeAll(async () => {
    redis = await startRedis();
    // As whoever an Upstash token stands for; Webdis is the same one.
    const upstash = await startUpstash(token, (...parts) => askRedis(redis.port, parts));
    closeUpstash = upstash.close;
    addresses = {
      webdis: await redis.startWebdis(),
      guarded: await redis.startWebdis({ disabled: ['GET'], basic: login }),
      withoutGet: await redis.startWebdis({ disabled: ['GET'] }),
      upstash: upstash.url,
    };
  });

  afterAll(async () => {
    await closeUpstash?.();
    await redis?.close();
  });

  beforeEach(async () => {
    await redis.command('FLUSHALL');
    await redis.command('ACL', 'SETUSER', 'default', 'reset', 'on', 'nopass', '~*', '&*', '+@all');
  });

  describe.each([
    ['through Webdis', overWebdis],
    ['through the shape of Upstash', overUpstash],
  ])('%s', (_way, readCounter) => {
    test('falls by exactly what is counted', async () => {
      await redis.command('INCRBY', 'my_usage', '36420');
      expect(await readCounter()).toMatchObject(left('63580'));
      await redis.command('INCRBY', 'my_usage', '1');
      expect(await readCounter()).toMatchObject(left('63579'));
      await redis.command('INCRBY', 'my_usage', '70000');
      expect(await readCounter()).toMatchObject(left('-6421'));
    });

    test('keeps every digit of the largest number that Redis counts, and of fractions', async () => {
      await redis.command('SET', 'my_usage', '9223372036854775806');
      expect(await readCounter({ budget: '9223372036854775807' })).toMatchObject(left('1'));
      await redis.command('SET', 'spent', '0');
      for (let index = 0; index < 3; index += 1) await redis.command('INCRBYFLOAT', 'spent', '0.1');
      expect(await readCounter({ counter: 'spent', budget: '1', unit: 'USD' })).toMatchObject(left('0.7', 'USD'));
    });

    test('that is missing is no zero, unless the person says so', async () => {
      expect(await readCounter()).toEqual({ kind: 'counter-missing' });
      expect(await readCounter({ missingIsZero: 'yes' })).toMatchObject(left('100000'));
    });

    test.each([
      ['a list', ['LPUSH', 'my_usage', '5'], 'wrong-type'],
      ['a hash', ['HSET', 'my_usage', 'n', '5'], 'wrong-type'],
      ['words', ['SET', 'my_usage', 'five'], 'not-a-number'],
      ['a number with separators', ['SET', 'my_usage', '1,234'], 'not-a-number'],
      ['nothing but a blank', ['SET', 'my_usage', ' '], 'not-a-number'],
    ])('that is %s is none', async (_what, command, reason) => {
      await redis.command(...command);
      expect(await readCounter()).toEqual({ kind: 'not-a-counter', reason });
      expect(await readCounter({ missingIsZero: 'yes' })).toEqual({ kind: 'not-a-counter', reason });
    });

    test('that the rules of Redis keep back is told from one that is missing', async () => {
      await redis.command('INCRBY', 'my_usage', '5');
      await redis.command('ACL', 'SETUSER', 'default', '-get');
      expect(await readCounter()).toEqual({ kind: 'forbidden', reason: 'database' });
      await redis.command('ACL', 'SETUSER', 'default', '+get', 'resetkeys', '~other:*');
      expect(await readCounter()).toEqual({ kind: 'forbidden', reason: 'database' });
    });

    test('is found by its name, whatever characters are in it', async () => {
      await fc.assert(
        fc.asyncProperty(names, async (counter) => {
          const isPossible = fieldProblem('counter', counter) === undefined && !(readCounter === overUpstash && /^\.{1,2}$/.test(counter));
          if (!isPossible) return;
          await redis.command('FLUSHALL');
          await redis.command('SET', counter, '7');
          expect(await readCounter({ counter })).toMatchObject(left('99993'));
        }),
        { numRuns: 150 },
      );
    });
  });

  test('of another database is read by its number in the address', async () => {
    await redis.command('SET', 'my_usage', '5');
    expect(await read('webdis', `${addresses.webdis}/3`, {})).toEqual({ kind: 'counter-missing' });
    expect(await read('webdis', `${addresses.webdis}/0`, {})).toMatchObject(left('99995'));
  });

  test('behind a login is read with it, and with nothing else', async () => {
    await redis.command('SET', 'my_usage', '5');
    expect(await read('webdis', addresses.guarded, {}, 'login', login)).toMatchObject(left('99995'));
    expect(await read('webdis', addresses.guarded, {}, 'login', 'reader:wrong-word')).toEqual({ kind: 'forbidden', reason: 'gateway' });
    expect(await read('webdis', addresses.guarded, {})).toEqual({ kind: 'forbidden', reason: 'gateway' });
  });

  test('that the rules of Webdis keep back is told from one that those of Redis do', async () => {
    await redis.command('SET', 'my_usage', '5');
    expect(await read('webdis', addresses.withoutGet, {})).toEqual({ kind: 'forbidden', reason: 'gateway' });
  });

  test('of an Upstash with another token is refused', async () => {
    expect(await overUpstash({}, 'another-token-of-somebody')).toEqual({ kind: 'unauthorized' });
  });

  test('of a Redis that wants a password which Webdis does not give', async () => {
    await redis.command('SET', 'my_usage', '5');
    await redis.command('ACL', 'SETUSER', 'default', 'resetpass', '>secret-word');
    const webdis = await redis.startWebdis().catch(() => addresses.webdis);
    expect(await read('webdis', webdis, {})).toEqual({ kind: 'forbidden', reason: 'login' });
  });

  test('of a Redis that has gone, behind a Webdis that has not', async () => {
    const gone = await startRedis();
    const webdis = await gone.startWebdis();
    await gone.command('SHUTDOWN', 'NOSAVE').catch(() => undefined);
    expect(await read('webdis', webdis, {})).toEqual({ kind: 'unavailable', status: 503 });
    await gone.close();
  });
});
