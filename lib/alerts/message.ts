import type { AlertKind } from '../alert-settings';

export type { AlertKind };

/** What a person is told, in words of their language. Nothing secret is ever in it. */
export interface AlertMessage {
  /** The same for every try of the same alert. */
  id: string;
  kind: AlertKind;
  accountId: string;
  title: string;
  text: string;
  /** When the alert was raised, Unix milliseconds; it may be delivered much later. */
  at: number;
}

/** One way of reaching a person. */
export interface Channel {
  /**
   * Tells a message. It may be called again with the same `id` where a worker was stopped between the delivery and the note of it.
   *
   * @throws whatever went wrong; the message is kept and tried again.
   */
  deliver(message: AlertMessage): Promise<void>;
}
