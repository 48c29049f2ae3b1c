import type * as z from 'zod/mini';
import type { CredentialKind } from '../account';
import type { FieldName, Fields } from '../account-fields';
import type { AskedRequest, GivenAnswer } from '../definition/asked';
import type { Failure, FailureKind } from '../failure';
import type { LedgerEntry } from '../ledger-entry';
import type { Reading } from '../reading';

/** A service that sells API use: one file in `lib/providers`, named after its id. */
export interface Provider {
  /** Stored with accounts; equal to the file name. */
  id: string;
  name: string;
  /** One or two letters on a colour: no pictures to ship or to fetch. */
  icon: { text: string; color: string };
  /** Left out where the person gives one. */
  baseUrl?: string;
  /** What is asked for besides the credential, whichever it is. */
  fields?: readonly FieldName[];
  /** A person may write down, as data, how the service is asked and read (`lib/definition`). */
  definable?: boolean;
  /** Those of the fields that cannot be left empty. */
  required?: readonly FieldName[];
  /** Nothing is ever asked: figures come with the answers that the person's own pages get (`lib/observers/quota-headers`). */
  passive?: true;
  /** The website whose signed-in session reads what no key may; `lib/observers` knows how it is found. */
  dashboard?: { origin: string };
  /** Where a person tops up; the service's own address when left out. */
  billingUrl?: string;
  /** How often one origin may be asked, where the service is known to count. */
  politeness?: Politeness;
  /** How it is found at an address whose service nobody has named; left out for one with an address of its own. */
  detection?: Detection;
  /** In order of preference. The first that fits the credential and answers wins. */
  methods: readonly Method[];
}

export interface Politeness {
  /** So many requests with a key within `windowMs` milliseconds, for all accounts of an origin together. */
  requests: number;
  windowMs: number;
  /** How long to wait, in milliseconds, after a 429 that names no instant. */
  silentWaitMs: number;
}

export interface Detection {
  /** The place in the order of asking: lower is asked sooner. */
  order: number;
  /** A public path that is asked without the key, and whether an answer of it, of any status, is this software's. */
  greeting?: { path: string; isFrom(answer: ExplainedAnswer): boolean };
  /** Its first method is tried with the key though no greeting has named it. */
  withKey?: true;
}

/** One way of reading a provider. */
export interface Method {
  id: string;
  credential: CredentialKind;
  key?: {
    /** Recognises a pasted key for certain. */
    pattern?: RegExp;
    /** Recognises one that other services may have as well. */
    likely?: RegExp;
    /** Where a person makes one. */
    createUrl?: string;
  };
  /** Where the credential goes; `basic` is for a login. Never a query string: addresses end up in logs. */
  auth: 'bearer' | 'basic' | 'none' | { header: string; scheme?: string };
  gives: Reading['meaning'];
  /** It reads what lies in this browser instead of asking anybody: its accounts have no address and need no permission. */
  reads?: 'entries';
  /** What is asked for besides the credential where this method is used. */
  fields?: readonly FieldName[];
  /** Asked even when a method before it has answered: two answers that disagree are both shown. */
  crossCheck?: boolean;
  /** Asked only when the method before it has failed in one of these ways; after any when left out. */
  onlyAfter?: readonly FailureKind[];
  /** A method that most accounts will not have: its failure is kept with the attempts, but is not the account's. */
  probe?: boolean;
  /** Where the contract was read, and the day it last held against the real service. */
  source: { url: string; checked: string };
  /** Recognises what only this service says by an answer, of any status. Nothing: the HTTP status decides. */
  explain?(answer: ExplainedAnswer): Failure | undefined;
  read(context: ReadContext): Promise<Reading>;
}

/** An answer that was JSON. */
export interface ExplainedAnswer {
  status: number;
  body: unknown;
  /** Unix milliseconds. */
  now: number;
}

export interface ReadContext {
  fields: Fields;
  /** Unix milliseconds. */
  now: number;
  /** The spend of every day from this instant on is wanted, besides that of the current month. Unix milliseconds. */
  spendSince?: number | undefined;
  /** The entries of the account's own ledger, for a method that reads one. */
  entries(): Promise<readonly LedgerEntry[]>;
  /** Headers of an answer that has just passed by, by lower-case name; absent where the account was asked by itself. */
  passing?: Readonly<Record<string, string>> | undefined;
  /**
   * Asks one path of the account's own origin. Adds the credential, bounds time and size, validates the answer.
   *
   * @param path from the base URL, beginning with a slash.
   * @param schema makes the schema: a worker is often woken without asking this service, and pays for none then.
   * @returns what the schema makes of the answer; only fields that it names.
   * @throws FailureError for everything else, classified.
   */
  get<Schema extends z.ZodMiniType>(path: string, schema: () => Schema, options?: GetOptions): Promise<z.output<Schema>>;
  /** What the person has written down of the service: the text of a definition. */
  definition?: string | undefined;
  /**
   * Asks as a definition says, within the same bounds: one path of the account's own origin, the key in one header.
   *
   * @throws FailureError for everything but a success, classified.
   */
  ask(request: AskedRequest): Promise<GivenAnswer>;
}

export interface GetOptions {
  query?: Record<string, string | readonly string[]>;
  /** Sent besides the credential's own header, which nothing here can replace. */
  headers?: Record<string, string>;
  /** `false` asks without the credential. */
  auth?: false;
  /** Not what the figure comes from: the attempt keeps the address and the status of the others. */
  aside?: true;
  /** The answer is the same for every account of the origin, and is kept for so many milliseconds. */
  keepForMs?: number;
}

/** Declares a provider. It adds nothing; it types the file. */
export function defineProvider(provider: Provider): Provider {
  return provider;
}
