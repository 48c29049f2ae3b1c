import { accountSchema } from '../account';
import { originStateSchema } from '../origin-state';
import { settingsSchema } from '../settings';
import { statusSchema } from '../status';
import { defineItem } from './item';

/** Everything in `storage.local` but the vault's own records and the snapshot. */
export const items = {
  settings: defineItem({ key: 'v1:settings', schema: settingsSchema, inSnapshot: true, inBackup: true, clearOnLock: false }),
  account: defineItem({ key: 'v1:a:', schema: accountSchema, inSnapshot: true, inBackup: true, clearOnLock: false }),
  status: defineItem({ key: 'v1:f:', schema: statusSchema, inSnapshot: true, inBackup: true, clearOnLock: true }),
  origin: defineItem({ key: 'v1:o:', schema: originStateSchema, inSnapshot: false, inBackup: false, clearOnLock: false }),
};
