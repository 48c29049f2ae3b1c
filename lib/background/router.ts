import * as z from 'zod/mini';
import { type Failure, failureOf } from '../failure';
import { allowed, type CommandName, commands } from '../protocol';
import type { Handlers } from './handlers';

/** Who sent a message, as the browser tells it. */
export interface Sender {
  id?: string | undefined;
  url?: string | undefined;
  origin?: string | undefined;
  frameId?: number | undefined;
}

interface Dependencies {
  handlers: Handlers;
  /** Resolves when the state is loaded. */
  ready: Promise<unknown>;
  /** The extension's own id and address. */
  self: { id: string; url: string };
}

type AnyAnswer = { ok: true; value: unknown } | { ok: false; failure: Failure };

const messageSchema = z.strictObject({ type: z.string(), input: z.unknown() });

/**
 * Answers commands of the extension's own pages. This is the security boundary: whoever is not one of these pages, in
 * the top frame, gets no answer at all, and what is not a command of this page's list does nothing.
 *
 * @returns `undefined` for a message that is not answered.
 */
export function createRouter({ handlers, ready, self }: Dependencies): (message: unknown, sender: Sender) => Promise<AnyAnswer> | undefined {
  const origin = new URL(self.url).origin;
  return (message, sender) => {
    const page = pageOf(sender, self.id, origin);
    const parsed = z.safeParse(messageSchema, message);
    if (!page || !parsed.success || !isCommand(parsed.data.type, page)) return undefined;
    return answer(parsed.data.type, parsed.data.input);
  };

  async function answer(type: CommandName, rawInput: unknown): Promise<AnyAnswer> {
    const input = z.safeParse(commands[type], rawInput);
    if (!input.success) return { ok: false, failure: { kind: 'invalid-input', field: fieldOf(input.error), reason: 'shape' } };
    try {
      await ready;
      const handle = handlers[type] as (input: unknown) => Promise<unknown>;
      return { ok: true, value: await handle(input.data) };
    } catch (error) {
      // What is not ours came from the browser's storage; its text may hold anything and stays here.
      return { ok: false, failure: failureOf(error, { kind: 'damaged', part: 'storage' }) };
    }
  }
}

function pageOf({ id, url, origin: senderOrigin, frameId }: Sender, ownId: string, ownOrigin: string): keyof typeof allowed | undefined {
  if (id !== ownId || url === undefined || !URL.canParse(url)) return undefined;
  const { origin, pathname } = new URL(url);
  if (origin !== ownOrigin || (senderOrigin !== undefined && senderOrigin !== ownOrigin)) return undefined;
  if (frameId !== undefined && frameId !== 0) return undefined;
  const page = pathname.slice(1);
  return Object.hasOwn(allowed, page) ? (page as keyof typeof allowed) : undefined;
}

function isCommand(type: string, page: keyof typeof allowed): type is CommandName {
  return Object.hasOwn(commands, type) && (allowed[page] as readonly string[]).includes(type);
}

/** The field by our own name; unknown names are the sender's and are not repeated. */
function fieldOf(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  return issue?.code === 'unrecognized_keys'
    ? 'input'
    : (issue?.path ?? [])
        .filter((part) => typeof part === 'string')
        .join('.')
        .slice(0, 40) || 'input';
}
