import { describe, expect, test } from 'vitest';
import { alertKinds } from '../alert-settings';
import { alertText } from './alert-text';
import { alert } from './languages/en';

const now = Date.UTC(2026, 10, 23, 12);
const shown = { label: 'Work', isHidden: false };
const facts = { amount: { value: '4.1', unit: 'USD' }, limit: '10', reference: { amount: { value: '50', unit: 'USD' }, from: 'top-up' as const } };

describe('an alert in words', () => {
  test('says what is left, of what, and what that is', () => {
    expect(alertText({ kind: 'below-share', facts: { ...facts, basis: 'reported' } }, shown, now, alert, 'en')).toEqual({
      title: 'Work: low balance',
      text: '$4.10 left, less than 10% of $50.00, the balance after the last top-up.',
    });
  });

  test('says so where the service did not report the figure', () => {
    const { text } = alertText({ kind: 'below-amount', facts: { ...facts, basis: 'derived' } }, shown, now, alert, 'en');
    expect(text).toBe('$4.10 left, below your limit of $10.00. The figure was worked out, the service does not report it.');
  });

  test.each(alertKinds)('of the kind %s shows no digit of an amount where amounts are hidden', (kind) => {
    const { title, text } = alertText({ kind, facts }, { ...shown, isHidden: true }, now, alert, 'en');
    expect(title + text).not.toMatch(/4\.1|50|\$/);
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });
});
