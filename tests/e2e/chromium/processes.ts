import { readdirSync, readFileSync } from 'node:fs';
import type { TestBrowser } from './browser.ts';

/** Ends a browser of ours as a power cut would, and waits until it is gone. */
export async function killBrowser(browser: TestBrowser): Promise<void> {
  const ended = new Promise((resolve) => browser.context().once('close', resolve));
  for (const id of processesWith(browser.profile)) process.kill(id, 'SIGKILL');
  await ended;
}

/** The processes of our own browser, known by its profile. */
function processesWith(profile: string): number[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.filter((id) => commandOf(id).includes(`--user-data-dir=${profile}`)).map(Number);
}

function commandOf(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
