import { describe, expect, test } from 'vitest';
import { parseAddress, splitAddress } from './address';

const problemOf = (input: string) => {
  const read = parseAddress(input);
  return read.ok ? undefined : read.problem;
};

describe('an address for messages', () => {
  test.each([
    ['https://hooks.example.com/services/T0/B0/x', 'https://hooks.example.com/services/T0/B0/x'],
    ['  hooks.example.com/v1  ', 'https://hooks.example.com/v1'],
    ['HTTPS://hooks.example.com/a?key=b', 'https://hooks.example.com/a?key=b'],
    ['http://127.0.0.1:8080/a', 'http://127.0.0.1:8080/a'],
    ['localhost:8080/a', 'https://localhost:8080/a'],
  ])('%s is kept with path and query', (input, expected) => {
    expect(parseAddress(input)).toMatchObject({ ok: true, url: new URL(expected) });
  });

  test.each([
    ['', 'missing'],
    ['hello', 'not-a-url'],
    ['ftp://example.com/a', 'wrong-scheme'],
    ['http://example.com/a', 'insecure'],
    ['http://192.168.1.5/a', 'insecure'],
    ['https://user:pass@example.com/a', 'user-info'],
    ['https://example.com/a#b', 'has-fragment'],
    ['https://example.com/a?b=c d', 'control-characters'],
    ['https://example.com/\u202ea', 'control-characters'],
  ])('%j is refused: %s', (input, problem) => {
    expect(problemOf(input)).toBe(problem);
  });

  test('is taken apart where its last part is what matters', () => {
    expect(splitAddress('https://ntfy.example.com/topic')).toEqual({ server: 'https://ntfy.example.com', last: 'topic' });
    expect(splitAddress('https://example.com/bark/key/')).toEqual({ server: 'https://example.com/bark', last: 'key' });
    expect(splitAddress('https://example.com/')).toBeUndefined();
    expect(splitAddress('https://example.com/topic?a=b')).toBeUndefined();
  });
});
