import { type Channel, type ChannelParts, channelFields } from '../channel';
import { channelKindById, checkParts } from '../channel-host/catalog';
import type { ChannelKind } from '../channel-host/define';
import { fail } from '../failure';
import type { CommandName } from '../protocol';
import { cleanText } from '../text';
import { channelBindingOf } from './credentials';
import { renewed, withoutPending } from './deliveries';
import type { Dependencies, Handlers } from './handlers';
import { giveBackUnused, withoutKeys } from './purge';
import type { Patch, State } from './state';

type ChannelCommand = Extract<CommandName, `channel.${string}`>;

/** So many channels there are at most. */
const mostChannels = 50;

/** What the commands about channels do. */
export function createChannelHandlers({ state, vault, permissions, channels, http, background }: Dependencies): Pick<Handlers, ChannelCommand> {
  return {
    async 'channel.save'({ id, kind: kindId, label, enabled, parts }) {
      const kind = channelKindById(kindId) ?? fail({ kind: 'invalid-input', field: 'kind', reason: 'unknown' });
      const checked = parts && checkedParts(kind, parts);
      const savedId = id ?? crypto.randomUUID();
      let originBefore: string[] = [];
      await state.update(async (current) => {
        const before = id === undefined ? undefined : existingChannel(current, id);
        if (before && before.kind !== kindId) fail({ kind: 'invalid-input', field: 'kind', reason: 'other' });
        if (!before && Object.keys(current.channels).length >= mostChannels) fail({ kind: 'invalid-input', field: 'kind', reason: 'too-many' });
        const { origin } = checked ?? before ?? fail({ kind: 'invalid-input', field: kind.fields[0]?.name ?? 'address', reason: 'missing' });
        originBefore = before ? [before.origin] : [];
        const channel: Channel = {
          v: 1,
          id: savedId,
          kind: kindId,
          label: cleanText(label, 80) || kind.name,
          enabled,
          origin,
          revision: (before?.revision ?? 0) + (checked ? 1 : 0),
          createdAt: before?.createdAt ?? http.now(),
        };
        const patch: Patch = { channels: { [savedId]: channel } };
        const delivery = current.deliveries[savedId];
        if (delivery) patch.deliveries = { [savedId]: enabled ? renewed(delivery) : withoutPending(delivery) };
        if (checked) patch.vault = await vault.change({ seal: [{ binding: channelBindingOf(channel), secret: JSON.stringify(checked.parts) }] });
        return patch;
      });
      await giveBackUnused(originBefore, state, permissions);
      background(channels.retryDue());
      return { id: savedId };
    },

    async 'channel.remove'({ id }) {
      let freed: string[] = [];
      await state.update(async (current) => {
        freed = current.unreadableChannels.includes(id) ? [] : [existingChannel(current, id).origin];
        return { channels: { [id]: null }, deliveries: { [id]: null }, ...(await withoutKeys(vault, [id])) };
      });
      await giveBackUnused(freed, state, permissions);
      return null;
    },

    async 'channel.test'({ id, title, text }) {
      const channel = existingChannel(state.get(), id);
      await channels.test(channel, { id: crypto.randomUUID(), kind: 'test', accountId: '', title, text, at: http.now() });
      background(channels.retryDue());
      return null;
    },
  };
}

function existingChannel({ channels }: Pick<State, 'channels'>, id: string): Channel {
  return (Object.hasOwn(channels, id) ? channels[id] : undefined) ?? fail({ kind: 'invalid-input', field: 'id', reason: 'unknown' });
}

function checkedParts(kind: ChannelKind, entered: ChannelParts) {
  const checked = checkParts(kind, entered);
  if (checked.ok) return checked;
  const field = channelFields.find((name) => checked.problems[name] !== undefined) ?? 'address';
  return fail({ kind: 'invalid-input', field, reason: checked.problems[field] ?? 'unknown' });
}
