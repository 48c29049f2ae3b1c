// Opens a backup of Remainder and prints what is in it, keys included: node docs/open-backup.mjs backup.json
// Needs Node.js 18 or newer and nothing else. The format is described in backup.md.
import { createDecipheriv, scryptSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { gunzipSync } from 'node:zlib';

const bytes = (text) => Buffer.from(text, 'base64url');

const file = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const header = JSON.parse(bytes(file.header));
const { format, version, kdf, cipher, compression } = header;
if (format !== 'remainder-backup' || version > 2) throw new Error(`not a backup that this script knows: ${format} ${version}`);
// A file can ask for years of work; no backup of Remainder asks for more than this.
if (kdf.name !== 'scrypt' || kdf.N > 2 ** 20 || kdf.r !== 8 || kdf.p > 4) throw new Error('these parameters are not sensible');

const terminal = createInterface({ input: process.stdin, output: process.stderr });
const passphrase = (await terminal.question('Backup passphrase: ')).normalize('NFKC');
terminal.close();

const key = scryptSync(passphrase, bytes(kdf.salt), 32, { N: kdf.N, r: kdf.r, p: kdf.p, maxmem: 2 ** 31 });
const sealed = bytes(file.data);
const decipher = createDecipheriv('aes-256-gcm', key, bytes(cipher.nonce));
decipher.setAAD(bytes(file.header));
decipher.setAuthTag(sealed.subarray(-16));
let content;
try {
  content = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
} catch {
  throw new Error('this is not the passphrase, or the file is damaged');
}
if (compression === 'gzip') content = gunzipSync(content);
process.stdout.write(`${JSON.stringify(JSON.parse(content), null, 2)}\n`);
