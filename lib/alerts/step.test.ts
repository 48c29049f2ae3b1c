import { describe, expect, test } from 'vitest';
import type { AlertMemory } from '../alert-memory';
import type { AlertSettings } from '../alert-settings';
import type { Failure } from '../failure';
import type { Reading } from '../reading';
import type { Observation } from './observation';
import { freshMemory, step } from './step';

const hour = 60 * 60_000;
const day = 24 * hour;
const start = Date.UTC(2026, 10, 23, 10);

function reading(value: string, more: Partial<Reading> = {}): Reading {
  return { remaining: { value, unit: 'USD' }, meaning: 'balance', basis: 'reported', scope: 'account', rule: { kind: 'as-reported' }, ...more };
}

/** One account, looked at again and again; an hour passes between two looks. */
function watched(settings: AlertSettings = {}, currency = 'USD') {
  let memory: AlertMemory = freshMemory();
  const world = { now: start, settings };
  const look = (what: Partial<Observation>) => {
    world.now += hour;
    const observation: Observation = { accountId: 'a', lastHeardAt: world.now, isAsked: true, ...what };
    const { memory: after, raised } = step(memory, observation, { settings: world.settings, currency }, world.now);
    memory = after;
    // The worker may be stopped at any time: what is remembered must survive a disk.
    memory = JSON.parse(JSON.stringify(memory));
    return raised.map(({ kind }) => kind);
  };
  return {
    world,
    read: (value: string, more?: Partial<Reading>) => look({ figure: { reading: reading(value, more), readAt: world.now + hour } }),
    fail: (failure: Failure, lastHeardAt: number) => look({ failure: { failure, at: world.now + hour }, lastHeardAt }),
    look,
    memory: () => memory,
  };
}

describe('an amount', () => {
  const settings: AlertSettings = { limits: { 'below-amount': '10', 'below-share': null } };

  test('is told once at its limit, then not again until it has clearly risen above it', () => {
    const { read } = watched(settings);
    expect(['20', '10', '9.99', '9', '10.5', '9.5', '11', '10', '9.99'].map((value) => read(value))).toEqual([
      [],
      [],
      ['below-amount'],
      [],
      [],
      [],
      [],
      [],
      ['below-amount'],
    ]);
  });

  test('that is low at first sight is told, once', () => {
    const { read } = watched(settings);
    expect(read('1')).toEqual(['below-amount']);
    expect(read('0.5')).toEqual([]);
  });

  test('that was worked out needs two figures in a row', () => {
    const { read } = watched(settings);
    const derived = { basis: 'derived' } as const;
    expect(['20', '9', '12', '9', '8'].map((value) => read(value, derived))).toEqual([[], [], [], [], ['below-amount']]);
  });

  test('of one look is one, however often it is looked at', () => {
    const { look } = watched(settings);
    const figure = { reading: reading('9', { basis: 'estimated' }), readAt: start };
    expect([look({ figure }), look({ figure }), look({ figure })]).toEqual([[], [], []]);
  });

  test('of another currency than the limit says nothing; an account has limits of its own unit', () => {
    expect(watched(settings, 'EUR').read('1')).toEqual([]);
    expect(watched({ ...settings, accounts: { a: { limits: { 'below-amount': '5' } } } }, 'EUR').read('1')).toEqual(['below-amount']);
    expect(watched({ ...settings, accounts: { a: { limits: { 'below-amount': null } } } }).read('1')).toEqual([]);
    expect(watched({ ...settings, accounts: { b: { limits: { 'below-amount': null } } } }).read('1')).toEqual(['below-amount']);
  });

  test('in another currency than before is another series', () => {
    const { read } = watched({ limits: { 'below-amount': '10', 'below-share': null }, accounts: { a: { limits: { 'below-amount': '10' } } } });
    expect(read('9')).toEqual(['below-amount']);
    expect(read('9', { remaining: { value: '9', unit: 'EUR' } })).toEqual(['below-amount']);
  });

  test('that is not known raises nothing and takes nothing back', () => {
    const { read, fail, world } = watched(settings);
    expect(read('9')).toEqual(['below-amount']);
    expect(fail({ kind: 'network' }, world.now)).toEqual([]);
    expect(read('9')).toEqual([]);
  });
});

describe('a share', () => {
  test('is of what was granted, of the last top-up, or of the highest figure seen', () => {
    const granted = watched();
    expect(granted.read('9', { granted: { value: '100', unit: 'USD' } })).toEqual(['below-share']);
    const seen = watched();
    expect(['50', '5', '4.99'].map((value) => seen.read(value))).toEqual([[], [], ['below-share']]);
    const toppedUp = watched();
    expect(['50', '4', '20', '2.1', '1.9'].map((value) => toppedUp.read(value))).toEqual([[], ['below-share'], [], [], ['below-share']]);
  });

  test('is not fooled by a refund of a few cents', () => {
    const { read, memory } = watched();
    expect(['100', '1', '1.02'].map((value) => read(value))).toEqual([[], ['below-share'], []]);
    expect(memory().reference).toEqual({ amount: { value: '100', unit: 'USD' }, from: 'first-seen' });
  });
});

describe('a top-up', () => {
  const settings: AlertSettings = { limits: { 'topped-up': '1', 'below-share': null } };

  test('is told each time, with how much it was', () => {
    const { read } = watched(settings);
    expect(['50', '40', '60', '55', '80'].map((value) => read(value))).toEqual([[], [], ['topped-up'], [], ['topped-up']]);
  });

  test('is none where a limit starts anew, or where the figure is known in another way', () => {
    const { read } = watched(settings);
    expect([read('5', { meaning: 'budget' }), read('50', { meaning: 'budget' })]).toEqual([[], []]);
    expect([read('5'), read('50', { basis: 'derived' })]).toEqual([[], []]);
  });
});

