import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type ConnectProxy, startConnectProxy } from '../../servers/connect-proxy';
import { type FakeServices, startFakeServices } from '../../servers/fake-services';
import { type Firefox, startFirefox } from './browser';

export const hosts = {
  deepSeek: 'api.deepseek.com',
  openAi: 'api.openai.com',
  /** The website whose signed-in pages ask the one above. */
  platform: 'platform.openai.com',
  relay: 'relay.company.example',
  /** Where a redirect points. It would answer, so that a request to it could not go unseen. */
  elsewhere: 'elsewhere.example',
} as const;

/** Services, the way to them, a profile and a browser that uses it. */
export interface Scene {
  services: FakeServices;
  proxy: ConnectProxy;
  profile: string;
  /** Where downloads go. */
  downloads: string;
  firefox: Firefox;
  /** What was written to the console since the beginning, restarts included. */
  messages(): string[];
  /** Closes the browser and starts it again with the same profile. */
  restart(options?: { crash?: boolean; scheme?: 'light' | 'dark' }): Promise<void>;
  end(): Promise<void>;
}

export async function startScene(options: { idleTimeoutMs?: number } = {}): Promise<Scene> {
  const services = await startFakeServices(Object.values(hosts));
  const proxy = await startConnectProxy(Object.values(hosts), services.tlsPort);
  const profile = await mkdtemp(path.join(os.tmpdir(), 'remainder-firefox-'));
  const downloads = await mkdtemp(path.join(os.tmpdir(), 'remainder-downloads-'));
  const start = (scheme?: 'light' | 'dark') => startFirefox({ profile, downloads, proxyPort: proxy.port, ...options, ...(scheme ? { scheme } : {}) });
  const written: string[] = [];
  const scene: Scene = {
    services,
    proxy,
    profile,
    downloads,
    firefox: await start(),
    messages: () => [...written, ...scene.firefox.messages()],
    async restart({ crash = false, scheme } = {}) {
      await (crash ? scene.firefox.kill() : scene.firefox.close());
      written.push(...scene.firefox.messages());
      scene.firefox = await start(scheme);
    },
    async end() {
      await scene.firefox.close();
      await Promise.all([proxy.close(), services.close()]);
      await Promise.all([profile, downloads].map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
  return scene;
}

/** Keys of a run: random, so that no build and no cache of an earlier run can hold them. */
export const randomKey = {
  deepSeek: () => `sk-${randomBytes(16).toString('hex')}`,
  relay: () => `sk-${randomBytes(24).toString('hex')}`,
  session: () => `sess-${randomBytes(20).toString('hex')}`,
  admin: () => `sk-admin-${randomBytes(20).toString('hex')}`,
  company: () => `company-${randomBytes(16).toString('hex')}`,
};

export const answers = {
  deepSeek: (balance: string) => ({
    body: {
      is_available: true,
      balance_infos: [{ currency: 'USD', total_balance: balance, granted_balance: '0.00', topped_up_balance: balance }],
    },
  }),
  relayStatus: { body: { success: true, data: { quota_per_unit: 500_000, quota_display_type: 'USD' } } },
  relayUsage: (available: number) => ({
    body: {
      code: true,
      message: 'ok',
      data: { name: 'team', total_granted: available + 1000, total_used: 1000, total_available: available, unlimited_quota: false, expires_at: 0 },
    },
  }),
  company: (total: number, used: number) => ({ body: { total_quota: total, used_quota: used } }),
  credit: (available: number) => ({
    body: { object: 'credit_summary', total_granted: 20, total_used: 20 - available, total_available: available, grants: { object: 'list', data: [] } },
  }),
};
