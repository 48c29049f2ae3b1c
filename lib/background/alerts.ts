import type { Account } from '../account';
import type { AccountAlerts, AlertMemory, StoredAlert } from '../alert-memory';
import { limitOf } from '../alert-settings';
import type { AlertMessage, Channel } from '../alerts/message';
import { observe } from '../alerts/observation';
import { silentUntil } from '../alerts/silence';
import { freshMemory, isHolding, type Raised, step } from '../alerts/step';
import { isToldAlready } from '../alerts/told-already';
import { alertText } from '../i18n/alert-text';
import { workerText } from '../i18n/worker-text';
import { providerById } from '../provider-host/catalog';
import type { Settings } from '../settings';
import type { Status } from '../status';
import type { Vault } from '../vault/contract';
import { backoff } from './schedule';
import type { Patch, State, StateOwner } from './state';
import { companionsOf } from './wallet';

const day = 24 * 60 * 60_000;
/** So many alerts of an account are kept, to be looked at. */
const mostKept = 10;
/** So long an alert is tried to be told, in milliseconds. */
const patienceMs = day;

/** The ways of telling that are switched on, by their names. An alert goes to those that are there when it is raised. */
export type Channels = (settings: Settings) => Readonly<Record<string, Channel>>;

export interface Alerts {
  /** Completes a change: the alerts that its figures raise are in the same write as the figures. */
  complete(patch: Patch, state: State): Patch;
  /** Tells what is waiting to be told, after a change has reached the disk. Never throws. */
  follow(state: State): Promise<void>;
  /** Looks at every account again: time has passed, or other rules hold. */
  check(): Promise<void>;
  /** When there is something to look at or to tell again, or `other` where that is earlier; Unix milliseconds. */
  nextAt(state: State, other?: number): number | undefined;
}

interface Dependencies {
  state: Pick<StateOwner, 'get' | 'update'>;
  vault: Pick<Vault, 'state'>;
  channels: Channels;
  now(): number;
  random(): number;
}

export function createAlerts({ state, vault, channels, now, random }: Dependencies): Alerts {
  const isLocked = () => vault.state() === 'locked';
  let turn: Promise<unknown> = Promise.resolve();
  /** What has been told and is perhaps not noted yet: a disk that refuses the note must not have it told again. */
  const delivered = new Set<string>();

  function stepped(id: string, status: Status, among: Among, settings: Settings): Status {
    const account = among.accounts[id];
    if (!account || account.removedAt !== undefined || isLocked()) return status;
    const before: AccountAlerts = status.alerts ?? { memory: freshMemory(), raised: [] };
    const observation = observe(account, status, !providerById(account.providerId)?.passive, settings, now());
    const { memory, raised: all } = step(before.memory, observation, { settings: settings.alerts ?? {}, currency: settings.currency }, now());
    if (memory === before.memory && all.length === 0) return status;
    const raised = all.filter((one) => !isToldElsewhere(one, { account, status, memory, before: before.memory }, among, settings));
    const waiting = raised.length > 0 ? Object.keys(channels(settings)) : [];
    const stored = raised.map((one): StoredAlert => ({ ...one, waiting: [...waiting], tries: 0 }));
    return { ...status, alerts: { memory, raised: kept([...stored, ...before.raised]) } };
  }

  async function tell(): Promise<void> {
    if (isLocked()) return;
    const { settings } = state.get();
    const open = channels(settings);
    const outcomes = new Map<string, { refused: Set<string> }>();
    for (const { message, waiting } of due(state.get())) {
      const refused = new Set<string>();
      for (const name of waiting) {
        const key = `${message.id} ${name}`;
        // One that was switched off meanwhile is not waited for.
        if (delivered.has(key) || !open[name]) continue;
        try {
          await open[name].deliver(message);
          delivered.add(key);
        } catch {
          refused.add(name);
        }
      }
      outcomes.set(message.id, { refused });
    }
    if (outcomes.size > 0) await state.update((current) => noted(current, outcomes));
  }

  function due({ accounts, statuses, settings }: State): { message: AlertMessage; waiting: string[] }[] {
    return Object.entries(statuses).flatMap(([id, { alerts }]) => {
      const account = accounts[id];
      if (!account || account.removedAt !== undefined) return [];
      const ready = alerts?.raised.filter(({ waiting, nextTryAt = 0 }) => waiting.length > 0 && nextTryAt <= now()) ?? [];
      return ready.map((alert) => ({ message: messageOf(id, alert, account.label || nameOf(account), settings), waiting: alert.waiting }));
    });
  }

  function messageOf(accountId: string, alert: StoredAlert, label: string, settings: Settings): AlertMessage {
    const { alert: sentences, locale } = workerText(settings.language, navigator.languages);
    const { id, kind, at } = alert;
    return { id, kind, accountId, at, ...alertText(alert, { label, isHidden: settings.hideAmounts }, now(), sentences, locale) };
  }

  function noted({ statuses }: State, outcomes: ReadonlyMap<string, { refused: Set<string> }>): Patch {
    const changed = Object.entries(statuses).flatMap(([id, status]) => {
      if (!status.alerts?.raised.some((alert) => outcomes.has(alert.id))) return [];
      const raised = status.alerts.raised.map((alert) => {
        const outcome = outcomes.get(alert.id);
        return outcome ? afterTry(alert, outcome.refused, now(), random()) : alert;
      });
      return [[id, { ...status, alerts: { ...status.alerts, raised } }] as const];
    });
    return { statuses: Object.fromEntries(changed) };
  }

  function follow(current: State): Promise<void> {
    const isWaiting = Object.values(current.statuses).some(({ alerts }) => alerts?.raised.some(({ waiting }) => waiting.length > 0));
    if (isWaiting) turn = turn.then(tell).catch(() => undefined);
    return turn.then(() => undefined);
  }

  return {
    complete(patch, before) {
      if (!patch.statuses) return patch;
      const settings = patch.settings ?? before.settings;
      const accounts = { ...before.accounts };
      // Those of one wallet may come with the same change: the second has to know what the first has raised.
      const known = { ...before.statuses };
      for (const [id, account] of Object.entries(patch.accounts ?? {})) if (account) accounts[id] = account;
      const statuses = Object.entries(patch.statuses).map(([id, status]) => {
        if (!status) return [id, status] as const;
        const remembered = status.alerts ?? before.statuses[id]?.alerts;
        const after = stepped(id, remembered ? { ...status, alerts: remembered } : status, { accounts, statuses: known }, settings);
        known[id] = after;
        return [id, after] as const;
      });
      return { ...patch, statuses: Object.fromEntries(statuses) };
    },

    follow,

    async check() {
      if (isLocked()) return;
      await state.update((current) => {
        const known = { ...current.statuses };
        const changed = Object.entries(current.statuses).flatMap(([id, status]) => {
          const after = stepped(id, status, { accounts: current.accounts, statuses: known }, current.settings);
          known[id] = after;
          return after === status ? [] : [[id, after] as const];
        });
        return changed.length > 0 ? { statuses: Object.fromEntries(changed) } : undefined;
      });
      await follow(state.get());
    },

    nextAt: (current, other) => (isLocked() ? other : earliest(instantsIn(current, now()), other)),
  };
}

