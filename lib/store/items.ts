import { accountSchema } from '../account';
import { channelSchema, deliverySchema } from '../channel';
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
  /** Places that alerts are sent to. Not in a backup: their addresses would have to be in it too. */
  channel: defineItem({ key: 'v1:ch:', schema: channelSchema, inSnapshot: true, inBackup: false, clearOnLock: false }),
  /** How their deliveries stand, with the messages that still wait: there are amounts in those. */
  delivery: defineItem({ key: 'v1:d:', schema: deliverySchema, inSnapshot: true, inBackup: false, clearOnLock: true }),
  origin: defineItem({ key: 'v1:o:', schema: originStateSchema, inSnapshot: false, inBackup: false, clearOnLock: false }),
};
