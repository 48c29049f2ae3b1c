import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A screen that nobody sees, with a window manager: without one no window takes the keyboard. */
export interface Display {
  name: string;
  /** Presses keys, one after the other, in the window that has the focus. */
  press(...keys: string[]): Promise<void>;
  /** Names of the windows that are shown now. */
  windows(): Promise<string[]>;
  close(): void;
}

export async function startDisplay(): Promise<Display> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const name = `:${await firstLine(server)}`;
  const env = { ...process.env, DISPLAY: name };
  const manager = spawn('openbox', [], { env, stdio: 'ignore' });
  return {
    name,
    async press(...keys) {
      for (const key of keys) await run('xdotool', ['key', '--clearmodifiers', key], { env });
    },
    async windows() {
      const { stdout } = await run('xdotool', ['search', '--onlyvisible', '--name', '.'], { env }).catch(() => ({ stdout: '' }));
      const titles = stdout.split('\n').filter(Boolean).map((id) => run('xdotool', ['getwindowname', id], { env }).catch(() => ({ stdout: '' })));
      return (await Promise.all(titles)).map((title) => title.stdout.trim());
    },
    close() {
      manager.kill();
      server.kill();
    },
  };
}

function firstLine(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    server.stdio[3]?.once('data', (line: Buffer) => resolve(line.toString().trim()));
  });
}
