import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { RedisError } from './redis-protocol.ts';

/**
 * The REST interface of Upstash in front of a Redis: a command in the path, a token, and its own shape of answers.
 *
 * @param command gives a command to the Redis.
 * @see https://upstash.com/docs/redis/features/restapi
 */
export async function startUpstash(token: string, command: (...parts: string[]) => Promise<unknown>): Promise<{ url: string; close(): Promise<void> }> {
  const server = http.createServer(async (request, response) => {
    const { status, body } = await answer(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });

  async function answer({ headers, url = '/' }: http.IncomingMessage): Promise<{ status: number; body: unknown }> {
    if (headers.authorization !== `Bearer ${token}`) return { status: 401, body: { error: 'WRONGPASS invalid or missing auth token' } };
    try {
      return { status: 200, body: { result: await command(...url.slice(1).split('/').map(decodeURIComponent)) } };
    } catch (error) {
      return { status: error instanceof RedisError ? 400 : 500, body: { error: String((error as Error).message) } };
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
