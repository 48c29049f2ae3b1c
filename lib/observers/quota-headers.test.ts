import { describe, expect, test } from 'vitest';
import { headersIn, type ObservedAnswer, type Watched } from './quota-headers';

const watched: Watched = {
  baseUrl: 'https://api.company.example/llm',
  askers: ['https://api.company.example', 'https://chat.company.example'],
  names: ['x-quota-remaining', 'x-quota-limit'],
};

function answer(changes: Partial<ObservedAnswer> = {}): ObservedAnswer {
  const responseHeaders = [
    { name: 'Set-Cookie', value: 'session=canary' },
    { name: 'X-Quota-Remaining', value: '45000' },
    { name: 'x-request-id', value: 'canary' },
  ];
  return { url: 'https://api.company.example/llm/chat?prompt=canary', tabId: 7, initiator: 'https://chat.company.example', responseHeaders, ...changes };
}

test('takes the named headers, whatever their letters, and nothing else', () => {
  expect(headersIn(answer(), watched)).toEqual({ 'x-quota-remaining': '45000' });
  expect(JSON.stringify(headersIn(answer(), watched))).not.toContain('canary');
});

test('puts a header that was sent twice together', () => {
  const twice = [
    { name: 'x-quota-remaining', value: '1' },
    { name: 'X-Quota-Remaining', value: '1850' },
  ];
  expect(headersIn(answer({ responseHeaders: twice }), watched)).toEqual({ 'x-quota-remaining': '1, 1850' });
});

describe('an answer that is none of those that are meant', () => {
  test.each<[string, Partial<ObservedAnswer>]>([
    ['of a private window', { incognito: true }],
    ['out of the cache', { fromCache: true }],
    ['of another origin', { url: 'https://other.example/llm/chat' }],
    ['of an origin that begins alike', { url: 'https://api.company.example.evil.example/llm/chat' }],
    ['of another port', { url: 'https://api.company.example:8443/llm/chat' }],
    ['of another path of the origin', { url: 'https://api.company.example/other' }],
    ['of a path that begins alike', { url: 'https://api.company.example/llmx' }],
    ['asked for by another website', { initiator: 'https://evil.example' }],
    ['asked for by a page without an origin', { initiator: 'null' }],
    ['asked for by an extension', { initiator: 'chrome-extension://abcdef', tabId: -1 }],
    ['asked for by nobody, outside of any tab', { initiator: undefined, tabId: -1 }],
    ['asked for by another website, as Firefox says it', { initiator: undefined, originUrl: 'https://evil.example/page' }],
    ['without headers', { responseHeaders: undefined }],
    ['without the named ones', { responseHeaders: [{ name: 'x-other', value: '5' }] }],
    ['with one that has no value', { responseHeaders: [{ name: 'x-quota-remaining' }] }],
    ['with one that is too long', { responseHeaders: [{ name: 'x-quota-remaining', value: '1'.repeat(5000) }] }],
  ])('is not looked at: %s', (_what, changes) => {
    expect(headersIn(answer(changes), watched)).toBeUndefined();
  });
});

test.each<[string, Partial<ObservedAnswer>]>([
  ['by the origin itself', { initiator: 'https://api.company.example' }],
  ['by a page, as Firefox says it', { initiator: undefined, originUrl: 'https://chat.company.example/c/1' }],
  ['by a worker of a page', { tabId: -1 }],
  ['by whoever typed the address', { initiator: undefined }],
])('an answer that was asked for is looked at: %s', (_what, changes) => {
  expect(headersIn(answer(changes), watched)).toEqual({ 'x-quota-remaining': '45000' });
});
