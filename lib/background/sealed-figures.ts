import type { Status } from '../status';
import { items } from '../store/items';
import type { Figures, Vault } from '../vault/contract';

/** The figures of accounts, with those that lie encrypted opened; while the vault is locked these are unknown. */
export async function figuresIn(records: ReadonlyMap<string, unknown>, vault: Vault): Promise<Map<string, unknown>> {
  const figures = new Map<string, unknown>();
  for (const [key, raw] of records) {
    if (!key.startsWith(items.status.key)) continue;
    if (!isSealed(raw)) figures.set(key, raw);
    else if (vault.state() === 'open') {
      const text = await vault.openFigures(key.slice(items.status.key.length), raw).catch(() => undefined);
      if (text !== undefined) figures.set(key, JSON.parse(text));
    }
  }
  return figures;
}

function isSealed(raw: unknown): boolean {
  return typeof raw === 'object' && raw !== null && 'c' in raw;
}

export async function sealedStatuses(statuses: Readonly<Record<string, Status | null>> = {}, figures: Figures): Promise<Record<string, unknown>> {
  if (!figures.hidden) return statuses;
  const entries = Object.entries(statuses).map(async ([id, status]) => [id, status && (await figures.seal(id, JSON.stringify(status)))] as const);
  return Object.fromEntries(await Promise.all(entries));
}
