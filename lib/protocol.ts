import * as z from 'zod/mini';
import { credentialKinds, definitionText, fieldsSchema } from './account';
import { alertChangeSchema } from './alert-settings';
import { channelFields } from './channel';
import type { Failure } from './failure';
import type { History } from './history-point';
import { historySchema } from './history-schema';
import { kdfSchema, lockChoices, scryptSchema } from './kdf-schema';
import { instantSchema, type LedgerLine, noteSchema, type Reconciliation, recordedKinds } from './ledger-entry';
import { quantitySchema, storedDecimal } from './money/schemas';
import type { Reading } from './reading';
import { choices } from './settings';

const id = z.string().check(z.minLength(1), z.maxLength(64));

/**
 * A credential on its way into the vault. Bounds only: which characters a key may hold is judged where a sentence can
 * stand beside the field (`lib/credential.ts`), and again before a header is built.
 */
const secret = z.string().check(z.minLength(1), z.maxLength(4096));

/** 256 bits in base64url. */
const derivedKey = () => z.string().check(z.regex(/^[\w-]{43}$/));

/** A backup file; what it may be is judged where a sentence can be said about it. */
const file = () => z.string();

/** What a person fills in for an account. */
const draft = () => ({
  providerId: z.string().check(z.maxLength(64)),
  label: z.string().check(z.maxLength(80)),
  baseUrl: z.string().check(z.maxLength(300)),
  credential: z.enum(credentialKinds),
  fields: fieldsSchema,
  /** The text of a definition; without one the fields say how the service is read. */
  definition: z.optional(definitionText),
  countInTotal: z.boolean(),
  /** The account whose money this one draws on. */
  sharesWith: z.optional(id),
  /** `false` keeps a session in memory only, until the browser is closed. */
  remember: z.optional(z.boolean()),
});

/** A new account: everything a person fills in, with the key where it needs one. */
const draftSchema = () => z.strictObject({ ...draft(), secret: z.optional(secret) });
/** A changed account: the key only when it is replaced, or when the address changes. */
const editSchema = () => z.strictObject({ ...draft(), id, secret: z.optional(secret) });

/** What is entered into a ledger, in the currency of its account. `at` is Unix milliseconds. */
const entry = () => ({ kind: z.enum(recordedKinds), amount: quantitySchema, note: z.optional(noteSchema) });

/**
 * Every command a page can give, with its input. Reading is the snapshot; only what is too large for it is read by command: the
 * history (docs/decisions/017-history-by-command.md) and the entries of a ledger (018-ledgers-are-read-by-command.md). Nothing
 * that comes back ever holds a secret. Each schema is made when its command is given: a worker is woken for one of them.
 */
