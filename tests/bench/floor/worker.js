const concurrency = 16;
const unitsPerDollar = 500_000;

chrome.runtime.onMessage.addListener((message, _sender, respond) => {
  if (message.type === 'refresh') {
    refresh().then(respond);
    return true;
  }
  respond(message.type);
  return false;
});

/** Sixteen runners share one iterator: each takes the next account as soon as it is free. */
async function refresh() {
  const { accounts = [] } = await chrome.storage.local.get('accounts');
  const waiting = accounts.values();
  let succeeded = 0;
  const runner = async () => {
    for (const account of waiting) {
      const isRead = await read(account);
      if (isRead) succeeded += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, runner));
  await chrome.storage.local.set({ accounts });
  const total = accounts.reduce((sum, { remaining }) => sum + remaining, 0);
  await chrome.action.setBadgeText({ text: String(Math.floor(total)).slice(0, 4) });
  return { succeeded };
}

async function read(account) {
  try {
    const response = await fetch(`${account.origin}/api/usage/token/`, {
      headers: { authorization: `Bearer ${account.secret}` },
      credentials: 'omit',
      cache: 'no-store',
    });
    const { data } = await response.json();
    account.remaining = data.total_available / unitsPerDollar;
    account.readAt = Date.now();
    return true;
  } catch {
    return false;
  }
}
