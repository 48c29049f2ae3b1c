import { browser } from 'wxt/browser';
import { badgeOf, type Level } from '../badge/badge';
import { tooltipOf } from '../badge/tooltip';
import { workerText } from '../i18n/worker-text';
import type { Snapshot } from '../snapshot';

/** Firefox shows three characters of a badge, Chromium about four. */
const badgeWidth = import.meta.env.FIREFOX ? 3 : 4;

/** Background and text of the badge. All pairs have a contrast of at least 4.5. */
const colors: Record<Level, { background: string; text: string }> = {
  calm: { background: '#0b6e4f', text: '#ffffff' },
  low: { background: '#ffb020', text: '#1a1300' },
  critical: { background: '#b3261e', text: '#ffffff' },
  unsure: { background: '#5f6672', text: '#ffffff' },
};

/** So long the first painting of a worker waits, in milliseconds: writing its tooltip is slow in a fresh one, and answers go first. */
const firstDelayMs = 50;

/** Paints the toolbar button, the first time a little later; what it shows already is left alone. */
export function createPainter(now: () => number): (snapshot: Snapshot) => void {
  let painted = '';
  let first: ReturnType<typeof setTimeout> | undefined;
  return (snapshot) => {
    if (first === undefined) {
      first = setTimeout(() => paint(snapshot), firstDelayMs);
      return;
    }
    // Whatever comes later is newer than what still waits.
    clearTimeout(first);
    paint(snapshot);
  };

  function paint(snapshot: Snapshot): void {
    const badge = badgeOf(snapshot, now(), badgeWidth);
    const title = tooltipOf(badge, snapshot, workerText(snapshot.settings.language, navigator.languages), now());
    const { background, text } = colors[badge.level];
    const next = [badge.text, badge.level, title].join('\n');
    if (next === painted) return;
    painted = next;
    void browser.action.setBadgeText({ text: badge.text });
    void browser.action.setBadgeBackgroundColor({ color: background });
    void browser.action.setBadgeTextColor({ color: text });
    void browser.action.setTitle({ title });
  }
}