export const commands = {
  'account.add': () => z.strictObject({ drafts: z.array(draftSchema()).check(z.minLength(1), z.maxLength(5000)) }),
  'account.edit': () => editSchema(),
  /** Tries a credential without keeping anything. With an id and no secret, the stored one is tried. */
  'account.test': () => z.strictObject({ ...draft(), id: z.optional(id), secret: z.optional(secret) }),
  /** Finds out which service answers at an address that may be asked: without the key first, then with it. Keeps neither. */
  'account.detect': () => z.strictObject({ baseUrl: draft().baseUrl, secret }),
  'account.duplicate': () => z.strictObject({ id }),
  'account.remove': () => z.strictObject({ id }),
  'account.restore': () => z.strictObject({ id }),
  /** All accounts when `ids` is absent. Answers when the refresh is done and saved. */
  'account.refresh': () => z.strictObject({ ids: z.optional(z.array(id)) }),
  /** Pins an account, before another pinned one or at the end; `pinned: false` lets it go. */
  'account.pin': () => z.strictObject({ id, pinned: z.boolean(), before: z.optional(id) }),
  /**
   * Records a balance that spend is taken from: an amount at an instant (Unix milliseconds) that a person vouches for, or
   * another account's, whenever it reports one. With neither, what was recorded is forgotten.
   */
  'account.confirm': () => z.strictObject({ id, balance: z.optional(z.strictObject({ amount: storedDecimal, at: z.number() })), by: z.optional(id) }),
  /** Adds an entry; without an instant it is of this moment. */
  'ledger.add': () => z.strictObject({ id, ...entry(), at: z.optional(instantSchema) }),
  /** Gives an entry another amount, or makes it void. The entry itself stays as it is. */
  'ledger.correct': () => z.strictObject({ id, entry: id, amount: z.union([quantitySchema, z.literal('void')]) }),
  /** Adds what is not there yet, all or nothing. `preview` only tells how many that would be. */
  'ledger.import': () =>
    z.strictObject({
      id,
      entries: z.array(z.strictObject({ ...entry(), at: instantSchema })).check(z.minLength(1), z.maxLength(20_000)),
      preview: z.boolean(),
    }),
  /** A part of the entries, the newest first. */
  'ledger.read': () => z.strictObject({ id, from: z.number().check(z.minimum(0)), most: z.number().check(z.minimum(1), z.maximum(2000)) }),
  /** Enters the balance that the account which checks this one reports. */
  'ledger.settle': () => z.strictObject({ id }),
  /** Which other accounts a ledger has to do with; what is left out is none. */
  'ledger.link': () => z.strictObject({ id, spendFrom: z.optional(id), checkedBy: z.optional(id) }),
  /** Makes a session of the sign-in that an open page of a provider's website keeps. */
  'session.find': () => z.strictObject({ providerId: id }),
  /** Takes the figure from the text of an open page of the website: for an account of it, or for a new one. */
  'session.readPage': () => z.strictObject({ providerId: id, id: z.optional(id) }),
  /**
   * The history of accounts between two instants (Unix milliseconds), with the last point before the first. Of every `span`
   * milliseconds the first, last, lowest and highest point; all of them for zero.
   */
  'history.read': () => z.strictObject({ ids: z.array(id).check(z.maxLength(5000)), from: z.number(), to: z.number(), span: z.number().check(z.minimum(0)) }),
  /** Adds points from elsewhere. Of what is there, nothing is replaced. */
  'history.merge': () => historySchema(),
  /** Forgets the history of accounts. */
  'history.forget': () => z.strictObject({ ids: z.array(id).check(z.minLength(1), z.maxLength(5000)) }),
  /** With a key that was derived from the passphrase; `upgrade`: the same passphrase with stronger parameters. */
  'vault.unlock': () => z.strictObject({ key: derivedKey(), upgrade: z.optional(z.strictObject({ kdf: kdfSchema(), key: derivedKey() })) }),
  'vault.lock': () => z.strictObject({}),
  'vault.setPassphrase': () => z.strictObject({ kdf: kdfSchema(), key: derivedKey() }),
  'vault.changePassphrase': () => z.strictObject({ current: derivedKey(), kdf: kdfSchema(), key: derivedKey() }),
  'vault.removePassphrase': () => z.strictObject({ current: derivedKey() }),
  'vault.changeLock': () => z.strictObject(lockChoices()),
  /** An empty vault in the place of one whose header is damaged; accounts, figures and settings stay. */
  'vault.startAnew': () => z.strictObject({}),
  /** Everything goes: keys and what opens them, accounts, settings, memory, permissions. */
  'vault.erase': () => z.strictObject({}),
  /** Answers with a file that only the passphrase opens which the key was derived from. */
  'backup.export': () => z.strictObject({ kdf: scryptSchema(), key: derivedKey() }),
  /** Changes nothing. */
  'backup.preview': () => z.strictObject({ file: file(), key: derivedKey() }),
  /** `merge` adds what is not here yet; `replace` puts the backup in the place of everything that is here. */
  'backup.import': () => z.strictObject({ file: file(), key: derivedKey(), mode: z.enum(['merge', 'replace']) }),
  /** For all accounts, or for one. What is not named stays as it is. */
  'alert.change': () => alertChangeSchema(),
  /** A new channel, or another one of an id. Without parts an existing one keeps its address. */
  'channel.save': () =>
    z.strictObject({
      id: z.optional(id),
      kind: z.string().check(z.maxLength(64)),
      label: z.string().check(z.maxLength(80)),
      enabled: z.boolean(),
      parts: z.optional(z.partialRecord(z.enum(channelFields), z.string().check(z.maxLength(2000)))),
    }),
  'channel.remove': () => z.strictObject({ id }),
  /** Sends a message in the words of the page, and answers when it was taken. */
  'channel.test': () => z.strictObject({ id, title: z.string().check(z.maxLength(200)), text: z.string().check(z.maxLength(500)) }),
  /** Without the defaults of the stored settings: what is not named stays as it is. */
  'settings.change': () => z.partial(z.strictObject(choices)),
} as const;

