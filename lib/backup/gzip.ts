import type { Bytes } from '../vault/bytes';
import { unusable } from './backup-file';

/** Compressed as every browser, and Node without packages, can open it. */
export async function gzip(bytes: Bytes): Promise<Bytes> {
  return together(new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip')), Number.POSITIVE_INFINITY);
}

/**
 * @param most a small file can be made to become a huge one; in bytes.
 * @throws FailureError `unusable-file` `too-large` beyond that, `damaged` for what was not compressed.
 */
export async function gunzip(bytes: Bytes, most: number): Promise<Bytes> {
  return together(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')), most);
}

async function together(stream: ReadableStream<Uint8Array>, most: number): Promise<Bytes> {
  const reader = stream.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => unusable('damaged'));
    if (done) break;
    size += value.byteLength;
    if (size > most) {
      void reader.cancel().catch(() => undefined);
      unusable('too-large');
    }
    parts.push(new Uint8Array(value));
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
