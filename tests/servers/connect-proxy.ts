import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ConnectProxy {
  /** Loopback port that browsers are told to send everything through. */
  port: number;
  /** Hosts that a tunnel was opened for, one entry a tunnel. */
  tunnelled(): string[];
  /** Hosts that were asked for and refused: whatever the browser itself wants from the network. */
  refused(): string[];
  close(): Promise<void>;
}

/**
 * A proxy that leads chosen host names to a local TLS server and refuses everything else, so that a test with production
 * host names can never reach the real services.
 *
 * @param hosts names without a port; only their port 443 is led anywhere.
 * @param tlsPort loopback port of the server that stands for all of them.
 */
export async function startConnectProxy(hosts: readonly string[], tlsPort: number): Promise<ConnectProxy> {
  const tunnelled: string[] = [];
  const refused: string[] = [];
  const sockets = new Set<Duplex>();

  const server = http.createServer((request, response) => {
    refused.push(hostOf(request.url ?? ''));
    response.writeHead(403, { connection: 'close' }).end();
  });
  server.on('connect', (request: http.IncomingMessage, client: Duplex, head: Buffer) => {
    const [host = '', port] = (request.url ?? '').split(':');
    sockets.add(client);
    client.on('close', () => sockets.delete(client));
    client.on('error', () => client.destroy());
    if (port !== '443' || !hosts.includes(host)) {
      refused.push(host);
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    tunnelled.push(host);
    const upstream = net.connect(tlsPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client);
      client.pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    tunnelled: () => [...tunnelled],
    refused: () => [...refused],
    async close() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : url;
}
