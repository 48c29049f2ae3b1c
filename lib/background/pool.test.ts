import { expect, test } from 'vitest';
import { createPool } from './pool';

test('never more tasks run than there are places, and every one of them runs, in order', async () => {
  const pool = createPool(3);
  let running = 0;
  let most = 0;
  const started: number[] = [];
  const work = Array.from({ length: 50 }, (_, index) =>
    pool.run(async () => {
      started.push(index);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, index % 4));
      running -= 1;
      return index;
    }),
  );
  expect(await Promise.all(work)).toEqual(Array.from({ length: 50 }, (_, index) => index));
  expect(most).toBe(3);
  expect(started).toEqual(started.toSorted((left, right) => left - right));
});

test('a task that fails gives its place back', async () => {
  const pool = createPool(1);
  const failing = pool.run(() => Promise.reject(new Error('broken')));
  const next = pool.run(async () => 'ran');
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('ran');
});

test('a task that comes while a place is handed on does not slip in', async () => {
  const pool = createPool(1);
  let running = 0;
  const task = async () => {
    running += 1;
    expect(running).toBe(1);
    await Promise.resolve();
    running -= 1;
  };
  const first = pool.run(task);
  const second = pool.run(task);
  await first;
  await Promise.all([second, pool.run(task), pool.run(task)]);
  expect(running).toBe(0);
});