export type CommandName = keyof typeof commands;
export type CommandInput<Name extends CommandName> = z.input<ReturnType<(typeof commands)[Name]>>;
export type Draft = z.output<ReturnType<typeof draftSchema>>;
export type Edit = z.output<ReturnType<typeof editSchema>>;

/** An account of a backup, as a page may see it. */
export interface BackupEntry {
  name: string;
  providerId: string;
  /** Empty where the address cannot be one. */
  origin: string;
  masked: string;
  /** `existing`: the same account is here, or the same key at the same place. */
  state: 'new' | 'existing' | 'refused';
  /** Why it cannot be taken over. */
  failure?: Failure;
  /** Whether its key is in the backup. */
  hasKey: boolean;
}

/** What each command answers when it went well. */
export interface CommandOutput {
  'account.add': { ids: string[] };
  'account.edit': null;
  'account.test': { reading: Reading };
  /** The service, and what it says to the key. */
  'account.detect': { providerId: string; reading: Reading } | { providerId: string; failure: Failure };
  'account.duplicate': { id: string };
  'account.remove': null;
  'account.restore': null;
  'account.refresh': { succeeded: number; failed: number };
  'account.pin': null;
  'account.confirm': null;
  'ledger.add': null;
  'ledger.correct': null;
  'ledger.import': { added: number; known: number };
  /** `lost`: records that are damaged or gone. The reconciliation is that with the account which checks this one. */
  'ledger.read': { lines: LedgerLine[]; total: number; lost: number; reconciliation?: Reconciliation };
  'ledger.settle': null;
  'ledger.link': null;
  'session.find': { organizations: number };
  'session.readPage': null;
  /** `lost`: so many records could not be read and are not in it. */
  'history.read': History & { lost: number };
  /** How many points and days were not there before. */
  'history.merge': { added: number };
  'history.forget': null;
  'vault.unlock': null;
  'vault.lock': null;
  'vault.setPassphrase': null;
  'vault.changePassphrase': null;
  'vault.removePassphrase': null;
  'vault.changeLock': null;
  'vault.startAnew': null;
  'vault.erase': null;
  /**
   * `withoutKey`: so many accounts are in it without a key, for theirs does not open or is in memory only. `history`: how much of it is
   * in the file; `daily` where all of it would have been too much.
   */
  'backup.export': { file: string; withoutKey: number; history: 'whole' | 'daily' | 'none' };
  /** `createdAt`: Unix milliseconds. */
  'backup.preview': { createdAt: number; entries: BackupEntry[] };
  'backup.import': { added: number; existing: number; refused: number; removed: number };
  'alert.change': null;
  'channel.save': { id: string };
  'channel.remove': null;
  'channel.test': null;
  'settings.change': null;
}

export type Answer<Name extends CommandName> = { ok: true; value: CommandOutput[Name] } | { ok: false; failure: Failure };

/** The pages that may give commands, and which: the popup cannot touch credentials. */
export const allowed = {
  'popup.html': ['account.refresh', 'account.pin', 'session.readPage', 'settings.change', 'vault.unlock', 'vault.lock'],
  'options.html': Object.keys(commands) as CommandName[],
} as const satisfies Record<string, readonly CommandName[]>;
