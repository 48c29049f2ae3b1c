import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AlertMemory } from '../alert-memory';
import type { AlertSettings } from '../alert-settings';
import type { Reading } from '../reading';
import type { Observation } from './observation';
import { freshMemory, type Raised, step } from './step';

const hour = 60 * 60_000;
const limit = 1000;

/** What a person would expect of a limit of ten dollars, in cents: told once below it, and armed again a tenth above it. */
interface Model {
  isTold: boolean;
  isBad: boolean;
  isSnoozed: boolean;
  told: number;
}

/** The rules as they are, with a disk that everything goes through. */
class Watch {
  memory: AlertMemory = freshMemory();
  raised: Raised[] = [];
  now = Date.UTC(2026, 10, 23);
  cents = 5000;
  readAt = this.now;
  settings: AlertSettings = { limits: { 'below-amount': '10', 'below-share': null } };

  look(observation: Partial<Observation>) {
    const { memory, raised } = step(
      this.memory,
      { accountId: 'a', lastHeardAt: this.readAt, isAsked: true, ...observation },
      { settings: this.settings, currency: 'USD' },
      this.now,
    );
    this.memory = memory;
    this.raised.push(...raised.filter(({ kind }) => kind === 'below-amount'));
  }

  lookAtFigure() {
    const remaining = { value: (this.cents / 100).toFixed(2), unit: 'USD' };
    const reading: Reading = { remaining, meaning: 'balance', basis: 'reported', scope: 'account', rule: { kind: 'as-reported' } };
    this.look({ figure: { reading, readAt: this.readAt } });
  }
}

function expected(model: Model, cents: number) {
  if (cents >= limit * 1.1) Object.assign(model, { isTold: false, isBad: false });
  else if (cents < limit) model.isBad = true;
  // What dances just above the limit is told no more, and still held back where it was.
  if (model.isBad && !model.isTold && !model.isSnoozed && cents < limit) Object.assign(model, { isTold: true, told: model.told + 1 });
}

function check(model: Model, real: Watch) {
  expect(real.raised).toHaveLength(model.told);
  expect(new Set(real.raised.map(({ id }) => id)).size).toBe(real.raised.length);
}

class Read implements fc.Command<Model, Watch> {
  readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
  check = () => true;
  run(model: Model, real: Watch) {
    real.now += hour;
    real.readAt = real.now;
    real.cents = this.cents;
    real.lookAtFigure();
    expected(model, this.cents);
    check(model, real);
  }
  toString = () => `read ${this.cents}`;
}

class LookAgain implements fc.Command<Model, Watch> {
  check = () => true;
  run(model: Model, real: Watch) {
    real.lookAtFigure();
    expected(model, real.cents);
    check(model, real);
  }
  toString = () => 'look again';
}

class Fail implements fc.Command<Model, Watch> {
  check = () => true;
  run(model: Model, real: Watch) {
    real.now += hour;
    real.look({ failure: { failure: { kind: 'network' }, at: real.now } });
    check(model, real);
  }
  toString = () => 'fail';
}

class Snooze implements fc.Command<Model, Watch> {
  readonly isOn: boolean;
  constructor(isOn: boolean) {
    this.isOn = isOn;
  }
  check = () => true;
  run(model: Model, real: Watch) {
    const { snoozedUntil: _before, ...settings } = real.settings;
    real.settings = this.isOn ? { ...settings, snoozedUntil: real.now + 1e12 } : settings;
    model.isSnoozed = this.isOn;
    check(model, real);
  }
  toString = () => (this.isOn ? 'snooze' : 'wake');
}

class Restart implements fc.Command<Model, Watch> {
  check = () => true;
  run(model: Model, real: Watch) {
    real.memory = JSON.parse(JSON.stringify(real.memory));
    check(model, real);
  }
  toString = () => 'restart';
}

test('whatever happens in whatever order, each fall below the limit is told once', () => {
  const cents = fc.oneof(fc.integer({ min: -500, max: 3000 }), fc.constantFrom(999, 1000, 1001, 1099, 1100, 1101));
  const commands = fc.commands(
    [
      cents.map((value) => new Read(value)),
      fc.constant(new LookAgain()),
      fc.constant(new Fail()),
      fc.boolean().map((isOn) => new Snooze(isOn)),
      fc.constant(new Restart()),
    ],
    { maxCommands: 60 },
  );
  fc.assert(
    fc.property(commands, (run) => fc.modelRun(() => ({ model: { isTold: false, isBad: false, isSnoozed: false, told: 0 }, real: new Watch() }), run)),
    { numRuns: 500 },
  );
});

test('looking twice at the same changes nothing and raises nothing, in any unit and by any way of knowing', () => {
  const basis = fc.constantFrom('reported', 'derived', 'estimated');
  const figures = fc.array(fc.tuple(fc.integer({ min: -100, max: 10_000 }), basis, fc.constantFrom('USD', 'EUR')), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(figures, (all) => {
      const terms = { settings: { limits: { 'below-amount': '10', 'spend-today': '5', 'topped-up': '1' } }, currency: 'USD' };
      let memory = freshMemory();
      let now = Date.UTC(2026, 10, 23);
      for (const [value, how, unit] of all) {
        now += hour;
        const reading: Reading = { remaining: { value: String(value), unit }, meaning: 'balance', basis: how, scope: 'account', rule: { kind: 'as-reported' } };
        const observation: Observation = { accountId: 'a', figure: { reading, readAt: now }, lastHeardAt: now, isAsked: true };
        memory = step(memory, observation, terms, now).memory;
        const again = step(memory, observation, terms, now);
        expect(again.raised).toEqual([]);
        expect(again.memory).toBe(memory);
      }
    }),
  );
});

test('a scale in which all amounts are larger raises the same', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 40 }), fc.constantFrom(10, 1000, 100_000), (values, scale) => {
      const kindsAt = (factor: number) => {
        let memory = freshMemory();
        return values.map((value, place) => {
          const now = Date.UTC(2026, 10, 23) + place * hour;
          const reading: Reading = {
            remaining: { value: String(value * factor), unit: 'USD' },
            meaning: 'balance',
            basis: 'reported',
            scope: 'account',
            rule: { kind: 'as-reported' },
          };
          const terms = { settings: { limits: { 'below-amount': String(100 * factor), 'topped-up': '1' } }, currency: 'USD' };
          const { memory: after, raised } = step(memory, { accountId: 'a', figure: { reading, readAt: now }, lastHeardAt: now, isAsked: true }, terms, now);
          memory = after;
          return raised.map(({ kind }) => kind);
        });
      };
      expect(kindsAt(scale)).toEqual(kindsAt(1));
    }),
  );
});
