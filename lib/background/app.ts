import { browser } from 'wxt/browser';
import { workerText } from '../i18n/worker-text';
import { removeDatabases } from '../store/databases';
import { browserDisk } from '../store/disk';
import { createHistoryStore } from '../store/history';
import { browserLedgerStore } from '../store/ledger';
import { browserSessions } from '../store/sessions';
import { browserVaultMemory } from '../store/vault-memory';
import { browserDeviceKeyStore, createDeviceKeys } from '../vault/device-key';
import { createVault } from '../vault/vault';
import { createAccessWatch } from './access-watch';
import { everyChannel } from './alert-channels';
import { createAlerts } from './alerts';
import { createAutoLock } from './auto-lock';
import { browserFetch } from './browser-fetch';
import { createBusyOrigins } from './busy-origins';
import { createChannels } from './channels';
import { createDashboards } from './dashboards';
import { createHandlers } from './handlers';
import { createHeaderWatch } from './header-watch';
import { createHistoryKeeper } from './history';
import { keepAwakeFor } from './keep-awake';
import { createLedgers } from './ledgers';
import { browserChannels, watchNotifications } from './notifications';
import { browserPages } from './pages';
import { createPainter } from './paint';
import { createPassing } from './passing';
import { afterAnswers, wait } from './pauses';
import { createPermissions } from './permissions';
import { clearProgress, createProgress } from './progress';
import { buildSnapshot } from './publish';
import { createPurge } from './purge';
import { createRefresh } from './refresh';
import { createRefreshAll } from './refresh-all';
import { createRouter } from './router';
import { createRunways, withOutlooks } from './runways';
import { dueIds, nextWake } from './schedule';
import { watchSessions } from './session-watch';
import { snapshotMemory } from './snapshot-memory';
import { createState, type State } from './state';
import { withTrends } from './trends';
import { createReadBack } from './vault-handlers';
import { createWake } from './wake';

const lockAlarm = 'lock';
/** After the disk has refused: soon enough for the person, late enough for the services, which are asked again then. */
const afterDiskFailureMs = 5 * 60_000;
/** Between the outlooks of a few accounts and those of the next, in milliseconds: long enough that a chart is drawn meanwhile. */
const outlookPauseMs = 150;

/**
 * Joins the parts of the background and starts them. Every listener is added before anything is awaited: a worker that is
 * woken by an event gets that event only then.
 */
