import { useEffect, useState } from 'react';
import { send } from '@/lib/client/send';
import { useView } from '@/lib/client/use-view';
import type { Answer } from '@/lib/protocol';
import type { AccountView } from '@/lib/snapshot';

/** Entries on a page. */
export const pageSize = 50;

/**
 * A page of a ledger's entries, the newest first; read again whenever the account's figure changes, for every entry changes it.
 *
 * @returns `undefined` until the background has answered.
 */
export function useEntries({ id, readAt, reading, ledger, failure }: AccountView, from: number): Answer<'ledger.read'> | undefined {
  const { snapshot } = useView();
  const [answer, setAnswer] = useState<Answer<'ledger.read'>>();
  const other = snapshot?.accounts.find((account) => account.id === ledger?.checkedBy);
  const through = reading?.rule.kind === 'entries' ? reading.rule.through : 0;
  const version = [readAt, through, failure?.kind, other?.id, other?.readAt].join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says that there is something new to be read.
  useEffect(() => {
    let isWanted = true;
    void send('ledger.read', { id, from, most: pageSize }).then((next) => {
      if (isWanted) setAnswer(next);
    });
    return () => {
      isWanted = false;
    };
  }, [id, from, version]);
  return answer;
}
