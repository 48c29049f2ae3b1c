import { describe, expect, test } from 'vitest';
import { type ObservedRequest, sightingIn } from './define';
import observer from './openai-session';

const token = `sess-${'A1_-'.repeat(10)}`;
const bearer = { name: 'Authorization', value: `Bearer ${token}` };

/** A request of the website's own page, as Chromium tells of it. */
function requestWith(changes: Partial<ObservedRequest> = {}): ObservedRequest {
  const url = 'https://api.openai.com/v1/dashboard/billing/credit_grants';
  return { url, tabId: 7, method: 'GET', initiator: 'https://platform.openai.com', requestHeaders: [bearer], ...changes };
}

/** The same, as Firefox tells of it. */
function requestInFirefox(changes: Partial<ObservedRequest> = {}): ObservedRequest {
  const { initiator: _initiator, ...request } = requestWith();
  return {
    ...request,
    originUrl: 'https://platform.openai.com/settings/organization/billing/overview',
    documentUrl: 'https://platform.openai.com/',
    incognito: false,
    ...changes,
  };
}

function sentWith(...requestHeaders: { name: string; value?: string }[]) {
  return sightingIn(requestWith({ requestHeaders }), observer);
}

describe('a request of the website with a session', () => {
  test('is seen in Chromium and in Firefox', () => {
    expect(sightingIn(requestWith(), observer)).toEqual({ token });
    expect(sightingIn(requestInFirefox(), observer)).toEqual({ token });
    expect(sightingIn(requestInFirefox({ originUrl: undefined }), observer)).toEqual({ token });
  });

  test.each(['GET', 'POST', 'PATCH', 'DELETE'])('is seen with %s', (method) => {
    expect(sightingIn(requestWith({ method }), observer)).toEqual({ token });
  });

  test.each(['Authorization', 'authorization', 'AUTHORIZATION'])('is seen with the header written %s', (name) => {
    expect(sentWith({ name: 'accept', value: '*/*' }, { name, value: bearer.value })).toEqual({ token });
  });

  test.each(['OpenAI-Organization', 'openai-organization', 'Openai-Organization'])('tells the organization from the header %s', (name) => {
    expect(sentWith(bearer, { name, value: 'org-EXAMPLE_1' })).toEqual({ token, organization: 'org-EXAMPLE_1' });
  });

  test.each(['', ' ', 'org 1', 'org/../1', 'org-1\r\nx-evil: 1', 'org-ü', `org-${'x'.repeat(61)}`])('takes no organization from %j', (value) => {
    expect(sentWith(bearer, { name: 'openai-organization', value })).toEqual({ token });
  });

  test('takes no organization from a header without a value', () => {
    expect(sentWith(bearer, { name: 'openai-organization' })).toEqual({ token });
  });

  test('gives away nothing else of the request', () => {
    const headers = [bearer, { name: 'cookie', value: 'cf_clearance=1' }, { name: 'openai-project', value: 'proj_1' }];
    expect(Object.keys(sentWith(...headers) ?? {})).toEqual(['token']);
  });
});

describe('not looked at is', () => {
  test.each(['https://evil.example', 'https://platform.openai.com.evil.example', 'https://chatgpt.com', 'http://platform.openai.com', 'null', ''])(
    'a request that %j made',
    (initiator) => {
      expect(sightingIn(requestWith({ initiator }), observer)).toBeUndefined();
    },
  );

  test.each(['https://evil.example/https://platform.openai.com', 'https://platform.openai.com:8443/', 'moz-extension://some-id/options.html', 'nonsense'])(
    'a request that Firefox says %j made, whatever its document',
    (originUrl) => {
      expect(sightingIn(requestInFirefox({ originUrl }), observer)).toBeUndefined();
    },
  );

  test('a request of which nobody says who made it', () => {
    expect(sightingIn(requestWith({ initiator: undefined }), observer)).toBeUndefined();
  });

  test('a request of no tab, such as our own', () => {
    expect(sightingIn(requestWith({ tabId: -1 }), observer)).toBeUndefined();
    expect(sightingIn(requestInFirefox({ tabId: -1 }), observer)).toBeUndefined();
  });

  test('the question whether a request may be made', () => {
    expect(sightingIn(requestWith({ method: 'OPTIONS' }), observer)).toBeUndefined();
  });

  test('a request of a private window', () => {
    expect(sightingIn(requestInFirefox({ incognito: true }), observer)).toBeUndefined();
  });

  test('a request without a credential, or whose headers are not told', () => {
    expect(sentWith()).toBeUndefined();
    expect(sentWith({ name: 'authorization' })).toBeUndefined();
    expect(sentWith({ name: 'x-authorization', value: bearer.value })).toBeUndefined();
    expect(sightingIn(requestWith({ requestHeaders: undefined }), observer)).toBeUndefined();
  });
});

describe('counted as another kind of credential, without a trace of it, is', () => {
  test.each([
    ['the token of a sign-in', 'Bearer eyJFIXTURE.access.x'],
    ['an API key', `Bearer sk-${'a'.repeat(32)}`],
    ['a session that is too short to be one', 'Bearer sess-short'],
    ['a session that is too long', `Bearer sess-${'a'.repeat(201)}`],
    ['a session with something behind it', `Bearer ${token}.x`],
    ['a session under another scheme', `Basic ${token}`],
    ['a session without a scheme', token],
    ['nothing', ''],
  ])('%s', (_what, value) => {
    expect(sentWith({ name: 'authorization', value }, { name: 'openai-organization', value: 'org-1' })).toBe('other');
  });

  test('nothing of a page that signs in: it has no session yet', () => {
    const url = 'https://api.openai.com/dashboard/onboarding/login';
    const requestHeaders = [{ name: 'authorization', value: 'Bearer eyJFIXTURE.access.x' }];
    expect(sightingIn(requestWith({ url, method: 'POST', requestHeaders }), observer)).toBeUndefined();
  });

  test('nothing of a foreign page', () => {
    const requestHeaders = [{ name: 'authorization', value: 'Bearer eyJFIXTURE.access.x' }];
    expect(sightingIn(requestWith({ initiator: 'https://evil.example', requestHeaders }), observer)).toBeUndefined();
  });
});
