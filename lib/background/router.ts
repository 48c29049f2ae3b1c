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
  /** Resolves when the state is loaded and the vault is locked, if its time has come. Asked for every message. */
  ready(): Promise<unknown>;
  /** The extension's own id, and its address with a slash at the end. */
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
  return (message, sender) => {
    const page = pageOf(sender, self);
    const parsed = z.safeParse(messageSchema, message);
    if (!page || !parsed.success || !isCommand(parsed.data.type, page)) return undefined;
    return answer(parsed.data.type, parsed.data.input);
  };

  async function answer(type: CommandName, rawInput: unknown): Promise<AnyAnswer> {
    const input = z.safeParse(commands[type](), rawInput);
    if (!input.success) return { ok: false, failure: { kind: 'invalid-input', field: fieldOf(input.error), reason: 'shape' } };
    try {
      await ready();
      const handle = handlers[type] as (input: unknown) => Promise<unknown>;
      return { ok: true, value: await handle(input.data) };
    } catch (error) {
      // What is not ours came from the browser's storage; its text may hold anything and stays here.
      return { ok: false, failure: failureOf(error, { kind: 'damaged', part: 'storage' }) };
    }
  }
}

/** Addresses are compared as text: `URL.origin` of an extension's address is `null` in some engines, and `null` equals `null`. */
function pageOf({ id, url, origin, frameId }: Sender, self: Dependencies['self']): keyof typeof allowed | undefined {
  if (id !== self.id || !url?.startsWith(self.url)) return undefined;
  if (origin !== undefined && `${origin}/` !== self.url) return undefined;
  if (frameId !== undefined && frameId !== 0) return undefined;
  const page = url.slice(self.url.length).replace(/[?#].*$/s, '');
  return Object.hasOwn(allowed, page) ? (page as keyof typeof allowed) : undefined;
}

function isCommand(type: string, page: keyof typeof allowed): type is CommandName {
  return Object.hasOwn(commands, type) && (allowed[page] as readonly string[]).includes(type);
}

/** The field by our own name; unknown names are the sender's and are not repeated. */
function fieldOf(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  if (!issue || issue.code === 'unrecognized_keys') return 'input';
  // The last part of this path is the key that was refused.
  const path = issue.code === 'invalid_key' ? issue.path.slice(0, -1) : issue.path;
  const names = path.filter((part) => typeof part === 'string');
  return names.join('.').slice(0, 40) || 'input';
}