export function startApp(): void {
  const now = () => Date.now();
  const random = () => Math.random();
  const http = { fetch: browserFetch(), now };
  const deviceKeys = createDeviceKeys(browserDeviceKeyStore());
  const memory = browserVaultMemory();
  const vault = createVault(deviceKeys, memory);
  const sessions = browserSessions();
  const pages = browserPages();
  const permissions = createPermissions();
  const paint = createPainter(now);
  const wake = createWake(now);
  const history = createHistoryKeeper({ store: createHistoryStore(globalThis.indexedDB), now, pause: afterAnswers, told: () => state.update(() => ({})) });

  const disk = browserDisk();
  const viewOfVault = () => ({ state: vault.state(), access: vault.access() });
  const state = createState({
    disk,
    vault,
    memory: snapshotMemory,
    describe(current, before) {
      const { locale } = workerText(current.settings.language, navigator.languages);
      return buildSnapshot(current, viewOfVault(), now(), { locale, before: before?.written }, history.trouble(before?.history));
    },
    complete: (patch, current) => alerts.complete(withOutlooks(withTrends(patch, current), current), current),
    changed(snapshot, current, past) {
      paint(snapshot);
      void wake.at(nextInstant(current));
      background(past && past.settings.alerts === current.settings.alerts ? alerts.follow(current) : afterAnswers().then(alerts.check));
      if (past) background(history.follow(current, past).then(() => followRunways(current, past)));
      background(ledgers.follow(current));
      headerWatch.keep(passing.isNeeded());
    },
  });
  const nextInstant = (current: State) => alerts.nextAt(current, nextWake(current, now(), vault.state() === 'locked'));
  const alerts = createAlerts({
    state,
    vault,
    channels: everyChannel(
      browserChannels,
      () => state,
      () => channels,
    ),
    now,
    random,
  });
  const followRunways = createRunways({ history, state, now, pause: () => wait(outlookPauseMs) });
  const ledgers = createLedgers({ state, vault, store: browserLedgerStore(), http });
  const origins = createBusyOrigins((key) => state.get().origins[key]);
  const services = createRefresh({ state, origins, vault, sessions, permissions, pages, http, random, progress: createProgress() });
  const refresh = createRefreshAll(services, ledgers, state);
  const channels = createChannels({ state, vault, permissions, http, random });
  const dashboards = createDashboards({ state, vault, sessions, refresh, permissions, pages, http, random });
  const purge = createPurge({ state, vault, sessions, permissions, ledgers, now });
  const background = keepAwakeFor();
  const purgeLater = () => background(purge.afterDelay());
  const autoLock = createAutoLock({
    vault,
    memory,
    now,
    isActive: async (seconds) => (await browser.idle.queryState(Math.max(15, seconds))) === 'active',
    checkAt: async (at) => {
      if (at === undefined) await browser.alarms.clear(lockAlarm);
      else await browser.alarms.create(lockAlarm, { when: at });
    },
    lock,
  });
  const readBack = createReadBack(async () => {
    const written = createVault(deviceKeys, memory);
    await written.load(await disk.readAll());
    return written;
  });
  const handlers = createHandlers({
    state,
    vault,
    memory,
    autoLock,
    lock,
    readBack,
    erased: { deviceKeys, disk, databases: { clear: () => removeDatabases(globalThis.indexedDB) }, memory, alarms: browser.alarms },
    sessions,
    dashboards,
    ledgers,
    channels,
    refresh,
    origins,
    history,
    permissions,
    http,
    random,
    background,
    purgeLater,
  });

  // Firefox has no such call; there, content scripts never see extension storage that matters, for we ship none.
  void browser.storage.local.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
  const begun = state.begin();
  /** A worker may sleep, and the computer with it, past the instant at which the vault locks: nothing goes before that. */
  const ready = () => begun.then(() => autoLock.check());
  const passing = createPassing({ state, vault, permissions, http, ready, background, wait });
  const headerWatch = createHeaderWatch(passing.saw);
  const route = createRouter({ handlers, ready, self: { id: browser.runtime.id, url: browser.runtime.getURL('/') } });

  const access = createAccessWatch({ state, permissions, refresh, ready });

  /** No request, no secret in memory, nothing that comes back is kept. */
  async function lock(): Promise<void> {
    refresh.abortAll();
    channels.abortAll();
    await vault.lock();
    await sessions.dropAll();
    await state.reload();
  }

  async function readDue(): Promise<void> {
    try {
      await ready();
      await purge.overdue();
      const due = vault.state() === 'locked' ? [] : dueIds(state.get(), now());
      await alerts.check();
      background(channels.retryDue());
      if (due.length > 0) await refresh.run(due);
      // Nothing was due: the badge may still have to say that a figure has grown old, and the alarm must stand again.
      else await repaint();
    } catch {
      await tryLater();
    }
  }

  /** What was kept in memory goes with the browser: its accounts say so at once, not when they are due. */
  async function noticeLostSessions(): Promise<void> {
    const { accounts, statuses } = state.get();
    const held = Object.values(accounts).filter(({ id, inMemory }) => inMemory !== undefined && statuses[id]?.nextAttemptAt !== undefined);
    const lost: string[] = [];
    for (const { id } of held) if ((await sessions.get(id)) === undefined) lost.push(id);
    if (lost.length > 0) await refresh.run(lost);
  }

  /** Without an alarm nobody would ever try again: it is set after a change has been saved, and none was. */
  function tryLater(): Promise<void> {
    return wake.at(now() + afterDiskFailureMs);
  }

  async function repaint(): Promise<void> {
    paint(buildSnapshot(state.get(), viewOfVault(), now()));
    await wake.at(nextInstant(state.get()));
  }

  browser.runtime.onMessage.addListener((message: unknown, sender, respond: (answer: unknown) => void) => {
    const answer = route(message, sender);
    if (!answer) return undefined;
    // Both browsers know this form; a returned promise is known to one of them only.
    background(answer.then(respond));
    // Whoever gives commands is there.
    background(ready().then(() => autoLock.touch()));
    return true;
  });
  browser.alarms.onAlarm.addListener((alarm) => {
    if (wake.isOurs(alarm.name)) background(readDue());
    if (alarm.name === lockAlarm) background(ready());
  });
  const watchAlerts = watchNotifications();
  browser.permissions.onAdded.addListener(() => {
    watchAlerts();
    // Chromium takes no observer from an extension that has no host at all: what was refused at the start is taken now. Firefox
    // took it then, and would not wake us for one that is added later.
    if (!import.meta.env.FIREFOX) for (const watch of [...watches, headerWatch.again]) watch();
    background(access.given());
  });
  browser.permissions.onRemoved.addListener(() => background(access.taken()));
  browser.idle.onStateChanged.addListener((idle) => {
    // After sleep the alarm may come late; whoever is back wants to see today's figures.
    if (idle === 'active') background(readDue());
    else background(ready().then(() => autoLock.away(idle === 'locked')));
  });
  const watches = watchSessions((observer, sighting) =>
    background(ready().then(() => (sighting === 'other' ? dashboards.unlike(observer) : dashboards.sighted(observer, sighting)))),
  );
  // Without the permission for both hosts the browser tells nothing; whether the person has switched it on is checked then.
  for (const watch of [...watches, headerWatch.begin, watchAlerts]) watch();
  browser.runtime.onStartup.addListener(() => background(readDue()));
  // A new version may describe things differently: pages get a snapshot of this one before they are opened.
  browser.runtime.onInstalled.addListener(() =>
    background(
      ready()
        .then(() => state.update(() => ({})))
        .then(readDue),
    ),
  );
  // Answers go first.
  background(ready().then(afterAnswers).then(state.settle).then(noticeLostSessions).then(ledgers.catchUp).then(clearProgress, tryLater));
  background(ready().then(() => vault.removeDeviceKey()));
}
