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
  const [local, session] = await Promise.all([browser.storage.local.get(snapshotKey), browser.storage.session.get(progressKey)]);
  let view = viewOf(local[snapshotKey] as Snapshot | undefined, session[progressKey] as Progress | undefined);
  const listeners = new Set<() => void>();
  browser.storage.onChanged.addListener((changes, area) => {
    const snapshot = area === 'local' ? changes[snapshotKey] : undefined;
    const progress = area === 'session' ? changes[progressKey] : undefined;
    if (!snapshot && !progress) return;
    view = viewOf(
      snapshot ? (snapshot.newValue as Snapshot | undefined) : view.snapshot,
      progress ? (progress.newValue as Progress | undefined) : view.progress,
    );
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

function viewOf(snapshot: Snapshot | undefined, progress: Progress | undefined): View {
  return { ...(snapshot ? { snapshot } : {}), ...(progress ? { progress } : {}) };
}
