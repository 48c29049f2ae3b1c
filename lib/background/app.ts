import { browser } from 'wxt/browser';
import { workerText } from '../i18n/worker-text';
import { type ObservedRequest, sightingIn } from '../observers/define';
import { type Progress, progressKey } from '../snapshot';
import { browserDisk } from '../store/disk';
import { browserSessions } from '../store/sessions';
import { browserDeviceKeyStore, createDeviceKeys } from '../vault/device-key';
import { createVault } from '../vault/vault';
import { originsOf } from './credentials';
import { createDashboards, observers } from './dashboards';
import { createHandlers } from './handlers';
import { createHeaderWatch } from './header-watch';
import { browserPages } from './pages';
import { createPainter } from './paint';
import { createPassing } from './passing';
import { createPermissions } from './permissions';
import { buildSnapshot } from './publish';
import { createPurge } from './purge';
import { createRefresh } from './refresh';
import { createRouter } from './router';
import { dueIds, nextWake } from './schedule';
import { createState } from './state';
import { createWake } from './wake';

const progressEveryMs = 250;
const keepAwakeEveryMs = 20_000;
/** After the disk has refused: soon enough for the person, late enough for the services, which are asked again then. */
const afterDiskFailureMs = 5 * 60_000;

/**
 * Joins the parts of the background and starts them. Every listener is added before anything is awaited: a worker that is
 * woken by an event gets that event only then.
 */
export function startApp(): void {
  const now = () => Date.now();
  const random = () => Math.random();
  const http = { fetch: globalThis.fetch.bind(globalThis), now };
  const vault = createVault(createDeviceKeys(browserDeviceKeyStore()));
  const sessions = browserSessions();
  const pages = browserPages();
  const permissions = createPermissions();
  const paint = createPainter(now);
  const wake = createWake(now);

  const state = createState({
    disk: browserDisk(),
    vault,
    describe(current, before) {
      const { locale } = workerText(current.settings.language, navigator.languages);
      return buildSnapshot(current, vault.state(), now(), { locale, before: before?.written });
    },
    changed(snapshot, current) {
      paint(snapshot);
      void wake.at(nextWake(current, now()));
      headerWatch.keep(passing.isNeeded());
    },
  });
  const refresh = createRefresh({ state, vault, sessions, permissions, pages, http, random, progress: createProgress() });
  const dashboards = createDashboards({ state, vault, sessions, refresh, permissions, pages, http, random });
  const purge = createPurge({ state, vault, sessions, permissions, now });
  const background = keepAwakeFor();
  const purgeLater = () => background(purge.afterDelay());
  const handlers = createHandlers({ state, vault, sessions, dashboards, refresh, permissions, http, random, background, purgeLater });

  // Firefox has no such call; there, content scripts never see extension storage that matters, for we ship none.
  void browser.storage.local.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
  const ready = state.begin();
  const passing = createPassing({ state, permissions, http, ready, background, wait });
  const headerWatch = createHeaderWatch(passing.saw);
  const route = createRouter({ handlers, ready, self: { id: browser.runtime.id, url: browser.runtime.getURL('/') } });

  async function readDue(): Promise<void> {
    try {
      await ready;
      await purge.overdue();
      const due = dueIds(state.get(), now());
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
    paint(buildSnapshot(state.get(), vault.state(), now()));
    await wake.at(nextWake(state.get(), now()));
  }

  async function readAgain(isConcerned: (failure: string | undefined) => boolean): Promise<void> {
    permissions.changed();
    await ready;
    const { accounts, statuses } = state.get();
    const concerned = Object.keys(accounts).filter((id) => isConcerned(statuses[id]?.failure?.kind));
    if (concerned.length > 0) await refresh.run(concerned);
  }

  browser.runtime.onMessage.addListener((message: unknown, sender, respond: (answer: unknown) => void) => {
    const answer = route(message, sender);
    if (!answer) return undefined;
    // Both browsers know this form; a returned promise is known to one of them only.
    background(answer.then(respond));
    return true;
  });
  browser.alarms.onAlarm.addListener((alarm) => {
    if (wake.isOurs(alarm.name)) background(readDue());
  });
  browser.permissions.onAdded.addListener(() => {
    // Chromium takes no observer from an extension that has no host at all: what was refused at the start is taken now. Firefox
    // took it then, and would not wake us for one that is added later.
    if (!import.meta.env.FIREFOX) for (const watch of [...watches, headerWatch.again]) watch();
    background(readAgain((failure) => failure === 'permission-missing'));
  });
  browser.permissions.onRemoved.addListener(() => background(withdrawn()));
  browser.idle.onStateChanged.addListener((idle) => {
    // After sleep the alarm may come late; whoever is back wants to see today's figures.
    if (idle === 'active') background(readDue());
  });
  const watches = observers.map((observer) => {
    const { onSendHeaders } = browser.webRequest;
    const look = (request: object) => {
      const sighting = sightingIn(request as ObservedRequest, observer);
      if (sighting === 'other') background(ready.then(() => dashboards.unlike(observer)));
      else if (sighting) background(ready.then(() => dashboards.sighted(observer, sighting)));
    };
    return () => {
      // One that was added twice would be called twice.
      onSendHeaders.removeListener(look);
      onSendHeaders.addListener(look, { urls: [...observer.urls], types: ['xmlhttprequest'] }, ['requestHeaders']);
    };
  });
  // Without the permission for both hosts the browser tells nothing; whether the person has switched it on is checked then.
  for (const watch of [...watches, headerWatch.begin]) watch();
  browser.runtime.onStartup.addListener(() => background(readDue()));
  // A new version may describe things differently: pages get a snapshot of this one before they are opened.
  browser.runtime.onInstalled.addListener(() => background(ready.then(() => state.update(() => ({}))).then(readDue)));
  background(ready.then(afterAnswers).then(state.settle).then(noticeLostSessions).then(clearProgress, tryLater));

  /** Whoever lost the permission learns of it at once, without a request: the check comes before one. */
  async function withdrawn(): Promise<void> {
    permissions.changed();
    await ready;
    const lost: string[] = [];
    for (const account of Object.values(state.get().accounts)) {
      if (!(await permissions.hasAll(originsOf(account)))) lost.push(account.id);
    }
    if (lost.length > 0) await refresh.run(lost);
  }
}

/** So long a worker that was just started looks for what it was started for, in milliseconds, before it looks after itself. */
const afterAnswers = () => wait(50);

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Tells pages how far a refresh is, through memory that is never written to disk, and not more often than they can show. */
function createProgress(): (progress: Progress | undefined) => void {
  let toldAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (progress) => {
    clearTimeout(timer);
    timer = undefined;
    if (!progress) return void clearProgress();
    const tell = () => {
      toldAt = Date.now();
      void browser.storage.session.set({ [progressKey]: progress });
    };
    const wait = toldAt + progressEveryMs - Date.now();
    if (wait <= 0) tell();
    else timer = setTimeout(tell, wait);
  };
}

function clearProgress(): Promise<void> {
  return browser.storage.session.remove(progressKey);
}

/** A worker is put to sleep after half a minute without an event; a call of the browser's own counts as one. */
function keepAwakeFor(): (work: Promise<unknown>) => void {
  let running = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  return (work) => {
    running += 1;
    timer ??= setInterval(() => void browser.runtime.getPlatformInfo(), keepAwakeEveryMs);
    const done = () => {
      running -= 1;
      if (running > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
    // Failures of background work are in the state already; one that is not is the disk's, and the next attempt meets it.
    work.then(done, done);
  };
}
