import * as z from 'zod/mini';
import { credentialKinds, fieldsSchema } from './account';
import type { Failure } from './failure';
import { storedDecimal } from './money/schemas';
import type { Reading } from './reading';
import { choices } from './settings';

const id = z.string().check(z.minLength(1), z.maxLength(64));

/**
 * A credential on its way into the vault. Bounds only: which characters a key may hold is judged where a sentence can
 * stand beside the field (`lib/credential.ts`), and again before a header is built.
 */
const secret = z.string().check(z.minLength(1), z.maxLength(4096));

/** What a person fills in for an account. */
const draft = () => ({
  providerId: z.string().check(z.maxLength(64)),
  label: z.string().check(z.maxLength(80)),
  baseUrl: z.string().check(z.maxLength(300)),
  credential: z.enum(credentialKinds),
  fields: fieldsSchema,
  countInTotal: z.boolean(),
  /** `false` keeps a session in memory only, until the browser is closed. */
  remember: z.optional(z.boolean()),
});

/** A new account: everything a person fills in, with the key, where there is one. */
const draftSchema = () => z.strictObject({ ...draft(), secret: z.optional(secret) });
/** A changed account: the key only when it is replaced, or when the address changes. */
const editSchema = () => z.strictObject({ ...draft(), id, secret: z.optional(secret) });

/**
 * Every command a page can give, with its input. There is no command that reads: reading is the snapshot. Nothing that
 * comes back ever holds a secret. Each schema is made when its command is given: a worker is woken for one of them.
 */
export const commands = {
  'account.add': () => z.strictObject({ drafts: z.array(draftSchema()).check(z.minLength(1), z.maxLength(5000)) }),
  'account.edit': () => editSchema(),
  /** Tries a credential without keeping anything. With an id and no secret, the stored one is tried. */
  'account.test': () => z.strictObject({ ...draft(), id: z.optional(id), secret: z.optional(secret) }),
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
  /** Makes a session of the sign-in that an open page of a provider's website keeps. */
  'session.find': () => z.strictObject({ providerId: id }),
  /** Takes the figure from the text of an open page of the website: for an account of it, or for a new one. */
  'session.readPage': () => z.strictObject({ providerId: id, id: z.optional(id) }),
  /** Without the defaults of the stored settings: what is not named stays as it is. */
  'settings.change': () => z.partial(z.strictObject(choices)),
} as const;

export type CommandName = keyof typeof commands;
export type CommandInput<Name extends CommandName> = z.input<ReturnType<(typeof commands)[Name]>>;
export type Draft = z.output<ReturnType<typeof draftSchema>>;
export type Edit = z.output<ReturnType<typeof editSchema>>;
export type Trial = z.output<ReturnType<(typeof commands)['account.test']>>;

/** What each command answers when it went well. */
export interface CommandOutput {
  'account.add': { ids: string[] };
  'account.edit': null;
  'account.test': { reading: Reading };
  'account.duplicate': { id: string };
  'account.remove': null;
  'account.restore': null;
  'account.refresh': { succeeded: number; failed: number };
  'account.pin': null;
  'account.confirm': null;
  'session.find': { organizations: number };
  'session.readPage': null;
  'settings.change': null;
}

export type Answer<Name extends CommandName> = { ok: true; value: CommandOutput[Name] } | { ok: false; failure: Failure };

/** The pages that may give commands, and which: the popup cannot touch credentials. */
export const allowed = {
  'popup.html': ['account.refresh', 'account.pin', 'session.readPage', 'settings.change'],
  'options.html': Object.keys(commands) as CommandName[],
} as const satisfies Record<string, readonly CommandName[]>;
