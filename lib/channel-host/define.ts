import type { AlertMessage } from '../alerts/message';
import type { ChannelField, ChannelParts } from '../channel';
import type { AddressProblem } from './address';

/** What goes out by a channel: an alert, or a test, which is none. */
export type ChannelMessage = Omit<AlertMessage, 'kind'> & { kind: string };

/** Why what a person has entered cannot be used; a sentence for each lies in the language files. */
export type PartProblem = AddressProblem | 'no-topic' | 'no-device-key' | 'no-token' | 'no-chat' | 'bad-characters';

/** What is sent: always with POST, and as JSON. All of it may be secret. */
export interface ChannelRequest {
  url: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

/** What a service has answered with a status from 200 to 299. */
export interface ChannelAnswer {
  /** The whole body; empty where there is none. */
  text: string;
}

/**
 * A kind of service that takes messages: one file in `lib/channels`, named after its id. Where its contract was read stands in
 * a comment there: the worker carries no address that it does not ask.
 */
export interface ChannelKind {
  /** Stored with channels; equal to the file name. */
  id: string;
  name: string;
  /** What a person enters, in this order. All of it is kept as a secret. */
  fields: readonly { name: ChannelField; isOptional?: true }[];
  /** Judges what was entered; the first problem of each field. Fields that are not asked for are left out of it. */
  check(parts: ChannelParts): Partial<Record<ChannelField, PartProblem>>;
  /** @param parts that were checked. */
  request(parts: ChannelParts, message: ChannelMessage): ChannelRequest;
  /** Whether the answer says that the message was taken: some services refuse with a good status. */
  isAccepted(answer: ChannelAnswer): boolean;
}

/** Declares a kind of channel. It adds nothing; it types the file. */
export function defineChannel(kind: ChannelKind): ChannelKind {
  return kind;
}
