import { browser } from 'wxt/browser';

const alarmName = 'next-attempt';
/** Browsers fire no alarm sooner than this. */
const soonestMs = 30_000;

/** Sees to it that one alarm stands for the next instant at which there is something to do. */
export interface Wake {
  /** @param at Unix milliseconds; `undefined` when nothing is ahead. */
  at(at: number | undefined): Promise<void>;
  isOurs(name: string): boolean;
}

/**
 * The alarm is looked up before it is made: making it anew at every start of the worker would push it ahead of itself for
 * ever, and a browser that lost it at a restart or an update must get it back.
 */
export function createWake(now: () => number): Wake {
  return {
    isOurs: (name) => name === alarmName,
    async at(at) {
      const standing = await browser.alarms.get(alarmName);
      if (at === undefined) {
        if (standing) await browser.alarms.clear(alarmName);
        return;
      }
      const soonest = now() + soonestMs;
      const when = Math.max(at, soonest);
      // An alarm a little early or late costs nothing; rewriting it at every change would.
      if (standing && Math.abs(standing.scheduledTime - when) < 1000) return;
      // What is due comes with the alarm that is about to fire; each change in between would push it ahead again.
      if (standing && at <= soonest && standing.scheduledTime > now() && standing.scheduledTime <= soonest) return;
      await browser.alarms.create(alarmName, { when });
    },
  };
}