/** The accounts and statuses as far as a change has been gone through. */
type Among = Pick<State, 'accounts' | 'statuses'>;

interface Looked {
  account: Account;
  status: Status;
  memory: AlertMemory;
  before: AlertMemory;
}

function isToldElsewhere(raised: Raised, { account, status, memory, before }: Looked, { accounts, statuses }: Among, settings: Settings): boolean {
  const unit = memory.last?.amount.unit;
  const limitFor = (id: string) => limitOf(raised.kind, settings.alerts ?? {}, id, unit, settings.currency);
  const companions = companionsOf(account, { accounts, statuses: { ...statuses, [account.id]: status } }).map((id) => ({
    memory: statuses[id]?.alerts?.memory ?? freshMemory(),
    readAt: statuses[id]?.readAt,
    limit: limitFor(id),
  }));
  return isToldAlready(raised, before, memory, limitFor(account.id), companions);
}

function nameOf({ providerId }: Account): string {
  return providerById(providerId)?.name ?? providerId;
}

/** Those that still have to be told stay, whatever comes after them. */
function kept(raised: readonly StoredAlert[]): StoredAlert[] {
  return raised.filter(({ waiting }, place) => place < mostKept || waiting.length > 0);
}

function afterTry(alert: StoredAlert, refused: ReadonlySet<string>, now: number, random: number): StoredAlert {
  const { nextTryAt: _before, ...rest } = alert;
  const waiting = alert.waiting.filter((name) => refused.has(name));
  if (waiting.length === 0) return { ...rest, waiting };
  if (now - alert.at >= patienceMs) return { ...rest, waiting: [], lost: waiting };
  const tries = alert.tries + 1;
  return { ...rest, waiting, tries, nextTryAt: now + backoff(tries, random) };
}

function* instantsIn({ accounts, statuses, settings }: State, now: number): Generator<number> {
  for (const [id, { alerts, readAt, failure }] of Object.entries(statuses)) {
    if (!accounts[id] || accounts[id].removedAt !== undefined) continue;
    for (const { waiting, nextTryAt } of alerts?.raised ?? []) if (waiting.length > 0) yield nextTryAt ?? now;
    const silence = alerts && isHolding(alerts.memory) ? silentUntil(settings.alerts ?? {}, id, now) : undefined;
    if (silence !== undefined) yield silence;
    // Nothing else may happen to an account that is not asked again: a day of silence is noticed by the clock.
    const silentAt = failure && readAt !== undefined ? readAt + day : 0;
    if (silentAt > now) yield silentAt;
  }
}

function earliest(instants: Iterable<number>, other?: number): number | undefined {
  const all = [...instants, ...(other === undefined ? [] : [other])];
  return all.length > 0 ? Math.min(...all) : undefined;
}
