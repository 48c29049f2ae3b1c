import * as z from 'zod/mini';
import { randomBytes, sha256, toBase64Url, utf8 } from './bytes';
import type { AssociatedData, Sealed } from './envelope';
import type { Header } from './header';

/** What a secret is bound to. If any of it differs, the secret cannot be opened. */
export interface Binding {
  id: string;
  providerId: string;
  origin: string;
  revision: number;
}

export type HeaderFields = Omit<Header, 'sum'>;
type Identity = Pick<Header, 'vaultId' | 'dekId'>;

function isNumberAndHash(input: unknown): boolean {
  return Array.isArray(input) && input.length === 2 && typeof input[0] === 'number' && typeof input[1] === 'string';
}

/** Which records there are. It is encrypted itself. */
export const manifestSchema = z.object({
  /** Revision and hash of every record: an older copy of a record, put back, is found out. */
  records: z.record(z.string(), z.custom<[number, string]>(isNumberAndHash)),
  /** Makes fingerprints useless outside this vault. */
  pepper: z.string(),
});
export type Manifest = z.output<typeof manifestSchema>;

/** The secret again names its origin inside the ciphertext. */
export const contentSchema = z.object({ secret: z.string(), origin: z.string() });

/** A vault with its data key at hand. */
export interface OpenVault {
  /** How often the vault had been locked before it was opened. */
  epoch: number;
  /** The header of the vault before, whose device key is lost; to be set aside with the next write. */
  lost?: HeaderFields;
  header: HeaderFields;
  key: CryptoKey;
  manifest: Manifest;
}

const prefix = 'remainder-v1';

export const emptyManifest = (): Manifest => ({ records: {}, pepper: toBase64Url(randomBytes(32)) });
export const token = () => toBase64Url(randomBytes(12));
export const secretKey = (dekId: string, id: string) => `v1:s:${dekId}:${id}`;
export const manifestKey = (dekId: string) => `v1:m:${dekId}`;
/** Where the header of a vault that was set aside lies. */
export const asideKey = (vaultId: string) => `v1:hdr:${vaultId}`;
export const hashOf = (record: Sealed) => sha256(utf8(record.c));

/** Whether a stored key belongs to the vault. */
export function isVaultRecord(key: string): boolean {
  return /^v1:[sm]:/.test(key);
}

/** The data key that a record of the vault was made with. */
function dataKeyOf(key: string): string {
  return key.split(':')[2] ?? '';
}

/** Records of former generations. Those of a vault that was set aside are nobody's to remove, and without a header all are. */
export function leftoversOf(keys: readonly string[], header: Pick<Header, 'dekId'> | undefined, aside: ReadonlySet<string>): string[] {
  return header ? keys.filter((key) => dataKeyOf(key) !== header.dekId && !aside.has(dataKeyOf(key))) : [];
}

/** The way in is bound to its parameters: they cannot be lowered, and no slot can stand in for another one. */
export function slotBinding({ vaultId, dekId }: Identity, slot: { id: string; kdf?: object | undefined }): AssociatedData {
  return [prefix, 'dek', vaultId, dekId, slot.id, slot.kdf && Object.entries(slot.kdf).sort(byName)];
}

export function secretBinding({ vaultId, dekId }: Identity, { id, providerId, origin, revision }: Binding): AssociatedData {
  return [prefix, 'secret', vaultId, dekId, id, providerId, origin, revision];
}

export function manifestBinding(vaultId: string, dekId: string, rev: number): AssociatedData {
  return [prefix, 'manifest', vaultId, dekId, rev];
}

/** Figures that are hidden while the vault is locked, by the key they are stored under. */
export function figuresBinding({ vaultId, dekId }: Identity, place: string): AssociatedData {
  return [prefix, 'figures', vaultId, dekId, place];
}

function byName([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1;
}
