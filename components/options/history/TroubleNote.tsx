import { useOptionsText } from '@/lib/client/use-options-text';
import type { HistoryTrouble } from '@/lib/history-point';
import { momentOf } from './axes';
import styles from './History.module.css';

/** What is wrong with the history, in a sentence. */
export function TroubleNote({ trouble: { kind, at, lost } }: { trouble: HistoryTrouble }) {
  const { history, language } = useOptionsText();
  const { troubles } = history;
  const sentences = {
    full: () => troubles.full(momentOf(at, language.tag)),
    unavailable: () => troubles.unavailable(momentOf(at, language.tag)),
    newer: () => troubles.newer,
    rebuilt: () => (lost === undefined ? troubles.rebuilt : troubles.rebuiltWithout(lost)),
  } satisfies Record<HistoryTrouble['kind'], () => string>;
  return (
    <p className={styles.trouble} role="alert" data-testid="history-trouble" data-kind={kind}>
      {sentences[kind]()}
    </p>
  );
}
