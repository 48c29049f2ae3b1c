import * as z from 'zod/mini';
import type { Channel, ChannelParts } from '../channel';
import { channelKindById } from '../channel-host/catalog';
import type { ChannelKind, ChannelMessage } from '../channel-host/define';
import { type Failure, fail, failureOf } from '../failure';
import { type HttpAnswer, type HttpOptions, send } from '../provider-host/http';
import type { Vault } from '../vault/contract';
import { channelBindingOf } from './credentials';
import { type Attempt, afterAttempt, renewed, sendable, withMessage } from './deliveries';
import { isDue } from './delivery-instants';
import type { Permissions } from './permissions';
import type { StateOwner } from './state';

/** For one message, its answer included, in milliseconds. */
const timeoutMs = 10_000;
/** After a 429 that names no instant, in milliseconds. */
const silentWaitMs = 60_000;

/** Sends messages by the channels that a person has added. */
export interface Channels {
  /**
   * Takes a message over for every channel that is switched on, then tries to send it. From then on it is kept and tried again
   * here: that a channel fails is in its own state, and nothing that a caller has to know. The same message is taken once.
   *
   * @throws FailureError `locked`; what the disk throws. Then nothing was taken over.
   */
  deliver(message: ChannelMessage): Promise<void>;
  /** Sends what is to be tried again by now. Never throws. */
  retryDue(): Promise<void>;
  /**
   * Sends one message by one channel, switched on or not, without keeping it.
   *
   * @throws FailureError why it was not taken.
   */
  test(channel: Channel, message: ChannelMessage): Promise<void>;
  /** Breaks off what is under way. */
  abortAll(): void;
}

interface Dependencies {
  state: Pick<StateOwner, 'get' | 'update'>;
  vault: Pick<Vault, 'state' | 'unseal'>;
  permissions: Pick<Permissions, 'has'>;
  http: HttpOptions;
  random(): number;
}

export function createChannels({ state, vault, permissions, http, random }: Dependencies): Channels {
  let running = new AbortController();
  let turn: Promise<void> = Promise.resolve();

  async function post(channel: Channel, message: ChannelMessage, signal: AbortSignal): Promise<void> {
    if (vault.state() === 'locked') fail({ kind: 'locked' });
    const kind = channelKindById(channel.kind) ?? fail({ kind: 'unsupported', detail: 'kind' });
    if (!(await permissions.has(channel.origin))) fail({ kind: 'permission-missing', origins: [channel.origin] });
    const { url: address, headers, body } = kind.request(partsIn(await vault.unseal(channelBindingOf(channel))), message);
    const url = new URL(address);
    // Nothing is sent to an origin that nobody was asked about.
    if (url.origin !== channel.origin) fail({ kind: 'damaged', part: 'key' });
    const request = { url, headers: { accept: '*/*', ...headers }, json: body, asIs: true, signal } as const;
    const failure = refusalIn(await send(request, { ...http, timeoutMs }), kind, http.now());
    if (failure) fail(failure);
  }

  async function attempt(channel: Channel, messages: readonly ChannelMessage[], signal: AbortSignal): Promise<Attempt> {
    const delivered: string[] = [];
    for (const message of messages) {
      try {
        await post(channel, message, signal);
        delivered.push(message.id);
      } catch (error) {
        // What was broken off says nothing about the channel.
        return signal.aborted ? { delivered } : { delivered, failed: { id: message.id, failure: failureOf(error, { kind: 'network' }) } };
      }
    }
    return { delivered };
  }

  async function sendDue(): Promise<void> {
    if (vault.state() === 'locked') return;
    const { channels, deliveries } = state.get();
    const { signal } = running;
    const due = Object.entries(deliveries).filter(([id, delivery]) => isDue(channels[id], delivery, http.now()));
    await Promise.all(
      due.map(async ([id, delivery]) => {
        const channel = channels[id];
        if (!channel) return;
        const outcome = await attempt(channel, sendable(delivery, http.now()), signal);
        // Noted by itself: a slow channel must not keep it from being known that another one has delivered.
        await state.update((current) => {
          const now = current.deliveries[id];
          return now && { deliveries: { [id]: afterAttempt(now, outcome, http.now(), random()) } };
        });
      }),
    );
  }

  /** One after the other: nothing is sent twice because it was asked for twice. */
  function retryDue(): Promise<void> {
    turn = turn.then(sendDue).catch(() => undefined);
    return turn;
  }

  return {
    async deliver(message) {
      if (vault.state() === 'locked') fail({ kind: 'locked' });
      await state.update(({ channels, deliveries }) => {
        const on = Object.values(channels).filter(({ enabled }) => enabled);
        const changed = on.map(({ id }) => [id, deliveries[id], withMessage(deliveries[id], message)] as const).filter(([, before, after]) => before !== after);
        return changed.length === 0 ? undefined : { deliveries: Object.fromEntries(changed.map(([id, , after]) => [id, after])) };
      });
      await retryDue();
    },

    retryDue,

    async test(channel, message) {
      await post(channel, message, running.signal);
      await state.update(({ deliveries }) => {
        const before = deliveries[channel.id];
        return before?.failure && { deliveries: { [channel.id]: renewed(before) } };
      });
    },

    abortAll() {
      running.abort();
      running = new AbortController();
    },
  };
}

const partsSchema = () => z.record(z.string(), z.string());

function partsIn(secret: string): ChannelParts {
  const parsed = z.safeParse(partsSchema(), JSON.parse(secret));
  return parsed.success ? parsed.data : fail({ kind: 'damaged', part: 'key' });
}

/** Why a message was not taken; nothing that the service has said goes into it, for that may hold the address. */
function refusalIn({ status, content, retryAt, challenged }: HttpAnswer, kind: ChannelKind, now: number): Failure | undefined {
  if (challenged) return { kind: 'challenge' };
  if (status === 429) return { kind: 'rate-limited', retryAt: retryAt ?? now + silentWaitMs };
  if (status === 401) return { kind: 'unauthorized' };
  if (status === 403) return { kind: 'forbidden' };
  if (status === 404 || status === 410) return { kind: 'unsupported', detail: 'address' };
  if (status < 200 || status >= 300) return { kind: 'unavailable', status };
  return kind.isAccepted({ text: content.kind === 'text' ? content.text : '' }) ? undefined : { kind: 'bad-response', detail: 'answer' };
}
