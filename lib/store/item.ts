import * as z from 'zod/mini';

/** A kind of stored value. There are no defaults for what it may be used for: whoever adds one has to decide. */
export interface Item<Schema extends z.ZodMiniType = z.ZodMiniType> {
  /** The key, or its beginning where there is one record for each of many things. */
  key: string;
  schema: Schema;
  /** May its content reach pages? */
  inSnapshot: boolean;
  /** Does it belong into a backup? */
  inBackup: boolean;
  /** Must it be cleared or encrypted when the vault is locked with amounts hidden? */
  clearOnLock: boolean;
}

/** What came of reading a stored value. A damaged or newer one is left where it is. */
export type Stored<Value> = { state: 'good'; value: Value } | { state: 'absent' | 'damaged' | 'newer' };

export function defineItem<Schema extends z.ZodMiniType>(item: Item<Schema>): Item<Schema> {
  return item;
}

/** Validates a stored value: it may come from an older version, a newer one, or from somebody else's hand. */
export function readItem<Schema extends z.ZodMiniType>({ schema }: Item<Schema>, raw: unknown): Stored<z.output<Schema>> {
  if (raw === undefined) return { state: 'absent' };
  const parsed = z.safeParse(schema, raw);
  if (parsed.success) return { state: 'good', value: parsed.data };
  const version = z.safeParse(z.object({ v: z.number() }), raw);
  return { state: version.success && version.data.v > 1 ? 'newer' : 'damaged' };
}
