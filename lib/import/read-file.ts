import { parseJson } from '../exact-json';
import { readAllApiHub } from './all-api-hub';
import { readCsvFile } from './csv-file';
import { isAssignment } from './env-assignments';
import { readEnvFile } from './env-file';
import { type ImportEntry, type ImportResult, mostDrafts, mostText } from './import-result';
import { isEnvelope } from './webdav-envelope';

/**
 * Reads a file of another tool, whichever it is: its content decides, not its name. Nothing is kept, and whatever is
 * wrong with it is told by words and places, never by what stands there.
 */
export function readImport(text: string): ImportResult {
  if (text.length > mostText) return { kind: 'refused', reason: 'too-large' };
  const bare = text.replace(/^\uFEFF/, '');
  const result = /^\s*[[{]/.test(bare) ? readJson(bare) : (readCsvFile(bare) ?? readEnv(bare));
  if (!result) return { kind: 'refused', reason: 'not-recognised' };
  return result.kind === 'refused' ? result : { kind: result.kind, entries: withinBounds(result.entries) };
}

function readJson(text: string): ImportResult | undefined {
  let file: unknown;
  try {
    file = parseJson(text);
  } catch {
    return undefined;
  }
  return isEnvelope(file) ? { kind: 'refused', reason: 'encrypted' } : readAllApiHub(file);
}

function readEnv(text: string): ImportResult | undefined {
  // Any text may have an equals sign somewhere; a list of variables begins with one.
  const first = text.split(/[\r\n]+/).find((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  return first !== undefined && isAssignment(first) ? readEnvFile(text) : undefined;
}

/** Refuses what stands further up already, and what is more than can be added at once. */
function withinBounds(entries: readonly ImportEntry[]): ImportEntry[] {
  const seen = new Set<string>();
  return entries.map((entry) => {
    if (!('draft' in entry)) return entry;
    const { draft, place } = entry;
    const identity = JSON.stringify([draft.providerId, draft.baseUrl, draft.credential, Object.entries(draft.fields).sort(), draft.secret]);
    if (seen.has(identity)) return { refused: 'duplicate', label: draft.label, place };
    if (seen.size === mostDrafts) return { refused: 'too-many', label: draft.label, place };
    seen.add(identity);
    return entry;
  });
}
