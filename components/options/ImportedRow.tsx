import { useOptionsText } from '@/lib/client/use-options-text';
import { Check } from '../ui/Field';
import styles from './Data.module.css';
import type { ImportMode, ImportRow } from './import-source';

interface ImportedRowProps {
  row: ImportRow;
  /** What the service is called. */
  service: string;
  mode: ImportMode;
  isChosen: boolean;
  onChoose(isChosen: boolean): void;
}

/** One account of a file: whose it is, and what becomes of it. */
export function ImportedRow({ row, service, mode, isChosen, onChoose }: ImportedRowProps) {
  const { data } = useOptionsText();
  const { name, origin, masked, state, hasKey, place, doubts } = row;
  const called = name || service || data.unnamed;
  const where = place && ('line' in place ? data.line(place.line) : place.path);
  return (
    <tr data-state={state}>
      <th scope="row">
        {doubts ? <Check label={called} checked={isChosen} onChange={onChoose} /> : called}
        {where && <span className={styles.place}>{where}</span>}
      </th>
      <td>{service}</td>
      <td>{origin}</td>
      <td>{hasKey ? masked : data.noKey}</td>
      <td>
        {state === 'refused' && `${data.outcomes.refused}: ${reasonOf(row, data)}`}
        {state === 'existing' && data.outcomes.existing[mode]}
        {state === 'new' && (!doubts || isChosen) && data.outcomes.new}
        {state === 'new' && doubts && !isChosen && data.outcomes.left}
        {doubts?.map((doubt) => (
          <span key={doubt} className={styles.doubt}>
            {data.doubts[doubt]}
          </span>
        ))}
      </td>
    </tr>
  );
}

function reasonOf({ failure, problem }: ImportRow, { refusals, entryProblems }: ReturnType<typeof useOptionsText>['data']): string {
  if (problem) return entryProblems[problem];
  const sentences: Record<string, string> = refusals;
  return sentences[failure?.kind === 'invalid-input' ? failure.field : ''] ?? refusals.other;
}
