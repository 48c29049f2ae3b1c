import { type FieldName, type Fields, fieldProblem } from '../account-fields';
import { cleanCredential, credentialProblem } from '../credential';
import { fieldsFor } from '../provider-host/catalog';
import { cleanText } from '../text';
import type { EntryProblem, ImportEntry, Place } from './import-result';
import { type KeyWithHints, ownerOfKey } from './owner-of-key';
import { readAddress } from './read-address';

/** What a file says of one account, before anything of it was judged. */
export interface Found extends KeyWithHints {
  label: string;
  place: Place;
  /** Those that the provider does not ask for are left out. */
  fields?: Fields;
  countInTotal?: boolean;
}

/** Makes a draft of what was found, or says why it cannot be one. A draft passes the checks of `account.add`. */
export function entryOf(found: Found): ImportEntry {
  const { place, countInTotal = true } = found;
  const refuse = (problem: EntryProblem) => refusedEntry(problem, found.label, place, found.key);
  if (found.key.length > longestPaste) return refuse('bad-key');
  const secret = cleanCredential(found.key);
  const keyProblem = isPlaceholder(secret) ? 'missing' : credentialProblem(secret);
  if (keyProblem) return refuse(keyProblem === 'missing' ? 'no-key' : 'bad-key');
  const owner = ownerOfKey({ ...found, key: secret });
  if ('problem' in owner) return refuse(owner.problem);
  const { provider, credential, guessed } = owner;
  const base = readAddress(provider.baseUrl ?? found.address ?? '');
  if (!base.ok) return refuse(base.problem === 'missing' ? 'no-address' : 'bad-address');
  const fields = usableFields(fieldsFor(provider, credential), provider.required ?? [], found.fields ?? {});
  if (!fields) return refuse('bad-field');
  const draft = { providerId: provider.id, label: safeLabel(found.label, secret), baseUrl: base.url, credential, fields, countInTotal, secret };
  return { draft, place, ...(guessed ? { guessed } : {}) };
}

/**
 * @param secret what must not be in the label, whatever it is that stands there.
 */
export function refusedEntry(refused: EntryProblem, label: string, place: Place, secret = ''): ImportEntry {
  return { refused, label: safeLabel(label, secret), place };
}

/** As far as a secret may go on its way into the vault, in characters. */
const longestPaste = 4096;

/** A label is stored in plain text and shown, and a file may have its columns confused: what looks like a key goes. */
function safeLabel(label: string, secret: string): string {
  // A label of megabytes is not worth going through; the word that the cut falls into goes as a whole.
  const short = label.length > 400 ? label.slice(0, 400).replace(/\S*$/, '') : label;
  const text = cleanText(short, 400);
  const bare = secret.trim();
  if (bare.length >= 6 && (short.includes(bare) || text.includes(bare))) return '';
  return text.replace(/(?=[\w+/-]*\d)[\w+/-]{24,}/g, '…').slice(0, 80);
}

/** What people write where a key is to come: a reference to another variable, `<your key>`, `your-api-key`, `sk-xxxx`. */
function isPlaceholder(secret: string): boolean {
  return /^(?:\$\{?\w+\}?|<[^>]*>|your[-_ ].*|(?:sk-)?(?:x+|\.+|\*+|…))$/i.test(secret);
}

/** @returns `undefined` where one that is asked for cannot be used, or is missing where it must be there. */
function usableFields(asked: readonly FieldName[], required: readonly FieldName[], found: Fields): Fields | undefined {
  const usable: Fields = {};
  for (const name of asked) {
    const value = found[name]?.trim();
    if (value === undefined || value === '') continue;
    // A user id becomes a header.
    if (fieldProblem(name, value) || (name === 'userId' && /[^\x21-\x7e]/.test(value))) return undefined;
    usable[name] = value;
  }
  return required.every((name) => !asked.includes(name) || usable[name] !== undefined) ? usable : undefined;
}
