import { browser } from 'wxt/browser';
import { permissionPattern } from '../base-url';

/** Which origins the person has allowed. */
export interface Permissions {
  /** Whether requests to an origin are allowed. Asked once, and again after a change. */
  has(origin: string): Promise<boolean>;
  /** Whether requests to all of them are. */
  hasAll(origins: readonly string[]): Promise<boolean>;
  /** Forgets what is known; for the browser's own events. */
  changed(): void;
  /** Gives the permission for an origin back. */
  giveBack(origin: string): Promise<void>;
  /** Gives back every permission that there is for hosts. */
  giveBackAll(): Promise<void>;
}

export function createPermissions(): Permissions {
  let patterns: Promise<string[]> | undefined;
  async function has(origin: string): Promise<boolean> {
    patterns ??= allowedPatterns().catch((error: unknown) => {
      patterns = undefined;
      throw error;
    });
    return (await patterns).some((pattern) => covers(pattern, origin));
  }

  async function remove(pattern: string): Promise<void> {
    // Refused for hosts that a build requires; then there is nothing to give back.
    await browser.permissions.remove({ origins: [pattern] }).catch(() => false);
  }

  return {
    has,
    async hasAll(origins) {
      for (const origin of origins) if (!(await has(origin))) return false;
      return true;
    },
    changed() {
      patterns = undefined;
    },
    giveBack: (origin) => remove(permissionPattern(origin)),
    async giveBackAll() {
      for (const pattern of await allowedPatterns()) await remove(pattern);
    },
  };
}

async function allowedPatterns(): Promise<string[]> {
  const { origins = [] } = await browser.permissions.getAll();
  return origins;
}

/** Whether a match pattern covers every address of an origin. */
export function covers(pattern: string, origin: string): boolean {
  if (pattern === '<all_urls>') return true;
  const parts = /^(\*|https?):\/\/([^/]*)\/\*$/.exec(pattern);
  if (!parts) return false;
  const [, scheme, host = ''] = parts;
  const { protocol, hostname } = new URL(origin);
  if (scheme !== '*' && `${scheme}:` !== protocol) return false;
  if (host === '*') return true;
  return host.startsWith('*.') ? hostname === host.slice(2) || hostname.endsWith(host.slice(1)) : hostname === host.replace(/:\d+$|:\*$/, '');
}
