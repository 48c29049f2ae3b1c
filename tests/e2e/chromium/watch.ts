import { randomBytes } from 'node:crypto';
import type { BrowserContext, Page } from 'playwright-core';
import type { FakeServices } from '../../servers/fake-services.ts';

/** Looks on during a whole file of tests, for what must never happen in any of them. */
export interface Watch {
  /** A key made at run time, that must never be seen again outside its field and its requests. */
  newKey(prefix?: string, length?: number): string;
  /** Listens to every console and every answer to a message. */
  follow(context: BrowserContext): Promise<void>;
  /** Takes down what all open pages of the extension hold now. */
  look(context: BrowserContext): Promise<void>;
  /** Console output so far. A test that provokes some takes it away. */
  console: string[];
  /** Answers that pages got to their messages, as JSON. */
  answers: string[];
  /** @throws an Error that names everything that happened and must not. */
  complain(): void;
}

export function createWatch(services: FakeServices): Watch {
  const keys: string[] = [];
  const seen: { where: string; text: string }[] = [];
  const console: string[] = [];
  const answers: string[] = [];
  /** What websites write into their own consoles is their business, unless a key is in it. */
  const elsewhere: string[] = [];
  return {
    console,
    answers,
    newKey(prefix = 'sk-', length = 40) {
      const key = prefix + randomBytes(length).toString('hex').slice(0, length);
      keys.push(key);
      return key;
    },
    async follow(context) {
      context.on('console', (message) => (isWebsite(message.page()) ? elsewhere : console).push(message.text()));
      context.on('weberror', (error) => console.push(String(error.error())));
      await context.exposeFunction('noteAnswer', (answer: string) => void answers.push(answer));
      await context.exposeFunction('noteViolation', (violation: string) => void console.push(violation));
      await context.addInitScript(reportFromPage);
    },
    async look(context) {
      for (const page of context.pages()) {
        if (page.url().startsWith('chrome-extension:')) seen.push({ where: page.url(), text: await contentOf(page) });
      }
    },
    complain() {
      const told = [...[...console, ...elsewhere].map((text) => ({ where: 'console', text })), ...answers.map((text) => ({ where: 'answer', text })), ...seen];
      const complaints = [
        ...console.map((text) => `console: ${text}`),
        ...told.filter(({ text }) => keys.some((key) => text.includes(key.slice(4, -4)))).map(({ where }) => `a key is in ${where}`),
        ...services
          .seen()
          .filter(({ headers }) => headers.origin?.startsWith('chrome-extension:') || (headers.authorization && headers.cookie && !headers.origin))
          .map(({ host, path }) => `Origin or Cookie went to ${host}${path}`),
      ];
      if (complaints.length > 0) throw new Error(complaints.join('\n'));
    },
  };
}

function isWebsite(page: Page | null): boolean {
  return page?.url().startsWith('https://') === true;
}

async function contentOf(page: Page): Promise<string> {
  return page.evaluate(() => document.title + location.href + document.documentElement.outerHTML).catch(() => '');
}

/** Runs in every page before its own scripts. */
function reportFromPage() {
  const page = globalThis as unknown as Record<'chrome' | 'browser', { runtime?: { sendMessage?: (...all: unknown[]) => unknown } }> & {
    noteAnswer(answer: string): void;
    noteViolation(violation: string): void;
  };
  document.addEventListener('securitypolicyviolation', (event) => page.noteViolation(`securitypolicyviolation ${event.violatedDirective}`));
  for (const runtime of new Set([page.chrome?.runtime, page.browser?.runtime])) {
    const send = runtime?.sendMessage;
    if (!runtime || !send) continue;
    runtime.sendMessage = (...all) => {
      const callback = all.at(-1);
      if (typeof callback === 'function') {
        all[all.length - 1] = (answer: unknown) => {
          page.noteAnswer(JSON.stringify(answer ?? null));
          callback(answer);
        };
        return send.apply(runtime, all);
      }
      const result = send.apply(runtime, all) as Promise<unknown>;
      void result?.then?.(
        (answer) => page.noteAnswer(JSON.stringify(answer ?? null)),
        () => undefined,
      );
      return result;
    };
  }
}
