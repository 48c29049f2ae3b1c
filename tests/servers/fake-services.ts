import { createHash, X509Certificate } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

/** What a fake service answers. A body that is no text is sent as JSON. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Milliseconds before anything is sent. */
  delayMs?: number;
  /** Writes the answer itself, for what no ordinary answer does. */
  write?(response: http.ServerResponse): void;
}

/** A request as it arrived. */
export interface Seen {
  host: string;
  path: string;
  query: URLSearchParams;
  method: string;
  headers: http.IncomingHttpHeaders;
  body: string;
  at: number;
}

export interface FakeServices {
  /** Loopback port that speaks TLS for every host name. */
  tlsPort: number;
  /** Loopback port that speaks plain HTTP. */
  httpPort: number;
  /** Base64 SHA-256 of the certificate's public key, for Chromium's switch. */
  spki: string;
  /** Sets what a host answers on a path. Later calls replace earlier ones. */
  on(host: string, path: string, reply: Reply | ((seen: Seen) => Reply)): void;
  /** Requests so far, of one host or of all. */
  seen(host?: string): Seen[];
  /** Forgets requests and answers. */
  reset(): void;
  close(): Promise<void>;
}

/**
 * Services for tests: they answer as they are told, and remember what they were asked. A host is named without its port,
 * so the same answers serve `api.openai.com` over TLS and `127.0.0.1` over plain HTTP.
 */
export async function startFakeServices(hosts: readonly string[]): Promise<FakeServices> {
  const certificate = await generate([{ name: 'commonName', value: 'fake services' }], {
    algorithm: 'sha256',
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames: [...hosts.map((value) => ({ type: 2 as const, value })), { type: 7 as const, ip: '127.0.0.1' }] }],
  });
  const replies = new Map<string, Reply | ((seen: Seen) => Reply)>();
  const requests: Seen[] = [];

  async function handle(request: http.IncomingMessage, response: http.ServerResponse) {
    const at = Date.now();
    const body = await textOf(request);
    const url = new URL(request.url ?? '/', 'http://any');
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    const seen: Seen = { host, path: url.pathname, query: url.searchParams, method: request.method ?? '', headers: request.headers, body, at };
    requests.push(seen);
    const found = replies.get(`${host} ${url.pathname}`);
    const reply = typeof found === 'function' ? found(seen) : (found ?? { status: 404, body: { error: { message: 'not found' } } });
    setTimeout(() => send(reply, response), reply.delayMs ?? 0);
  }

  const tls = https.createServer({ key: certificate.private, cert: certificate.cert }, handle);
  const plain = http.createServer(handle);
  await Promise.all([tls, plain].map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))));
  const publicKey = new X509Certificate(certificate.cert).publicKey.export({ type: 'spki', format: 'der' });

  return {
    tlsPort: (tls.address() as AddressInfo).port,
    httpPort: (plain.address() as AddressInfo).port,
    spki: createHash('sha256').update(publicKey).digest('base64'),
    on: (host, path, reply) => void replies.set(`${host} ${path}`, reply),
    seen: (host) => requests.filter((request) => host === undefined || request.host === host),
    reset() {
      replies.clear();
      requests.length = 0;
    },
    async close() {
      for (const server of [tls, plain]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

async function textOf(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  // Whoever goes away in the middle has said all there is.
  for await (const chunk of request.on('error', () => undefined)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function send({ status = 200, headers = {}, body, write }: Reply, response: http.ServerResponse): void {
  if (write) {
    write(response);
    return;
  }
  const isText = typeof body === 'string';
  const text = body === undefined ? '' : isText ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': isText ? 'text/html; charset=utf-8' : 'application/json', ...headers });
  response.end(text);
}
