import { browser } from 'wxt/browser';

/** Shows a notification as an alert does. Only where the person has allowed notifications. */
export async function sendTestNotification(title: string, message: string): Promise<void> {
  await browser.notifications.create({ type: 'basic', iconUrl: browser.runtime.getURL('/icon/128.png'), title, message });
}
