import { useText } from '@/lib/client/use-view';
import { useWriter } from '@/lib/client/use-writer';
import type { Quantity } from '@/lib/money/quantity';

interface AmountProps {
  /** Which amount it is: the automation name. */
  name: 'remaining' | 'used' | 'granted' | 'limit' | 'other' | 'total';
  amount: Quantity | 'unlimited' | undefined;
  className?: string | undefined;
  hidden?: boolean;
}

/** An amount, in words for people and exactly in its attributes. Unknown shows no digit. */
export function Amount({ name, amount, className, hidden: isHidden = false }: AmountProps) {
  const text = useText();
  const { hidden, amount: write } = useWriter();
  const isQuantity = amount !== undefined && amount !== 'unlimited';
  const inWords = amount === 'unlimited' ? text.account.unlimited : text.account.unknown;
  return (
    <span
      className={className}
      hidden={isHidden}
      data-testid={name}
      data-value={hidden ? '' : isQuantity ? amount.value : (amount ?? '')}
      data-unit={isQuantity ? amount.unit : ''}
    >
      {!isHidden && (isQuantity ? write(amount) : inWords)}
    </span>
  );
}
