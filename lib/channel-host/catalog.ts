import type { ChannelField, ChannelParts } from '../channel';
import type { ChannelKind, PartProblem } from './define';

const files = import.meta.glob<ChannelKind>('../channels/*.ts', { eager: true, import: 'default' });

/** Every kind of channel there is, by name: the folder is the list. */
export const channelKinds: readonly ChannelKind[] = Object.values(files).sort((left, right) => (left.name.toLowerCase() < right.name.toLowerCase() ? -1 : 1));

const byId = new Map(channelKinds.map((kind) => [kind.id, kind]));

/** @returns `undefined` for a kind that this version does not have. */
export function channelKindById(id: string): ChannelKind | undefined {
  return byId.get(id);
}

export type CheckedParts = { ok: true; parts: ChannelParts; origin: string } | { ok: false; problems: Partial<Record<ChannelField, PartProblem>> };

/** Judges and tidies what a person has entered for a channel. Only what the kind asks for is kept. */
export function checkParts(kind: ChannelKind, entered: ChannelParts): CheckedParts {
  const parts: ChannelParts = {};
  for (const { name } of kind.fields) {
    const value = entered[name]?.trim() ?? '';
    if (value !== '') parts[name] = value;
  }
  const problems = kind.check(parts);
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  return { ok: true, parts, origin: new URL(kind.request(parts, emptyMessage).url).origin };
}

/** Where a request goes does not depend on what is said. */
const emptyMessage = { id: '', kind: '', accountId: '', title: '', text: '', at: 0 };
