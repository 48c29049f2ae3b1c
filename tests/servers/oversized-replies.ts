import { gzipSync } from 'node:zlib';
import type { Reply } from './fake-services.ts';

/** Bodies that nobody may read to their end, and how often the connection of each was ended before it was whole. */
export interface OversizedReply {
  what: string;
  /** Can stand in a host's name and in a path. */
  name: string;
  reply: Reply;
  /** How often the asker went away in the middle. `undefined` where all of it fits into one packet, and there is no middle. */
  brokenOff?(): number;
}

const json = { 'content-type': 'application/json' };
const megabytes = 10 * 1024 * 1024;

/** @returns them with counters of their own. */
export function oversizedReplies(): OversizedReply[] {
  return [
    streamed('of ten megabytes', 'ten-megabytes', { ...json, 'content-length': String(megabytes) }),
    streamed('without an end', 'endless', json),
    {
      what: 'of ten kilobytes that unfold to ten megabytes',
      name: 'bomb',
      reply: { write: (response) => void response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(gzipSync(`"${'x'.repeat(megabytes)}"`)) },
    },
    streamed('that says it is a terabyte', 'terabyte', { ...json, 'content-length': '1000000000000' }),
  ];
}

/** Goes on for as long as somebody listens. */
function streamed(what: string, name: string, headers: Record<string, string>): OversizedReply {
  let broken = 0;
  const chunk = 'x'.repeat(64 * 1024);
  return {
    what,
    name,
    brokenOff: () => broken,
    reply: {
      write(response) {
        let left = Number(headers['content-length'] ?? Number.POSITIVE_INFINITY);
        response.writeHead(200, headers);
        response.write('"');
        const timer = setInterval(() => {
          // What is not taken is not piled up.
          if (response.writableLength > chunk.length || left <= 0) return;
          left -= chunk.length;
          response.write(chunk);
        }, 2);
        response.on('close', () => {
          clearInterval(timer);
          broken += 1;
        });
      },
    },
  };
}
