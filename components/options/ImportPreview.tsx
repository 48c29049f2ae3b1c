import { useState } from 'react';
import { useText, useView } from '@/lib/client/use-view';
import { useWriter } from '@/lib/client/use-writer';
import { providerById } from '@/lib/provider-host/catalog';
import { useWindow } from '../ui/use-window';
import { Choice } from './Choice';
import styles from './Data.module.css';
import type { ImportMode, ImportRow, ImportSource } from './import-source';

interface ImportPreviewProps {
  source: ImportSource;
  isBusy: boolean;
  onTake(mode: ImportMode): void;
  onCancel(): void;
}

/** What is in a file and what would become of it, before anything changes. */
export function ImportPreview({ source: { rows, createdAt }, isBusy, onTake, onCancel }: ImportPreviewProps) {
  const { data } = useText();
  const write = useWriter();
  const here = useView().snapshot?.accounts.length ?? 0;
  const [mode, setMode] = useState<ImportMode>('merge');
  const { shown, end } = useWindow(rows.length);
  const isOfUse = rows.some(({ state }) => state === 'new' || (mode === 'replace' && state === 'existing'));
  return (
    <section className={styles.preview} aria-label={data.import}>
      {createdAt !== undefined && <h3>{data.madeAt(write.date(createdAt))}</h3>}
      <table className={styles.table}>
        <thead>
          <tr>
            {Object.entries(data.columns).map(([column, name]) => (
              <th key={column} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map((row, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a file never change their places.
            <Row key={place} row={row} mode={mode} />
          ))}
        </tbody>
      </table>
      {shown < rows.length && <div ref={end} className={styles.end} aria-hidden="true" />}
      {createdAt !== undefined && <Choice label={data.mode} value={mode} options={data.modes} onChange={(chosen) => setMode(chosen)} />}
      {mode === 'replace' && here > 0 && <p className={styles.warning}>{data.replaceHint(here)}</p>}
      {!isOfUse && <p>{data.nothingToTake}</p>}
      <div className={styles.buttons}>
        <button type="button" data-kind={mode === 'replace' ? 'danger' : 'primary'} disabled={isBusy || !isOfUse} onClick={() => onTake(mode)}>
          {mode === 'replace' ? data.replace : data.import}
        </button>
        <button type="button" disabled={isBusy} onClick={onCancel}>
          {data.cancel}
        </button>
      </div>
    </section>
  );
}

function Row({ row, mode }: { row: ImportRow; mode: ImportMode }) {
  const { data } = useText();
  const { name, providerId, origin, masked, state, hasKey } = row;
  return (
    <tr data-state={state}>
      <th scope="row">{name}</th>
      <td>{providerById(providerId)?.name ?? providerId}</td>
      <td>{origin}</td>
      <td>{hasKey ? masked : data.noKey}</td>
      <td>
        {state === 'existing' ? data.outcomes.existing[mode] : data.outcomes[state]}
        {state === 'refused' && `: ${row.reason ?? reasonOf(row, data.refusals)}`}
      </td>
    </tr>
  );
}

function reasonOf({ failure }: ImportRow, sentences: Record<string, string>): string | undefined {
  const field = failure?.kind === 'invalid-input' ? failure.field : '';
  return sentences[field] ?? sentences['other'];
}
