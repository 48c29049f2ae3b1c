import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FailureError } from '../failure';
import { headerProblem, keyHeaderProblem } from './header-name';
import { headerPart } from './header-value';
import { fillPath, parseTemplate } from './template';
import { parseTime, timeForms } from './time-form';

const now = Date.UTC(2026, 2, 15, 13, 45, 30);

describe('a gap in a path', () => {
  const filled = (text: string, bodies: unknown[] = []) => fillPath(parseTemplate(text, 'path', bodies.length), { bodies, now });

  test.each([
    ['/usage?from={{month-start}}&to={{today}}', '/usage?from=2026-03-01&to=2026-03-15'],
    ['/{{days-ago 15}}', '/2026-02-28'],
    ['/{{days-ago 0}}', '/2026-03-15'],
    ['/{{ today seconds }}', `/${Date.UTC(2026, 2, 15) / 1000}`],
    ['/{{month-start milliseconds}}', `/${Date.UTC(2026, 2, 1)}`],
    ['/{{now}}', `/${now / 1000}`],
    ['/{{now time}}', '/2026-03-15T13%3A45%3A30.000Z'],
    ['/plain', '/plain'],
  ])('%s becomes %s', (text, expected) => {
    expect(filled(text)).toBe(expected);
  });

  test('holds what an earlier answer gives, as one name', () => {
    expect(filled('/projects/{{$1/data/0/id}}/usage', [{ data: [{ id: 'a/b?c#d' }] }])).toBe('/projects/a%2Fb%3Fc%23d/usage');
    expect(filled('/{{$2/id}}', [{}, { id: 7 }])).toBe('/7');
  });

  test.each([undefined, null, true, {}, [], '', '.', '..', 'a\nb', '\ud800', 'x'.repeat(121), Number.NaN])('does not hold %o, which is no name', (id) => {
    expect(() => filled('/{{$1/id}}', [{ id }])).toThrow(FailureError);
  });

  test('stays on the origin and in its place, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (id) => {
        let path: string;
        try {
          path = filled('/v1/{{$1/id}}/usage', [{ id }]);
        } catch (error) {
          expect(error).toBeInstanceOf(FailureError);
          return;
        }
        const url = new URL(`https://api.example.com${path}`);
        expect(url.origin).toBe('https://api.example.com');
        expect(url.pathname).toMatch(/^\/v1\/[^/]+\/usage$/);
        expect(url.search + url.hash).toBe('');
      }),
    );
  });
});

describe('a part of a header', () => {
  test.each<[string, Parameters<typeof headerPart>[1], string | undefined]>([
    [' 45000 ', {}, '45000'],
    ['1, 1850', { item: -1 }, '1850'],
    ['1, 1850', { item: 0 }, '1'],
    ['1, 1850', { item: 2 }, undefined],
    ['"daily";r=640;t=3600', { parameter: 'r' }, '640'],
    ['"burst";q=100;w=60,"daily";q=1000;w=86400', { item: 'daily', parameter: 'q' }, '1000'],
    ['"a,b;c";r=1, "d";r=2', { item: 'd', parameter: 'r' }, '2'],
    ['"say \\"hi\\"";r=1', { item: 'say "hi"', parameter: 'r' }, '1'],
    ['default;r="5"', { item: 'default', parameter: 'r' }, '5'],
    ['"daily";r=640', { item: 'hourly', parameter: 'r' }, undefined],
    ['"daily";r=640', { item: 'daily', parameter: '__proto__' }, undefined],
    ['"open', { item: 0 }, '"open'],
    ['a'.repeat(5000), {}, undefined],
    ['1,'.repeat(200), { item: 0 }, undefined],
  ])('%s', (value, part, expected) => {
    expect(headerPart(value, part)).toBe(expected);
  });
});

describe('an instant', () => {
  test.each<[string, (typeof timeForms)[number], number | null | undefined]>([
    ['1790000000', 'seconds', 1_790_000_000_000],
    ['1790000000000', 'milliseconds', 1_790_000_000_000],
    ['1790000000', 'auto', 1_790_000_000_000],
    ['1790000000000', 'auto', 1_790_000_000_000],
    ['2026-09-21T14:13:20Z', 'iso', 1_790_000_000_000],
    ['2026-09-21', 'date', Date.UTC(2026, 8, 21)],
    ['Wed, 21 Oct 2026 07:28:00 GMT', 'http-date', Date.UTC(2026, 9, 21, 7, 28)],
    ['30', 'seconds-from-now', now + 30_000],
    ['500', 'milliseconds-from-now', now + 500],
    ['6m0s', 'duration', now + 360_000],
    ['12ms', 'duration', now + 12],
    ['1h2m3.5s', 'duration', now + 3_723_500],
    ['1d', 'duration', now + 86_400_000],
    ['0', 'auto', null],
    ['', 'auto', undefined],
    ['soon', 'auto', undefined],
    ['soon', 'seconds', undefined],
    ['1e5', 'seconds', undefined],
    ['9999999999999999', 'seconds', undefined],
    ['1790000000', 'iso', undefined],
    ['2026-13-45', 'date', undefined],
    ['21 Oct 2026', 'http-date', undefined],
    ['6x', 'duration', undefined],
    ['', 'duration', undefined],
  ])('%s as %s', (text, form, expected) => {
    expect(parseTime(text, form, now)).toBe(expected);
  });

  test('is one that a date can hold, or none', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[-\d.]{1,20}$/), fc.stringMatching(/^[\dhms.]{1,20}$/)),
        fc.constantFrom(...timeForms),
        (text, form) => {
          const at = parseTime(text, form, now);
          if (typeof at === 'number') expect(Number.isNaN(new Date(at).getTime())).toBe(false);
        },
      ),
    );
  });
});

test('a header of the browser cannot be named, and one that is usually a secret only for the key', () => {
  for (const name of ['Host', 'cookie', 'Sec-Fetch-Mode', 'proxy-authorization', 'Content-Length', 'origin', 'X-HTTP-Method-Override']) {
    expect(keyHeaderProblem(name)).toBe('forbidden-header');
    expect(headerProblem(name)).toBe('forbidden-header');
  }
  for (const name of ['authorization', 'X-API-Key', 'x-auth', 'my-token']) {
    expect(keyHeaderProblem(name)).toBeUndefined();
    expect(headerProblem(name)).toBe('secret-header');
  }
  for (const name of ['', 'a b', 'a:b', 'ä', '-a']) expect(headerProblem(name)).toBe('not-a-header');
  expect(headerProblem('anthropic-version')).toBeUndefined();
});