describe('what expires', () => {
  test('is told once, and once more for the next', () => {
    const { world, read } = watched({ limits: { 'below-share': null } });
    const grants = (expiresAt: number) => ({ grants: [{ amount: { value: '5', unit: 'USD' }, expiresAt }] });
    expect(read('5', grants(world.now + 10 * day))).toEqual([]);
    expect(read('5', grants(world.now + 6 * day))).toEqual(['grant-expires']);
    expect(read('5', grants(world.now + 6 * day - hour))).toEqual([]);
    expect(read('5', grants(world.now + 3 * day))).toEqual(['grant-expires']);
    expect(read('5', { expiresAt: world.now + 2 * day })).toEqual(['key-expires']);
    expect(read('5', { expiresAt: null })).toEqual([]);
  });
});

describe('a day', () => {
  test('that costs more than its limit is told once, and the next one anew', () => {
    const { world, read } = watched({ limits: { 'below-share': null, 'spend-today': '5' } });
    const spent = (day: string, value: string) => ({ daily: [{ day, amount: { value, unit: 'USD' } }] });
    expect(read('90', spent('2026-11-23', '5'))).toEqual([]);
    expect(read('90', spent('2026-11-23', '5.01'))).toEqual(['spend-today']);
    expect(read('90', spent('2026-11-23', '9'))).toEqual([]);
    world.now += day;
    expect(read('90', spent('2026-11-23', '9'))).toEqual([]);
    expect(read('90', spent('2026-11-24', '9'))).toEqual(['spend-today']);
  });

  test('whose spend the service does not report is what the balance fell on it, seen in two figures', () => {
    const { read } = watched({ limits: { 'below-share': null, 'spend-today': '5' } });
    expect(['100', '97', '94', '93'].map((value) => read(value))).toEqual([[], [], [], ['spend-today']]);
  });
});

describe('a runway', () => {
  const outlook = (days: number, now: number, confidence: 'low' | 'high') => ({
    at: now,
    runway: {
      at: { low: now + days * day, likely: now + days * day, high: now + days * day },
      perDay: { low: '1', likely: '1', high: '1' },
      confidence,
      endsBy: 'spend' as const,
    },
  });

  test('that is narrow is told at once, a vague one after two looks', () => {
    const sure = watched();
    expect(sure.look({ outlook: outlook(2, sure.world.now, 'high') })).toEqual(['few-days']);
    const vague = watched();
    expect(vague.look({ outlook: outlook(2, vague.world.now, 'low') })).toEqual([]);
    expect(vague.look({ outlook: outlook(2, vague.world.now, 'low') })).toEqual(['few-days']);
  });
});

describe('a service', () => {
  test('that refuses the key is told at once, and again only after a good answer', () => {
    const { fail, read } = watched();
    expect(fail({ kind: 'unauthorized' }, start)).toEqual(['key-refused']);
    expect(fail({ kind: 'unauthorized' }, start)).toEqual([]);
    expect(fail({ kind: 'network' }, start)).toEqual([]);
    expect(read('50')).toEqual([]);
    expect(fail({ kind: 'unauthorized' }, start)).toEqual(['key-refused']);
  });

  test('whose session has ended is told', () => {
    expect(watched().fail({ kind: 'session-expired' }, start)).toEqual(['session-ended']);
  });

  test('that is silent for a day is told after two tries, not because the computer was off', () => {
    const { world, fail } = watched();
    world.now += 3 * day;
    expect(fail({ kind: 'network' }, start)).toEqual([]);
    expect(fail({ kind: 'network' }, start)).toEqual(['silent']);
    expect(fail({ kind: 'network' }, start)).toEqual([]);
  });

  test('that is never asked may be silent', () => {
    const { look } = watched();
    const failure = { failure: { kind: 'not-passed-by' } as const, at: start - 5 * day };
    expect(look({ isAsked: false, failure, lastHeardAt: start - 5 * day })).toEqual([]);
  });
});

describe('silence', () => {
  const limits = { 'below-amount': '10', 'below-share': null, 'topped-up': '1' };

  test('holds back what is told once it ends, and forgets what has mended itself', () => {
    const { world, read } = watched({ limits, snoozedUntil: start + 5 * hour });
    expect([read('20'), read('9'), read('20')]).toEqual([[], [], []]);
    world.settings = { limits };
    // The top-up has happened all the same.
    expect(read('20')).toEqual(['topped-up']);
    expect(read('20')).toEqual([]);
  });

  test('of one account is its own', () => {
    const { read } = watched({ limits, accounts: { a: { snoozedUntil: start + 3 * hour } } });
    expect([read('9'), read('9'), read('9'), read('9')]).toEqual([[], [], ['below-amount'], []]);
  });

  test('is kept at night, by the clock on the wall', () => {
    const { world, read } = watched({ limits, quiet: { from: 22 * 60, to: 7 * 60 } });
    world.now = new Date(2026, 10, 23, 22, 30).getTime();
    expect(read('9')).toEqual([]);
    world.now = new Date(2026, 10, 24, 5, 30).getTime();
    expect(read('8')).toEqual([]);
    expect(read('8')).toEqual(['below-amount']);
  });
});
