import { useState } from 'react';
import { send } from '@/lib/client/send';
import { useNow, useText } from '@/lib/client/use-view';
import type { AccountView } from '@/lib/snapshot';
import { failureText } from './failure-text';

interface ReadPageButtonProps {
  account: Pick<AccountView, 'providerId' | 'providerName' | 'dashboardHost'> & { id?: string };
}

/** When all else fails: takes the figure from the text of the service's page that is open in a tab. */
export function ReadPageButton({ account: { id, providerId, ...concerned } }: ReadPageButtonProps) {
  const text = useText();
  const now = useNow();
  const [outcome, setOutcome] = useState('');
  async function read() {
    const answer = await send('session.readPage', { providerId, ...(id === undefined ? {} : { id }) });
    setOutcome(answer.ok ? '' : failureText(answer.failure, text, now, concerned));
  }
  return (
    <>
      <button type="button" title={text.session.readPageHint(concerned.dashboardHost ?? '')} onClick={() => void read()}>
        {text.session.readPage}
      </button>
      {outcome !== '' && <span role="status">{outcome}</span>}
    </>
  );
}
