import type { Settings } from '../settings';
import { originsOfDashboards } from './credentials';
import type { Dependencies, Handlers } from './handlers';
import { giveBackUnused } from './purge';
import { rescheduled } from './schedule';

/** What the commands about settings do. */
export function createSettingsHandlers({ state, dashboards, permissions, random, background }: Dependencies): Pick<Handlers, 'settings.change'> {
  /** What switching a signed-in website on or off means for its accounts and its permissions. */
  async function switched(before: Settings, after: Settings): Promise<void> {
    for (const providerId of after.signedIn.filter((id) => !before.signedIn.includes(id))) background(dashboards.expect(providerId));
    const off = before.signedIn.filter((id) => !after.signedIn.includes(id));
    for (const providerId of off) await dashboards.forget(providerId);
    await giveBackUnused(originsOfDashboards({ signedIn: off }), state, permissions);
  }

  return {
    async 'settings.change'(patch) {
      const named = withoutUndefined(patch);
      if (Object.keys(named).length === 0) return null;
      const before = state.get().settings;
      await state.update((current) => {
        const settings = { ...current.settings, ...named };
        if (settings.intervalMinutes === current.settings.intervalMinutes) return { settings };
        const statuses = Object.entries(current.statuses).map(([id, status]) => [id, rescheduled(status, settings, random())] as const);
        return { settings, statuses: Object.fromEntries(statuses) };
      });
      await switched(before, state.get().settings);
      return null;
    },
  };
}

function withoutUndefined<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as never;
}
