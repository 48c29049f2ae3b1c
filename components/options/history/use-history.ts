import { useEffect, useState } from 'react';
import { send } from '@/lib/client/send';
import type { Failure } from '@/lib/failure';
import type { History } from '@/lib/history-point';

/** What came back, and what it was asked for. Until then, what was shown before stays. */
export interface LoadedHistory {
  history: History & { lost: number };
  /** Unix milliseconds. */
  from: number;
  to: number;
}

interface HistoryRequest {
  /** The accounts, separated by spaces. */
  ids: string;
  length: number;
  span: number;
  /** Changes whenever there may be something new. */
  version: number;
}

/** Reads the history of accounts up to now, and again when there is something new. */
export function useHistory({ ids, length, span, version }: HistoryRequest): { loaded: LoadedHistory | undefined; failure: Failure | undefined } {
  const [loaded, setLoaded] = useState<LoadedHistory>();
  const [failure, setFailure] = useState<Failure>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version is read anew.
  useEffect(() => {
    let isWanted = true;
    const to = Date.now();
    const from = Math.max(0, to - length);
    void send('history.read', { ids: ids === '' ? [] : ids.split(' '), from, to, span }).then((answer) => {
      if (!isWanted) return;
      setFailure(answer.ok ? undefined : answer.failure);
      if (answer.ok) setLoaded({ history: answer.value, from: Math.min(to, from === 0 ? firstIn(answer.value, to) : from), to });
    });
    return () => {
      isWanted = false;
    };
  }, [ids, length, span, version]);
  return { loaded, failure };
}

function firstIn({ series, spend }: History, otherwise: number): number {
  const instants = [...series.map(({ points }) => points[0]?.at ?? otherwise), ...spend.map(({ day }) => Date.parse(day))];
  return instants.reduce((first, at) => Math.min(first, at), otherwise - 60_000);
}
