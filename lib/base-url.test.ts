import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBaseUrl, permissionPattern } from './base-url';

describe('an address', () => {
  test.each([
    ['https://relay.example.com', 'https://relay.example.com', 'encrypted'],
    ['relay.example.com', 'https://relay.example.com', 'encrypted'],
    ['  https://relay.example.com/  ', 'https://relay.example.com', 'encrypted'],
    ['HTTPS://Relay.Example.COM', 'https://relay.example.com', 'encrypted'],
    ['https://relay.example.com/v1', 'https://relay.example.com', 'encrypted'],
    ['https://relay.example.com/v1/', 'https://relay.example.com', 'encrypted'],
    ['https://relay.example.com/api/v1', 'https://relay.example.com', 'encrypted'],
    ['https://relay.example.com/v1beta', 'https://relay.example.com', 'encrypted'],
    ['https://relay.example.com/relay/v1', 'https://relay.example.com/relay', 'encrypted'],
    ['https://relay.example.com/a/../b', 'https://relay.example.com/b', 'encrypted'],
    ['https://relay.example.com:8443/x', 'https://relay.example.com:8443/x', 'encrypted'],
    ['relay.example.com:8443', 'https://relay.example.com:8443', 'encrypted'],
    ['https://intranet', 'https://intranet', 'encrypted'],
    ['https://例え.jp', 'https://xn--r8jz45g.jp', 'encrypted'],
    ['localhost:3000', 'https://localhost:3000', 'encrypted'],
    ['http://localhost:3000', 'http://localhost:3000', 'this-machine'],
    ['http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080', 'this-machine'],
    ['http://127.9.9.9', 'http://127.9.9.9', 'this-machine'],
    ['http://2130706433', 'http://127.0.0.1', 'this-machine'],
    ['http://0x7f.1', 'http://127.0.0.1', 'this-machine'],
    ['http://[::1]:3000', 'http://[::1]:3000', 'this-machine'],
    ['http://10.1.2.3', 'http://10.1.2.3', 'local-network'],
    ['http://172.16.0.1', 'http://172.16.0.1', 'local-network'],
    ['http://172.31.255.255', 'http://172.31.255.255', 'local-network'],
    ['http://192.168.1.20:3000', 'http://192.168.1.20:3000', 'local-network'],
    ['http://[fd12:3456::1]', 'http://[fd12:3456::1]', 'local-network'],
    ['http://nas.local', 'http://nas.local', 'local-network'],
  ])('%s is %s (%s)', (input, url, transport) => {
    expect(parseBaseUrl(input)).toEqual({ ok: true, url, origin: new URL(url).origin, transport });
  });

  test.each([
    ['', 'missing'],
    ['   ', 'missing'],
    ['relay', 'not-a-url'],
    ['not a url', 'control-characters'],
    ['https://', 'not-a-url'],
    ['https://relay.example.com.', 'not-a-url'],
    ['https://999.1.1.1', 'not-a-url'],
    ['https://relay.example.com:99999', 'not-a-url'],
    ['ftp://relay.example.com', 'wrong-scheme'],
    ['file:///etc/passwd', 'wrong-scheme'],
    ['javascript:alert(1)', 'wrong-scheme'],
    ['data:text/html,x', 'wrong-scheme'],
    ['chrome-extension://abc/x', 'wrong-scheme'],
    ['https://user:secret@relay.example.com', 'user-info'],
    ['https://user@relay.example.com', 'user-info'],
    ['https://api.openai.com@evil.example', 'user-info'],
    ['relay.example.com@evil.example', 'user-info'],
    ['https://relay.example.com?key=x', 'has-query'],
    ['https://relay.example.com/#x', 'has-query'],
    ['https://relay.exa\tmple.com', 'control-characters'],
    ['https://relay.example.com/\nv1', 'control-characters'],
    ['https:\\\\relay.example.com', 'control-characters'],
    ['https://relay\u200b.example.com', 'control-characters'],
    ['https://\u202erelay.example.com', 'control-characters'],
    ['http://relay.example.com', 'insecure'],
    ['http:relay.example.com', 'insecure'],
    ['http://8.8.8.8', 'insecure'],
    ['http://0.0.0.0', 'insecure'],
    ['http://172.15.0.1', 'insecure'],
    ['http://172.32.0.1', 'insecure'],
    ['http://192.169.0.1', 'insecure'],
    ['http://11.0.0.1', 'insecure'],
    ['http://127.0.0.1.nip.io', 'insecure'],
    ['http://10.0.0.1.evil.example', 'insecure'],
    ['http://localhost.evil.example', 'insecure'],
    ['http://nas.local.evil.example', 'insecure'],
    ['http://[2001:db8::1]', 'insecure'],
    ['http://[fe80::1]', 'insecure'],
    ['http://[::ffff:8.8.8.8]', 'insecure'],
    ['http://intranet', 'insecure'],
  ])('%s is refused: %s', (input, problem) => {
    expect(parseBaseUrl(input)).toEqual({ ok: false, problem });
  });
});

describe('whatever is typed', () => {
  const hosts = fc.oneof(
    fc.ipV4(),
    fc.ipV4Extended(),
    fc.domain(),
    fc.ipV6().map((address) => `[${address}]`),
    fc.constantFrom('localhost', '127.0.0.1', '10.0.0.1', 'nas.local'),
  );
  const addresses = fc
    .tuple(
      fc.constantFrom('http://', 'https://', 'HTTP://', 'http:', '', 'ftp://'),
      fc.constantFrom('', '', 'user@', 'user:pass@', ':@'),
      hosts,
      fc.constantFrom('', ':80', ':3000'),
      fc.constantFrom('', '/', '/v1', '/x/y'),
    )
    .map((parts) => parts.join(''));
  const typed = fc.oneof(
    addresses,
    fc.webUrl({ validSchemes: ['http', 'https'], withQueryParameters: true, withFragments: true }),
    fc.string(),
    fc.string({ unit: 'binary' }),
  );

  /** Written apart from the code under test: what an address of this machine or a private network is. */
  const near =
    /^(?:localhost|.*\.local|\[::1\]|\[f[cd][0-9a-f]{2}:.*\]|127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+)$/;

  test('plain http goes nowhere but to this machine and private ranges', () => {
    fc.assert(
      fc.property(typed, (input) => {
        const result = parseBaseUrl(input);
        if (!result.ok) return;
        const { protocol, hostname } = new URL(result.url);
        expect(protocol).toBe(result.transport === 'encrypted' ? 'https:' : 'http:');
        if (protocol === 'http:') expect(hostname).toMatch(near);
      }),
      { numRuns: 500 },
    );
  });

  test('nothing but an origin and a path comes through', () => {
    fc.assert(
      fc.property(typed, (input) => {
        const result = parseBaseUrl(input);
        if (!result.ok) return;
        const url = new URL(result.url);
        expect([url.username, url.password, url.search, url.hash]).toEqual(['', '', '', '']);
        expect(url.origin).toBe(result.origin);
        expect(result.url.endsWith('/')).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('what came through once comes through again as the same, up to a further version segment', () => {
    fc.assert(
      fc.property(addresses, (input) => {
        const once = parseBaseUrl(input);
        if (once.ok) expect(parseBaseUrl(once.url)).toEqual(once);
      }),
    );
  });
});

test('a permission is for one host and one scheme, without its port', () => {
  expect(permissionPattern('https://relay.example.com')).toBe('https://relay.example.com/*');
  expect(permissionPattern('http://127.0.0.1:8080')).toBe('http://127.0.0.1/*');
  expect(permissionPattern('http://[::1]:3000')).toBe('http://[::1]/*');
});
