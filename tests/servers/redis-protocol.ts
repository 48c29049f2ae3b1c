import net from 'node:net';

/** What Redis refuses, in its own words. */
export class RedisError extends Error {}

/**
 * Gives Redis commands over one connection, and closes it.
 *
 * @returns the last answer: text, a number, a list or `null`.
 * @throws RedisError where one is refused.
 */
export async function askRedis(port: number, ...commands: string[][]): Promise<unknown> {
  const socket = net.connect(port, '127.0.0.1');
  socket.setTimeout(5000, () => socket.destroy(new Error('Redis did not answer')));
  try {
    socket.write(commands.map(written).join(''));
    const chunks: Buffer[] = [];
    for await (const chunk of socket) {
      chunks.push(chunk as Buffer);
      const answers = answersIn(Buffer.concat(chunks));
      const refused = answers.find((answer) => answer instanceof RedisError);
      if (refused) throw refused;
      if (answers.length === commands.length) return answers.at(-1);
    }
    throw new Error('Redis closed the connection');
  } finally {
    socket.destroy();
  }
}

function written(parts: readonly string[]): string {
  return `*${parts.length}\r\n${parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`;
}

/** The answers that have arrived whole. @see https://redis.io/docs/latest/develop/reference/protocol-spec/ */
function answersIn(bytes: Buffer): unknown[] {
  const answers: unknown[] = [];
  for (let next = answerAt(bytes, 0); next; next = answerAt(bytes, next.end)) answers.push(next.value);
  return answers;
}

function answerAt(bytes: Buffer, start: number): { value: unknown; end: number } | undefined {
  const lineEnd = bytes.indexOf('\r\n', start);
  if (lineEnd < 0) return undefined;
  const line = bytes.toString('utf8', start + 1, lineEnd);
  const end = lineEnd + 2;
  const size = Number(line);
  switch (String.fromCharCode(bytes[start] ?? 0)) {
    case ':':
      return { value: size, end };
    case '-':
      return { value: new RedisError(line), end };
    case '$':
      if (size < 0) return { value: null, end };
      return bytes.length < end + size + 2 ? undefined : { value: bytes.toString('utf8', end, end + size), end: end + size + 2 };
    case '*':
      return listAt(bytes, end, size);
    default:
      return { value: line, end };
  }
}

function listAt(bytes: Buffer, start: number, size: number): { value: unknown; end: number } | undefined {
  const list: unknown[] = [];
  let end = start;
  while (list.length < size) {
    const item = answerAt(bytes, end);
    if (!item) return undefined;
    list.push(item.value);
    end = item.end;
  }
  return { value: list, end };
}
