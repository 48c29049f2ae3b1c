import { useOptionsText } from '@/lib/client/use-options-text';
import { forecastSentence } from '@/lib/i18n/forecast-text';
import { compare } from '@/lib/money/decimal';
import type { Forecast, Lasting } from '@/lib/runway';
import type { AccountView } from '@/lib/snapshot';

interface OutlooksProps {
  accounts: readonly AccountView[];
  unit: string;
  /** Unix milliseconds. */
  now: number;
}

/** How long each account will last, in words; where nothing can be said, that. */
export function Outlooks({ accounts, unit, now }: OutlooksProps) {
  const { history, forecast, language } = useOptionsText();
  return accounts.map((account) => {
    const said = outlookOf(account, unit);
    if (!said) return null;
    const sentence = forecastSentence(said, now, forecast, language.tag);
    return (
      <p key={account.id} data-testid="outlook" data-kind={said.kind}>
        {history.saidOf(account.label, sentence)}
      </p>
    );
  });
}

function outlookOf({ reading, runway, lasting }: AccountView, unit: string): Forecast | Lasting | undefined {
  if (runway) return { kind: 'runs-out', ...runway };
  const left = reading?.remaining;
  if (!left || left === 'unlimited' || left.unit !== unit) return undefined;
  if (compare(left.value, '0') <= 0) return { kind: 'empty' };
  return lasting ?? { kind: 'not-enough-data' };
}
