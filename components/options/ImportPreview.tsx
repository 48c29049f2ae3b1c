import { useState } from 'react';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useView } from '@/lib/client/use-view';
import { useWriter } from '@/lib/client/use-writer';
import { providerById } from '@/lib/provider-host/catalog';
import { useWindow } from '../ui/use-window';
import { Choice } from './Choice';
import styles from './Data.module.css';
import { ImportedRow } from './ImportedRow';
import type { ImportMode, ImportSource } from './import-source';

interface ImportPreviewProps {
  source: ImportSource;
  isBusy: boolean;
  onTake(mode: ImportMode, chosen: ReadonlySet<number>): void;
  onCancel(): void;
}

/** What is in a file and what would become of it, before anything changes. */
export function ImportPreview({ source: { rows, createdAt }, isBusy, onTake, onCancel }: ImportPreviewProps) {
  const { data } = useOptionsText();
  const write = useWriter();
  const here = useView().snapshot?.accounts.length ?? 0;
  const [mode, setMode] = useState<ImportMode>('merge');
  const [chosen, setChosen] = useState<ReadonlySet<number>>(() => new Set(rows.flatMap(({ doubts }, place) => (doubts?.length === 0 ? place : []))));
  const { shown, end } = useWindow(rows.length);
  const canChoose = rows.some(({ doubts }) => doubts !== undefined);
  const isOfUse = rows.some(({ state }) => state === 'new' || (mode === 'replace' && state === 'existing'));

  function choose(place: number, isChosen: boolean) {
    const others = [...chosen].filter((other) => other !== place);
    setChosen(new Set(isChosen ? [...others, place] : others));
  }

  return (
    <section className={styles.preview} aria-label={data.import}>
      {createdAt !== undefined && <h3>{data.madeAt(write.date(createdAt))}</h3>}
      {canChoose && <p>{data.chooseHint}</p>}
      <div className={styles.scroll}>
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
              <ImportedRow
                // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a file never change their places.
                key={place}
                row={row}
                service={providerById(row.providerId)?.name ?? row.providerId}
                mode={mode}
                isChosen={chosen.has(place)}
                onChoose={(isChosen) => choose(place, isChosen)}
              />
            ))}
          </tbody>
        </table>
        {shown < rows.length && <div ref={end} className={styles.end} aria-hidden="true" />}
      </div>
      {createdAt !== undefined && <Choice label={data.mode} value={mode} options={data.modes} onChange={(selected) => setMode(selected)} />}
      {mode === 'replace' && here > 0 && <p className={styles.warning}>{data.replaceHint(here)}</p>}
      {!isOfUse && <p>{data.nothingToTake}</p>}
      <div className={styles.buttons}>
        <button
          type="button"
          data-kind={mode === 'replace' ? 'danger' : 'primary'}
          disabled={isBusy || !isOfUse || (canChoose && chosen.size === 0)}
          onClick={() => onTake(mode, chosen)}
        >
          {canChoose ? data.addChosen(chosen.size) : mode === 'replace' ? data.replace : data.import}
        </button>
        <button type="button" disabled={isBusy} onClick={onCancel}>
          {data.cancel}
        </button>
      </div>
    </section>
  );
}
