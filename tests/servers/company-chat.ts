import type { FakeServices, Seen } from './fake-services.ts';

/** What the page offers to whoever drives it, as `globalThis.chat`. */
export interface ChatPage {
  /** Sends a message, as a person does: one request to the service. Answers the HTTP status. */
  say(prompt: string): Promise<number>;
}

/** A company's chat page, whose service counts what everybody has left and says so in a header. */
export interface CompanyChat {
  /** The address of the page. */
  page: string;
  /** What the headers of the next answer say, beside those that are always there. */
  quota: Record<string, string>;
  /** Requests of the page to the service, without the browser's preflights. */
  said(): Seen[];
}

/**
 * @param secret stands in another header, in a cookie, in the address and in the body of every answer.
 */
export function answerAsCompanyChat(services: FakeServices, { host, api = host, secret }: { host: string; api?: string; secret: string }): CompanyChat {
  const chat: CompanyChat = {
    page: `https://${host}/chat`,
    quota: {},
    said: () => services.seen(api).filter(({ path, method }) => path === '/api/say' && method !== 'OPTIONS'),
  };
  const script = `globalThis.chat = { say: async (prompt) => (await fetch('https://${api}/api/say?thread=${secret}&q=' + encodeURIComponent(prompt), { credentials: 'include' })).status };`;
  services.on(host, '/chat', { body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Chat</title><script>${script}</script></html>` });
  services.on(api, '/api/say', ({ headers }) => ({
    headers: {
      'x-request-secret': secret,
      'set-cookie': `session=${secret}; Secure; HttpOnly; SameSite=None`,
      ...chat.quota,
      ...(headers.origin === undefined ? {} : { 'access-control-allow-origin': headers.origin, 'access-control-allow-credentials': 'true' }),
    },
    body: { answer: secret },
  }));
  return chat;
}
