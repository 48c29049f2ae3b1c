import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { askRedis } from './redis-protocol.ts';

const programs = { redis: programOf('redis-server'), webdis: programOf('webdis') };

function programOf(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Whether the real programs are here. Where they are not, a line that nobody overlooks says so, once for each file. */
export function hasRedis(): boolean {
  const missing = Object.entries(programs).flatMap(([name, path]) => (path === undefined ? [name] : []));
  if (missing.length > 0) {
    process.stderr.write(`\n!!! SKIPPED: no test against the real Redis and Webdis runs here, for there is no ${missing.join(' and no ')}.\n`);
    process.stderr.write('!!! Install both, on Debian and its kin with: sudo apt-get install redis-server webdis\n\n');
  }
  return missing.length === 0;
}

/** What Webdis refuses; `basic` lets a client with this login do what others may not. */
export interface WebdisRules {
  disabled?: string[];
  /** `user:password` */
  basic?: string;
}

/** A real Redis on loopback, empty, that keeps nothing on disk. */
export interface Redis {
  port: number;
  /** Gives a command, as the default user who may do everything unless a test says otherwise. */
  command(...parts: string[]): Promise<unknown>;
  /** Starts a real Webdis in front of it. @returns its address, without a slash at the end. */
  startWebdis(rules?: WebdisRules): Promise<string>;
  close(): Promise<void>;
}

export async function startRedis(): Promise<Redis> {
  const folder = mkdtempSync(join(tmpdir(), 'remainder-redis-'));
  const running: ChildProcess[] = [];
  const port = await freePort();

  async function start(program: string | undefined, parameters: readonly string[], ready: () => Promise<unknown>): Promise<void> {
    if (program === undefined) throw new Error('not installed');
    const child = spawn(program, parameters, { cwd: folder, stdio: 'ignore' });
    running.push(child);
    for (let attempt = 0; attempt < 100; attempt += 1) {
      if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
      if (await ready().then(Boolean, () => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${program} did not answer`);
  }

  // An own user for what tests do, so that they may take everything from the default one, which Webdis is.
  const user = ['--user', 'tests', 'on', '>tests', '~*', '&*', '+@all'];
  const command = (...parts: string[]) => askRedis(port, ['AUTH', 'tests', 'tests'], parts);
  await start(programs.redis, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...user], () => command('PING'));

  return {
    port,
    command,
    async startWebdis({ disabled = [], basic } = {}) {
      const httpPort = await freePort();
      const acl = [{ disabled: ['DEBUG', ...disabled] }, ...(basic === undefined ? [] : [{ http_basic_auth: basic, enabled: disabled }])];
      const settings = { redis_host: '127.0.0.1', redis_port: port, http_host: '127.0.0.1', http_port: httpPort, threads: 1, daemonize: false };
      const file = join(folder, `webdis-${httpPort}.json`);
      writeFileSync(file, JSON.stringify({ ...settings, database: 0, acl, verbosity: 0, logfile: join(folder, 'webdis.log') }));
      const url = `http://127.0.0.1:${httpPort}`;
      await start(programs.webdis, [file], () => fetch(`${url}/PING`));
      return url;
    },
    async close() {
      for (const child of running.reverse()) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        if (child.kill('SIGKILL')) await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
