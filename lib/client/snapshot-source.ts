import { browser } from 'wxt/browser';
import { type Progress, progressKey, type Snapshot, snapshotKey } from '../snapshot';

/** What a page shows: the background's snapshot, and how far a running refresh is. */
export interface View {
  snapshot?: Snapshot;
  progress?: Progress;
}

/** Reads the view from storage, without waking the background, and follows its changes. */
export interface SnapshotSource {
  get(): View;
  subscribe(listener: () => void): () => void;
}

export async function loadSnapshot(): Promise<SnapshotSource> {
  const [local, session] = await Promise.all([browser.storage.local.get(snapshotKey), browser.storage.session.get([progressKey, snapshotKey])]);
  // In memory lies what may not be on disk while the vault is locked; where it is there, it is the whole.
  let stored = { disk: snapshotIn(local[snapshotKey]), memory: snapshotIn(session[snapshotKey]), progress: session[progressKey] as Progress | undefined };
  let view = viewOf(stored);
  const listeners = new Set<() => void>();
  browser.storage.onChanged.addListener((changes, area) => {
    const snapshot = changes[snapshotKey];
    const progress = area === 'session' ? changes[progressKey] : undefined;
    if (!snapshot && !progress) return;
    stored = {
      ...stored,
      ...(snapshot ? { [area === 'local' ? 'disk' : 'memory']: snapshotIn(snapshot.newValue) } : {}),
      ...(progress ? { progress: progress.newValue as Progress | undefined } : {}),
    };
    view = viewOf(stored);
    for (const listener of listeners) listener();
  });
  return {
    get: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A snapshot that another version wrote, or nobody, is none: the background is about to write one that can be read. */
function snapshotIn(raw: unknown): Snapshot | undefined {
  const { v, accounts, unreadable, removed } = (raw ?? {}) as Partial<Snapshot>;
  const isReadable = v === 1 && [accounts, unreadable, removed].every(Array.isArray);
  return isReadable ? (raw as Snapshot) : undefined;
}

function viewOf({ disk, memory, progress }: { disk?: Snapshot | undefined; memory?: Snapshot | undefined; progress?: Progress | undefined }): View {
  const snapshot = memory ?? disk;
  return { ...(snapshot ? { snapshot } : {}), ...(progress ? { progress } : {}) };
}
