import { browser } from 'wxt/browser';
import type { Failure } from '../failure';
import type { Answer, CommandInput, CommandName } from '../protocol';

/**
 * Gives the background a command.
 *
 * @returns its answer; a failure when the background could not be reached. Never throws.
 */
export async function send<Name extends CommandName>(type: Name, input: CommandInput<Name>): Promise<Answer<Name>> {
  try {
    const answer: Answer<Name> | undefined = await browser.runtime.sendMessage({ type, input });
    return answer ?? unreachable;
  } catch {
    return unreachable;
  }
}

const unreachable: { ok: false; failure: Failure } = { ok: false, failure: { kind: 'damaged', part: 'storage' } };
