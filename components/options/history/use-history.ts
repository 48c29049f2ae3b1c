import { useEffect, useState } from 'react';
import { send } from '@/lib/client/send';
import type { Failure } from '@/lib/failure';
import type { History } from '@/lib/history-point';

const day = 24 * 60 * 60_000;

/** What came back, and what it was asked for. Until then, what was shown before stays. */
export interface LoadedHistory {
  history: History & { lost: number };
  /** Unix milliseconds. A span of several days begins with a whole one (UTC); days of spend are whole in any case. */
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
    const begin = Math.max(0, to - length);
    // From the beginning of that day: what was spent on a part of it would look like all of it.
    const whole = begin - (begin % day);
    const from = length > day ? whole : begin;
    void send('history.read', { ids: ids === '' ? [] : ids.split(' '), from: whole, to, span }).then((answer) => {
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
