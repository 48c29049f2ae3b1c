import { send } from '@/lib/client/send';
import type { OptionsText } from '@/lib/i18n/options-text';
import { providerById } from '@/lib/provider-host/catalog';
import type { Reading } from '@/lib/reading';
import { failureText } from '../ui/failure-text';

/** What came of looking for the service at an address that may be asked. */
export interface Found {
  /** Empty where nobody was found. */
  providerId: string;
  providerName: string;
  /** What it says to the key; without it, `bad` says why there is none. */
  reading?: Reading;
  bad?: string;
}

/** Finds out which service answers at an address, and what it says to the key. */
export async function findService(baseUrl: string, secret: string, text: OptionsText, now: number): Promise<Found> {
  const answer = await send('account.detect', { baseUrl, secret });
  if (!answer.ok) {
    const { failure } = answer;
    const isNobody = failure.kind === 'invalid-input' && failure.reason === 'unrecognised';
    return { providerId: '', providerName: '', bad: isNobody ? text.form.unrecognised : failureText(failure, text, now) };
  }
  const { providerId } = answer.value;
  const found = { providerId, providerName: providerById(providerId)?.name ?? providerId };
  if ('reading' in answer.value) return { ...found, reading: answer.value.reading };
  return { ...found, bad: failureText(answer.value.failure, text, now) };
}
