import type { VaultAccess, VaultState } from '../snapshot';
import type { Bytes } from './bytes';
import type { Sealed } from './envelope';
import type { Header } from './header';
import type { Binding } from './records';
import type { PassphraseKey } from './slots';

export type { Binding, PassphraseKey };

/** Records to be written and removed together with whatever else the change means, in one write. */
export interface VaultChange {
  set: Record<string, unknown>;
  remove: string[];
  /** The state of the vault once this is written. */
  state: VaultState;
  /** How it is opened from then on. */
  access: VaultAccess | undefined;
  /** How figures are kept from then on. */
  figures: Figures;
  /** To be called when the write has succeeded. */
  commit(): void;
}

/** A change of the way in. */
export interface Rekeying extends VaultChange {
  /** The accounts whose secrets came along. */
  kept: readonly string[];
  /** After the write: keeps the new data key at hand, unless the vault was locked meanwhile. */
  remember(): Promise<void>;
  /** After the new records were read back from disk: destroys what opened the old ones, which are leftovers from then on. */
  retire(): Promise<void>;
}

/** How figures lie on disk. */
export interface Figures {
  /** Unreadable while the vault is locked. */
  hidden: boolean;
  /** @param place the key that it is stored under. */
  seal(place: string, text: string): Promise<Sealed>;
}

/** Where the data key is while a vault with a passphrase is unlocked: memory that outlives the worker, not the browser. */
export interface VaultMemory {
  read(): Promise<{ dekId: string; key: string } | undefined>;
  write(held: { dekId: string; key: string }): Promise<void>;
  clear(): Promise<void>;
}

export interface Vault {
  state(): VaultState;
  /** `undefined` before the first secret, and where the header cannot be used. */
  access(): VaultAccess | undefined;
  /** Takes in what lies on disk. Opens nothing yet: that costs time and is done when the first secret is needed. */
  load(records: ReadonlyMap<string, unknown>): Promise<void>;
  /** Records of former generations: a change of the way in leaves them, until the new ones were read back. */
  leftovers(): string[];
  /** To be called when leftovers were removed. */
  swept(keys: readonly string[]): void;
  /** @throws {FailureError} `damaged` where the record is missing, altered or exchanged; `locked`. */
  unseal(binding: Binding): Promise<string>;
  /** Equal for equal secrets, and of no use without the vault. */
  fingerprint(secret: string): Promise<string>;
  /** Seals and discards secrets as one change. Changes must not overlap; the owner of the state sees to that. */
  change(work: { seal?: { binding: Binding; secret: string }[]; discard?: string[] }): Promise<VaultChange>;
  /** @throws {FailureError} `wrong-passphrase`; `damaged` for a header that cannot be used. */
  unlock(key: Bytes): Promise<void>;
  /** Forgets the data key. Does nothing without a passphrase. */
  lock(): Promise<void>;
  /**
   * Makes a new data key, seals everything with it, and wraps it anew: with a passphrase, or else with this profile's device key.
   *
   * @param bindings of every secret.
   * @param others accounts that nothing more is known of; their secrets cannot come along.
   * @throws {FailureError} `unreadable-keys` where a record would be left behind: it may be readable again one day.
   */
  rekey(bindings: readonly Binding[], passphrase?: PassphraseKey, others?: readonly string[]): Promise<Rekeying>;
  /**
   * Puts an empty vault in the place of one that nothing can open any more, whose records go. Only ever by a person's own wish.
   *
   * @throws FailureError `invalid-input` where the vault is not damaged.
   */
  startAnew(): Promise<VaultChange>;
  /** Wraps the same data key anew, for stronger parameters of the same passphrase. `current` is the key that opens it now. */
  rewrap(current: Bytes, next: PassphraseKey): Promise<VaultChange>;
  /** What becomes of figures and of the data key when nobody is there. */
  changeLock(lock: Header['lock']): Promise<VaultChange>;
  figures(): Figures;
  /** @returns `undefined` for what cannot be opened. */
  openFigures(place: string, stored: unknown): Promise<string | undefined>;
  /** Finishes a switch to a passphrase that was broken off: no device key may lie beside one. */
  removeDeviceKey(): Promise<void>;
}
