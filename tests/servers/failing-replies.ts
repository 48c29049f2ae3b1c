import type { Failure } from '../../lib/failure.ts';
import type { Reply } from './fake-services.ts';

/** What stands before a website that wants to see a person. */
const page = '<!doctype html><html><head><title>Just a moment…</title></head><body><script>location.href="/check"</script>Sign in</body></html>';

/** An answer that gives no figure, and what a person is told of it. */
export interface FailingReply {
  what: string;
  /** Can stand in a host's name and in a path. */
  name: string;
  reply: Reply;
  failure: Failure['kind'];
  sentence: string;
  action: string;
}

export const failingReplies: readonly FailingReply[] = [
  {
    what: '401',
    name: 'a401',
    reply: { status: 401, body: { error: { message: 'bad key' } } },
    failure: 'unauthorized',
    sentence: 'The key was refused.',
    action: 'Replace the key',
  },
  { what: '402', name: 'a402', reply: { status: 402, body: {} }, failure: 'exhausted', sentence: 'The key is used up.', action: 'Open billing page' },
  {
    what: '403 in JSON',
    name: 'a403',
    reply: { status: 403, body: { error: 'no' } },
    failure: 'forbidden',
    sentence: 'does not let this key see the balance',
    action: 'Open billing page',
  },
  {
    what: '403 as a page',
    name: 'b403',
    reply: { status: 403, body: page },
    failure: 'challenge',
    sentence: 'A page came back instead of data',
    action: 'Open the site',
  },
  {
    what: '404',
    name: 'a404',
    reply: { status: 404, body: {} },
    failure: 'unsupported',
    sentence: 'does not offer a balance here',
    action: 'Edit account',
  },
  { what: '500', name: 'a500', reply: { status: 500, body: 'oops' }, failure: 'unavailable', sentence: 'HTTP 500', action: 'Try again' },
  {
    what: 'a page at status 200',
    name: 'page',
    reply: { status: 200, body: page },
    failure: 'challenge',
    sentence: 'A page came back instead of data',
    action: 'Open the site',
  },
  {
    what: 'a page that calls itself JSON',
    name: 'liar',
    reply: { status: 200, headers: { 'content-type': 'application/json' }, body: page },
    failure: 'challenge',
    sentence: 'A page came back instead of data',
    action: 'Open the site',
  },
  {
    what: 'an empty answer',
    name: 'empty',
    reply: { status: 200, body: '' },
    failure: 'bad-response',
    sentence: 'The answer has changed shape (empty)',
    action: 'Try again',
  },
  {
    what: 'another shape',
    name: 'shape',
    reply: { body: { quota: 5 } },
    failure: 'bad-response',
    sentence: 'has changed shape (/total_quota)',
    action: 'Try again',
  },
  {
    what: 'a figure that is null',
    name: 'null',
    reply: { body: { total_quota: null, used_quota: 1 } },
    failure: 'bad-response',
    sentence: 'has changed shape (/total_quota)',
    action: 'Try again',
  },
  {
    what: 'broken JSON',
    name: 'json',
    reply: { headers: { 'content-type': 'application/json' }, body: '{"total_quota": 5,' },
    failure: 'bad-response',
    sentence: '(json)',
    action: 'Try again',
  },
  {
    what: 'a body that is longer than it says',
    name: 'longer',
    reply: bytes(Buffer.from('{"total_quota": 5, "used_quota": 1}'), { 'content-length': '20', connection: 'close' }),
    failure: 'bad-response',
    sentence: '(json)',
    action: 'Try again',
  },
  {
    what: 'no content (204)',
    name: 'a204',
    reply: { status: 204 },
    failure: 'bad-response',
    sentence: 'The answer has changed shape (empty)',
    action: 'Try again',
  },
  {
    what: 'JSON that calls itself text',
    name: 'plain',
    reply: { headers: { 'content-type': 'text/plain' }, body: '{"total_quota":5,"used_quota":1}' },
    failure: 'bad-response',
    sentence: 'has changed shape',
    action: 'Try again',
  },
  {
    what: 'UTF-16',
    name: 'utf16',
    reply: bytes(Buffer.from('\ufeff{"total_quota":5,"used_quota":1}', 'utf16le')),
    failure: 'bad-response',
    sentence: '(encoding)',
    action: 'Try again',
  },
  {
    what: 'bytes that are no UTF-8',
    name: 'bytes',
    reply: bytes(Buffer.from('7b22746f74616c5f71756f7461223a352c226e616d65223a22c3287d', 'hex')),
    failure: 'bad-response',
    sentence: '(encoding)',
    action: 'Try again',
  },
  {
    what: 'a connection that is closed in mid-body',
    name: 'closed',
    reply: {
      write(response) {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"total_quota": 5');
        setTimeout(() => response.destroy(), 50);
      },
    },
    failure: 'network',
    sentence: 'could not be reached',
    action: 'Try again',
  },
];

function bytes(body: Buffer, headers: Record<string, string> = {}): Reply {
  return { write: (response) => void response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body) };
}
