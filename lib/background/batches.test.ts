import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { batches } from './batches';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const come = <Value>(ms: number, value: Value) => new Promise<Value>((resolve) => setTimeout(resolve, ms, value));

async function collected(tasks: Promise<number>[]) {
  const all: number[][] = [];
  const done = (async () => {
    for await (const batch of batches(tasks, 100)) all.push(batch);
  })();
  done.catch(() => undefined);
  await vi.runAllTimersAsync();
  await done;
  return all;
}

describe('results', () => {
  test('that come soon are one batch', async () => {
    expect(await collected([come(5, 1), come(90, 2), come(1, 3)])).toEqual([[3, 1, 2]]);
  });

  test('are not held up by one that is late', async () => {
    expect(await collected([come(5, 1), come(15_000, 2), come(10, 3)])).toEqual([[1, 3], [2]]);
  });

  test('that keep coming make few batches, each result in one of them', async () => {
    const tasks = Array.from({ length: 300 }, (_, index) => come(index * 50, index));
    const all = await collected(tasks);
    expect(all.length).toBeLessThanOrEqual(9);
    expect(all.flat().sort((left, right) => left - right)).toEqual(Array.from({ length: 300 }, (_, index) => index));
  });

  test('that are none make no batch', async () => {
    expect(await collected([])).toEqual([]);
  });

  test('of a task that fails are an error', async () => {
    await expect(collected([come(5, 1), Promise.reject(new Error('broken'))])).rejects.toThrow('broken');
  });
});
