import http from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { centsOf, indexOf } from './provider.mjs';

const unitsPerDollar = 500_000;
const unitsPerCent = unitsPerDollar / 100;

/** The two routes of New API that a key may ask, by path. */
const routes = {
  '/api/status': () => ({ success: true, message: '', data: { quota_per_unit: unitsPerDollar, quota_display_type: 'USD' } }),
  '/api/usage/token/': (index, round) => ({
    code: true,
    message: 'ok',
    data: {
      object: 'token_usage',
      name: `bench ${index}`,
      total_granted: 20_000 * unitsPerCent,
      total_used: (20_000 - centsOf(index, round)) * unitsPerCent,
      total_available: centsOf(index, round) * unitsPerCent,
      unlimited_quota: false,
      model_limits: {},
      model_limits_enabled: false,
      expires_at: 0,
    },
  }),
};

let round = 0;
let counts = nothing();
let underway = 0;

const server = http.createServer({ keepAliveTimeout: 4000 }, (request, response) => {
  const route = routes[request.url];
  counts.requests += 1;
  counts.paths[request.url] = (counts.paths[request.url] ?? 0) + 1;
  underway += 1;
  counts.together = Math.max(counts.together, underway);
  setTimeout(() => {
    underway -= 1;
    response.writeHead(route ? 200 : 404, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(route ? route(indexOf(request.headers.host ?? ''), round) : {}));
  }, workerData.latency);
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 511 }, () => parentPort?.postMessage({ port: server.address()?.port }));

parentPort?.on('message', ({ begin }) => {
  if (begin !== undefined) {
    round = begin;
    counts = nothing();
  }
  parentPort?.postMessage(counts);
});

function nothing() {
  return { requests: 0, together: 0, paths: {} };
}
