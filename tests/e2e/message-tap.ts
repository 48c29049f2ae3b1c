/** Something that went from one part of the extension to another, or was told to all of them. */
export interface Heard {
  way: 'sent' | 'received' | 'answered' | 'port' | 'channel' | 'stored';
  /** Of a message or its answer: the command. */
  type: string;
  /** All of it, as JSON. */
  text: string;
}

/** The parts of a page's, a worker's or a background page's global object that are listened to. */
interface Scope {
  heard?: Heard[];
  browser?: Extension;
  chrome?: Extension;
  BroadcastChannel: { prototype: { postMessage(message: unknown): void } };
  MessagePort: { prototype: { postMessage(message: unknown, ...rest: unknown[]): void } };
}

interface Extension {
  runtime: {
    sendMessage(message: unknown): Promise<unknown>;
    connect(...all: unknown[]): { postMessage(message: unknown): void };
    onMessage: { addListener(listener: (message: unknown) => void): void };
  };
  storage: { onChanged: { addListener(listener: (changes: unknown, area: string) => void): void } };
}

/**
 * Notes everything that is said inside the extension in `heard` of a context. It is sent to the browser as text, so it uses nothing from
 * outside itself.
 *
 * @param context the global object of the context.
 */
export function tapMessages(context: object = globalThis): void {
  const scope = context as Scope;
  if (scope.heard) return;
  const heard: Heard[] = [];
  scope.heard = heard;
  const note = (way: Heard['way'], message: unknown, type = '') => void heard.push({ way, type, text: JSON.stringify(message) ?? '' });
  const typeOf = (message: unknown) => String((message as { type?: unknown } | undefined)?.type);
  const extension = scope.browser?.runtime ? scope.browser : scope.chrome;
  if (!extension?.runtime) return;
  const { runtime, storage } = extension;
  const { sendMessage, connect } = runtime;
  // In Chromium the product may use either name of the same object.
  for (const one of new Set([scope.browser?.runtime, scope.chrome?.runtime])) {
    if (!one) continue;
    one.sendMessage = async (message: unknown) => {
      note('sent', message, typeOf(message));
      const answer = await sendMessage.call(runtime, message);
      note('answered', answer, typeOf(message));
      return answer;
    };
    one.connect = (...all: unknown[]) => {
      const port = connect.apply(runtime, all);
      const { postMessage } = port;
      port.postMessage = (message: unknown) => {
        note('port', message);
        postMessage.call(port, message);
      };
      return port;
    };
  }
  runtime.onMessage.addListener((message) => note('received', message, typeOf(message)));
  storage.onChanged.addListener((changes, area) => note('stored', [area, changes]));
  for (const { prototype } of [scope.BroadcastChannel, scope.MessagePort]) {
    const { postMessage } = prototype;
    prototype.postMessage = function (message: unknown, ...rest: unknown[]) {
      note('channel', message);
      (postMessage as (...all: unknown[]) => void).call(this, message, ...rest);
    };
  }
}

/**
 * The commands in which some text was heard, each once and in the order of the alphabet, with the way it was heard.
 *
 * @param secret looked for as it is; long enough that it can stand nowhere by chance.
 */
export function waysOf(heard: readonly Heard[], secret: string): string[] {
  return [...new Set(heard.flatMap(({ way, type, text }) => (text.includes(secret) ? `${way} ${type}`.trim() : [])))].sort();
}
