import type { Draft } from '../protocol';

/** The most text that is read: what is larger is no list of keys. In characters. */
export const mostText = 5 * 1024 * 1024;

/** The most drafts of one file: as many as `account.add` takes at once. */
export const mostDrafts = 5000;

/** The most entries of one file, refused ones among them: more of them nobody looks through. */
export const mostEntries = 20_000;

/** What files can be read. */
export type ImportKind = 'all-api-hub' | 'env' | 'csv';

/** Where in a file: a line, counted from 1, or a path of our own names and of places in lists. Never a value. */
export type Place = { line: number } | { path: string };

/** Why an entry cannot become an account; a sentence for each lies in the language files. */
export type EntryProblem =
  /** It signs in with a cookie of the browser, and cookies are not taken over. */
  | 'cookie-account'
  /** A session of a website: the browser has its own. */
  | 'session'
  /** An access token of a whole account, where no way of reading takes one. */
  | 'account-mode-not-yet'
  /** A key that the service tells no balance to. */
  | 'no-balance-for-key'
  | 'unknown-provider'
  | 'no-key'
  | 'bad-key'
  | 'no-address'
  | 'bad-address'
  /** Something that goes with the key, such as a user id, cannot be used. */
  | 'bad-field'
  /** Switched off in the tool that it comes from. */
  | 'disabled'
  /** The same key for the same service stands further up. */
  | 'duplicate'
  /** Behind the last draft that can be added at once. */
  | 'too-many'
  | 'wrong-shape';

/** What could be made an account, with its secret. */
export interface DraftEntry {
  draft: Draft;
  place: Place;
  /** The service was told from the look of the key or of the address alone: a person should look before it is added. */
  guessed?: true;
}

export interface RefusedEntry {
  refused: EntryProblem;
  /** What the file calls it, freed of anything that looks like a key. */
  label: string;
  place: Place;
}

export type ImportEntry = DraftEntry | RefusedEntry;

/** Why nothing of a file can be read. */
export type FileProblem = 'not-recognised' | 'too-large' | 'encrypted' | 'wrong-shape';

export interface RefusedFile {
  kind: 'refused';
  reason: FileProblem;
  place?: Place;
}

export type ImportResult = { kind: ImportKind; entries: ImportEntry[] } | RefusedFile;
