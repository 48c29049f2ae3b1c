import { accountSchema } from '../account';
import { confirmedSchema } from '../confirmed-balance';
import { originStateSchema } from '../origin-state';
import { settingsSchema } from '../settings';
import { statusSchema } from '../status';
import { defineItem } from './item';

/** Everything in `storage.local` but the vault's own records and the snapshot. */
export const items = {
  settings: defineItem({ key: 'v1:settings', schema: settingsSchema, inSnapshot: true, inBackup: true, clearOnLock: false }),
  account: defineItem({ key: 'v1:a:', schema: accountSchema, inSnapshot: true, inBackup: true, clearOnLock: false }),
  status: defineItem({ key: 'v1:f:', schema: statusSchema, inSnapshot: true, inBackup: true, clearOnLock: true }),
  /** Where amounts are hidden while the vault is locked: the balance that an account's record holds otherwise. */
  confirmed: defineItem({ key: 'v1:c:', schema: confirmedSchema, inSnapshot: true, inBackup: true, clearOnLock: true }),
  origin: defineItem({ key: 'v1:o:', schema: originStateSchema, inSnapshot: false, inBackup: false, clearOnLock: false }),
};
