import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

/**
 * @typedef {object} DemoProvider
 * @property {string} url Base URL, without a trailing slash.
 * @property {() => number} readings How often a balance was read with a key.
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Wallet In cents.
 * @property {number} granted
 * @property {number} used
 */

/** New API counts in units of a 500 000th dollar. */
const unitsPerDollar = 500_000;

/**
 * A service with money in it, on loopback. It speaks the formats of three services, takes any key, and takes a little from
 * its wallet at every reading. A key always starts with the same wallet.
 *
 * @param {{ port?: number }} [options] Port 0 takes any free one.
 * @returns {Promise<DemoProvider>}
 */
export async function startDemoProvider({ port = 0 } = {}) {
  /** @type {Map<string, Wallet>} */
  const wallets = new Map();
  let readings = 0;

  /** @param {string} key */
  function read(key) {
    readings += 1;
    const wallet = wallets.get(key) ?? newWallet(key);
    wallets.set(key, wallet);
    spendSome(wallet);
    return wallet;
  }

  const server = createServer((request, response) => {
    const { status, body } = answer(request, read);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const address = await listening(server, port);
  return {
    url: `http://127.0.0.1:${address.port}`,
    readings: () => readings,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * What each address answers from a wallet, and how it refuses a request without a key.
 *
 * @type {Record<string, { balance(wallet: Wallet): object, refusal: object }>}
 */
const routes = {
  '/api/usage/token/': {
    balance: ({ granted, used }) => ({
      code: true,
      message: 'ok',
      data: {
        object: 'token_usage',
        name: 'demo',
        total_granted: units(granted),
        total_used: units(used),
        total_available: units(granted - used),
        unlimited_quota: false,
        model_limits: {},
        model_limits_enabled: false,
        expires_at: 0,
      },
    }),
    refusal: { success: false, message: 'No Authorization header' },
  },
  '/user/balance': {
    balance: ({ granted, used }) => ({
      is_available: granted > used,
      balance_infos: [{ currency: 'CNY', total_balance: amount(granted - used), granted_balance: '0.00', topped_up_balance: amount(granted - used) }],
    }),
    refusal: { error: { message: 'Authentication Fails, no api key', type: 'authentication_error', param: null, code: 'invalid_request_error' } },
  },
  '/v1/usage': {
    balance: ({ granted, used }) => ({ total_quota: granted / 100, used_quota: used / 100 }),
    refusal: { error: 'a key is needed' },
  },
};

const status = {
  success: true,
  message: '',
  data: { system_name: 'Demo', quota_per_unit: unitsPerDollar, quota_display_type: 'USD', display_in_currency: true },
};

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {(key: string) => Wallet} read
 * @returns {{ status: number, body: object }}
 */
function answer(request, read) {
  const { pathname } = new URL(request.url ?? '/', 'http://loopback');
  if (request.method !== 'GET') return { status: 405, body: { error: 'only GET is answered' } };
  if (pathname === '/api/status') return { status: 200, body: status };
  const route = Object.hasOwn(routes, pathname) ? routes[pathname] : undefined;
  if (!route) return { status: 404, body: { error: 'no such address' } };
  const key = /^Bearer (\S{8,})$/.exec(request.headers.authorization ?? '')?.[1];
  if (!key) return { status: 401, body: route.refusal };
  return { status: 200, body: route.balance(read(key)) };
}

/** From 40 to 167 granted, a third to two thirds of it used. @param {string} key @returns {Wallet} */
function newWallet(key) {
  const [first = 0, second = 0] = createHash('sha256').update(key).digest();
  const granted = 4000 + first * 50;
  return { granted, used: Math.round(granted * (1 / 3 + second / 768)) };
}

/** From 3 to 19 cents. A wallet that is nearly empty is filled up again, so that a demo left open stays one. @param {Wallet} wallet */
function spendSome(wallet) {
  wallet.used += 3 + ((wallet.used * 7) % 17);
  if (wallet.granted - wallet.used < 20) wallet.granted += 5000;
}

/** @param {number} cents */
function units(cents) {
  return cents * (unitsPerDollar / 100);
}

/** @param {number} cents */
function amount(cents) {
  return (cents / 100).toFixed(2);
}

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 * @returns {Promise<import('node:net').AddressInfo>}
 */
function listening(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(/** @type {import('node:net').AddressInfo} */ (server.address())));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url } = await startDemoProvider({ port: Number(process.argv[2] ?? 4517) });
  console.log(`The demo provider answers at ${url} (${Object.keys(routes).join(', ')}) with any key of 8 characters or more. Ctrl-C ends it.`);
}
