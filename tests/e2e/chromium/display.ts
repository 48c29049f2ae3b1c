import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';

const run = promisify(execFile);

/** A screen that nobody sees, with a window manager: without one no window takes the keyboard. */
export interface Display {
  name: string;
  /** Presses keys, one after the other, in the window that has the focus. */
  press(...keys: string[]): Promise<void>;
  /** The picture on the screen, four bytes a pixel behind a short head. */
  picture(): Buffer;
  close(): void;
}

export async function startDisplay(): Promise<Display> {
  const folder = mkdtempSync(join(tmpdir(), 'remainder-display-'));
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp', '-fbdir', folder], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const name = `:${await firstLine(server)}`;
  const env = { ...process.env, DISPLAY: name };
  const manager = spawn('openbox', [], { env, stdio: 'ignore' });
  return {
    name,
    async press(...keys) {
      for (const key of keys) await run('xdotool', ['key', '--clearmodifiers', key], { env });
    },
    picture: () => readFileSync(join(folder, 'Xvfb_screen0')),
    close() {
      manager.kill();
      server.kill();
      rmSync(folder, { recursive: true, force: true });
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

/** How many pixels differ between two pictures. */
export function difference(left: Buffer, right: Buffer): number {
  let count = 0;
  for (let at = 0; at + 4 <= left.length; at += 4) if (left.readUInt32LE(at) !== right.readUInt32LE(at)) count += 1;
  return count;
}

/** A picture of the screen as PNG. */
export function toPng(picture: Buffer): Buffer {
  const headSize = picture.readUInt32BE(0) + picture.readUInt32BE(76) * 12;
  const [width, height, stride] = [picture.readUInt32BE(16), picture.readUInt32BE(20), picture.readUInt32BE(48)];
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = headSize + y * stride + x * 4;
      // Blue first on the screen, red first in the file; each line begins with a zero.
      for (const channel of [0, 1, 2]) rows[y * (1 + width * 3) + 1 + x * 3 + channel] = picture[from + 2 - channel] ?? 0;
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}
