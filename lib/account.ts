import * as z from 'zod/mini';
import { type Fields, fieldNames } from './account-fields';
import { parseBaseUrl } from './base-url';
import { confirmedSchema } from './confirmed-balance';

/** What a method authenticates with. `login` is a user name and a password with a colon between them. */
export const credentialKinds = ['api-key', 'admin-key', 'access-token', 'session', 'login', 'none'] as const;
export type CredentialKind = (typeof credentialKinds)[number];

export const fieldsSchema = z.partialRecord(z.enum(fieldNames), z.string().check(z.maxLength(300)));

/** The accounts that a ledger has to do with, by their ids. */
const ledgerLinksSchema = z.object({
  /** Whatever that one spends is entered by itself. */
  spendFrom: z.optional(z.string().check(z.maxLength(64))),
  /** That one reports a balance of the same money. */
  checkedBy: z.optional(z.string().check(z.maxLength(64))),
});

export type LedgerLinks = z.output<typeof ledgerLinksSchema>;

/** A definition on its way, and at rest: bounds only. */
export const definitionText = z.string().check(z.minLength(1), z.maxLength(65_536));

/**
 * One credential at one provider, without the credential: the vault keeps that under the same id. The record is plain
 * text on disk, so nothing secret may ever be added to it.
 */
export const accountSchema = z.object({
  v: z.literal(1),
  id: z.string().check(z.maxLength(64)),
  providerId: z.string().check(z.maxLength(64)),
  label: z.string().check(z.maxLength(80)),
  /** Where requests go; its origin is what permission is asked for and what the vault binds the key to. Empty: nobody is asked. */
  baseUrl: z.string().check(z.maxLength(300)),
  credential: z.enum(credentialKinds),
  /** `sk-…abcd`: the only trace of the key that anything but the vault may see. */
  masked: z.string().check(z.maxLength(24)),
  /** Equal for equal keys of one vault, and of no use to anybody without the vault. */
  fingerprint: z.string().check(z.maxLength(64)),
  fields: fieldsSchema,
  /** How the service is asked and read, as the person has written it down: the text of a definition (`lib/definition`), read when it is used. */
  definition: z.optional(definitionText),
  /** Counts up with every change of the credential: an answer to the key before is not taken. */
  revision: z.number(),
  createdAt: z.number(),
  /** The credential is in memory only and goes with the browser: it was seen in a signed-in page, or pasted without being remembered. */
  inMemory: z.optional(z.enum(['observed', 'pasted'])),
  /** A balance that spend is taken from, where the service reports nothing but spend. */
  confirmed: z.optional(confirmedSchema),
  /** The account whose reported balance confirms this one's. */
  confirmedBy: z.optional(z.string().check(z.maxLength(64))),
  /** What a ledger takes from other accounts. */
  ledger: z.optional(ledgerLinksSchema),
  countInTotal: z.boolean(),
  /** The account whose money this one draws on, as the person says: several keys of one wallet at a relay that does not tell. */
  sharesWith: z.optional(z.string().check(z.maxLength(64))),
  /** Place among the pinned accounts; absent when not pinned. */
  pinned: z.optional(z.number()),
  /** Set when a person removed the account; it can be brought back until the purge. Unix milliseconds. */
  removedAt: z.optional(z.number()),
});

export type Account = z.output<typeof accountSchema>;

/** The origin of the pages that ask an account's service, where they are at another one. */
export function pageOriginOf({ pageUrl }: Fields): string | undefined {
  const parsed = pageUrl === undefined ? undefined : parseBaseUrl(pageUrl);
  return parsed?.ok ? parsed.origin : undefined;
}

/** The origin of an account's requests; empty where nobody is asked. */
export function originOf(account: Pick<Account, 'baseUrl'>): string {
  return account.baseUrl === '' ? '' : new URL(account.baseUrl).origin;
}
