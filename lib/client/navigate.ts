import { browser } from 'wxt/browser';

/** Opens a section of the options page: here when this is a tab already, otherwise in a tab of its own. */
export async function openOptions(hash = '#/accounts'): Promise<void> {
  const url = browser.runtime.getURL(`/options.html${hash}` as '/options.html');
  // A real popup is in no tab. It closes at the permission prompt, so accounts are added in a tab.
  if (await browser.tabs.getCurrent()) {
    location.assign(url);
    return;
  }
  await browser.tabs.create({ url });
  window.close();
}

export function openAccount(id: string): void {
  void openOptions(`#/accounts/${id}`);
}

export function openLedger(id: string): void {
  void openOptions(`#/accounts/${id}/entries`);
}

/** Opens a page of a service in a tab. Only web addresses. */
export function openPage(url: string): void {
  if (/^https?:\/\//.test(url)) void browser.tabs.create({ url });
}
