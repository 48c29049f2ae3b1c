/** What a person is told, in words of their language. Nothing secret is ever in it. */
export interface AlertMessage {
  /** The same for every try of the same alert. */
  id: string;
  kind: string;
  accountId: string;
  title: string;
  text: string;
  /** When the alert was raised, Unix milliseconds; it may be delivered much later. */
  at: number;
}
