import { browser } from 'wxt/browser';
import { type Snapshot, snapshotKey } from '../snapshot';

/** Where pages find the snapshot while the one on disk may hold no figures. */
export const snapshotMemory = {
  write: (snapshot: Snapshot) => browser.storage.session.set({ [snapshotKey]: snapshot }),
  clear: () => browser.storage.session.remove(snapshotKey),
};
