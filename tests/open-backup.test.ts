import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deriveKey, newBackupKdf } from '../lib/client/derive-key';
import { companyDraft, draftOf, worldWith } from './fakes/world';
import { root } from './source-files';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'remainder-backup-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the documented script prints about a file, and how it ends. */
function opened(file: string, passphrase: string): Promise<{ code: number | string; printed: string; complaint: string }> {
  const script = path.join(root, 'docs/open-backup.mjs');
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, file], (error, printed, complaint) => resolve({ code: error?.code ?? 0, printed, complaint }));
    child.stdin?.end(`${passphrase}\n`);
  });
}

test('security 70: the documented script opens an exported backup without this program, and tells every key', async () => {
  const drafts = [draftOf({ label: 'Work · 仕事' }), companyDraft()];
  const world = await worldWith(drafts);
  await world.handlers['settings.change']({ currency: 'EUR' });
  const kdf = newBackupKdf();
  // Typed with a letter that was put together, as some keyboards do.
  const { file } = await world.handlers['backup.export']({ kdf, key: await deriveKey('pa\u0308ssword of a backup', kdf) });
  const at = path.join(folder, 'backup.json');
  writeFileSync(at, file);
  const { code, printed } = await opened(at, 'p\u00e4ssword of a backup');
  expect(code).toBe(0);
  const { accounts, settings } = JSON.parse(printed);
  expect(settings).toEqual(world.state.get().settings);
  expect(accounts.map(({ account }: { account: unknown }) => account)).toEqual(Object.values(world.state.get().accounts));
  expect(accounts.map(({ secret }: { secret: string }) => secret)).toEqual(drafts.map(({ secret }) => secret));
  expect(accounts[0].figures.reading.remaining).toEqual({ value: '83.58', unit: 'USD' });
  for (const passphrase of ['password of a backup', ' p\u00e4ssword of a backup', '']) {
    const refused = await opened(at, passphrase);
    expect(refused.code).not.toBe(0);
    expect(refused.complaint).toContain('this is not the passphrase, or the file is damaged');
    expect(refused.printed).toBe('');
  }
});

test('the documented script refuses what is no backup, and one that would never end', async () => {
  const at = path.join(folder, 'strange.json');
  for (const header of [
    { format: 'other', version: 1 },
    { format: 'remainder-backup', version: 3 },
    { format: 'remainder-backup', version: 1, kdf: { name: 'scrypt', N: 2 ** 30, r: 8, p: 1, salt: '' } },
  ]) {
    writeFileSync(at, JSON.stringify({ header: Buffer.from(JSON.stringify(header)).toString('base64url'), data: '' }));
    expect(await opened(at, 'whatever')).toMatchObject({ code: 1, printed: '' });
  }
});
