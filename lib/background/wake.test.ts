import { beforeEach, describe, expect, test, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { createWake } from './wake';

const now = Date.UTC(2026, 10, 23);
const minute = 60_000;

describe('the alarm', () => {
  const wake = createWake(() => now);
  const created = vi.spyOn(browser.alarms, 'create');

  beforeEach(() => {
    fakeBrowser.reset();
    created.mockClear();
  });

  async function standing(): Promise<(number | undefined)[]> {
    return (await browser.alarms.getAll()).map(({ scheduledTime }) => scheduledTime);
  }

  test('stands for the instant asked for, alone, and knows itself', async () => {
    await wake.at(now + 5 * minute);
    await wake.at(now + 3 * minute);
    expect(await standing()).toEqual([now + 3 * minute]);
    expect(wake.isOurs((await browser.alarms.getAll())[0]?.name ?? '')).toBe(true);
    expect(wake.isOurs('somebody else')).toBe(false);
  });

  test('is not made again when it stands, as at every start of the worker', async () => {
    await wake.at(now + 5 * minute);
    created.mockClear();
    await wake.at(now + 5 * minute);
    await createWake(() => now + minute).at(now + 5 * minute + 500);
    expect(created).not.toHaveBeenCalled();
  });

  test('is made again where the browser has lost it', async () => {
    await wake.at(now + 5 * minute);
    await browser.alarms.clearAll();
    await wake.at(now + 5 * minute);
    expect(await standing()).toEqual([now + 5 * minute]);
  });

  test('is never sooner than browsers allow', async () => {
    await wake.at(now - 10 * minute);
    expect(await standing()).toEqual([now + 30_000]);
  });

  test('is not pushed ahead of itself by changes that come while something is due', async () => {
    await wake.at(now);
    for (const later of [5_000, 15_000, 29_000]) await createWake(() => now + later).at(now + later);
    expect(await standing()).toEqual([now + 30_000]);
  });

  test('goes when nothing is ahead', async () => {
    await wake.at(now + 5 * minute);
    await wake.at(undefined);
    expect(await standing()).toEqual([]);
  });
});
