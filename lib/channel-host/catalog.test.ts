import { describe, expect, test } from 'vitest';
import type { ChannelParts } from '../channel';
import { channelKindById, channelKinds, checkParts } from './catalog';
import type { ChannelKind, ChannelMessage } from './define';

const message: ChannelMessage = {
  id: 'm1',
  kind: 'below-amount',
  accountId: 'a1',
  title: 'Work: low',
  text: '$4.20 left <b> & @everyone a_b',
  at: 1_790_000_000_000,
};
const secret = '0123456789abcdef0123456789';

/** What a person enters for each kind, and what goes out for it. */
const cases: Record<string, { parts: ChannelParts; origin: string; url: string; headers?: object; body: object; accepted: string[]; refused: string[] }> = {
  slack: {
    parts: { address: `https://hooks.slack.com/services/T0/B0/${secret}` },
    origin: 'https://hooks.slack.com',
    url: `https://hooks.slack.com/services/T0/B0/${secret}`,
    body: { text: 'Work: low\n$4.20 left &lt;b&gt; &amp; @everyone a_b' },
    accepted: ['ok', 'ok\n', '{"success":true}'],
    refused: ['', 'no_service', '{"success":false}', '<html>ok</html>'],
  },
  discord: {
    parts: { address: `https://discord.com/api/webhooks/1/${secret}` },
    origin: 'https://discord.com',
    url: `https://discord.com/api/webhooks/1/${secret}`,
    body: { content: 'Work: low\n$4.20 left <b\\> & @everyone a\\_b', allowed_mentions: { parse: [] } },
    accepted: ['', '{"id":"1"}'],
    refused: [],
  },
  telegram: {
    parts: { token: `12345:${secret}`, chat: '-100200300' },
    origin: 'https://api.telegram.org',
    url: `https://api.telegram.org/bot12345:${secret}/sendMessage`,
    body: { chat_id: '-100200300', text: 'Work: low\n$4.20 left <b> & @everyone a_b' },
    accepted: ['{"ok":true,"result":{}}'],
    refused: ['', 'ok', '{"ok":false}', '{"ok":"true"}', '[]'],
  },
  ntfy: {
    parts: { address: 'ntfy.sh/my-topic', accessToken: `tk_${secret}` },
    origin: 'https://ntfy.sh',
    url: 'https://ntfy.sh/',
    headers: { authorization: `Bearer tk_${secret}` },
    body: { topic: 'my-topic', title: 'Work: low', message: '$4.20 left <b> & @everyone a_b' },
    accepted: ['{"id":"x","event":"message"}'],
    refused: ['', '{}', '{"code":40101}'],
  },
  bark: {
    parts: { address: `https://api.day.app/${secret}/` },
    origin: 'https://api.day.app',
    url: 'https://api.day.app/push',
    body: { device_key: secret, title: 'Work: low', body: '$4.20 left <b> & @everyone a_b', group: 'Remainder' },
    accepted: ['{"code":200,"message":"success"}'],
    refused: ['', '{"code":400}', '{"code":"200"}'],
  },
  json: {
    parts: { address: `https://example.com/hook?key=${secret}` },
    origin: 'https://example.com',
    url: `https://example.com/hook?key=${secret}`,
    body: { version: 1, ...message },
    accepted: ['', 'anything'],
    refused: [],
  },
};

const longText = 'word '.repeat(20_000);

describe.each(Object.entries(cases))('%s', (id, { parts, origin, url, headers = {}, body, accepted, refused }) => {
  const kind = channelKindById(id) as ChannelKind;

  test('takes what a person enters, and asks for its own origin only', () => {
    expect(checkParts(kind, { ...parts, chat: parts.chat ?? 'nobody asks' })).toEqual({ ok: true, parts, origin });
  });

  test('sends what the service documents', () => {
    expect(kind.request(parts, message)).toEqual({ url, headers, body });
  });

  test('knows a message that was taken from one that was not', () => {
    for (const text of accepted) expect(kind.isAccepted({ text })).toBe(true);
    for (const text of refused) expect([text, kind.isAccepted({ text })]).toEqual([text, false]);
  });

  test('refuses nothing at all, with a reason for everything it needs', () => {
    const needed = kind.fields.filter(({ isOptional }) => !isOptional).map(({ name }) => [name, 'missing']);
    expect(checkParts(kind, {})).toEqual({ ok: false, problems: Object.fromEntries(needed) });
  });

  test('cuts what is too long at a word', () => {
    const most = { slack: 40_000, discord: 2000, telegram: 4096, ntfy: 4096, bark: 2800 }[id];
    const sent = kind.request(parts, { ...message, text: longText }).body;
    const texts = Object.values(sent).filter((value): value is string => typeof value === 'string' && value.length > 1000);
    expect(texts).toHaveLength(1);
    if (most === undefined) expect(texts[0]).toBe(longText);
    else {
      expect(texts[0]?.endsWith('word…')).toBe(true);
      expect(new TextEncoder().encode(texts[0]).length).toBeLessThanOrEqual(most + 2);
      expect(texts[0]?.length).toBeGreaterThan(most - 10);
    }
  });
});

describe('what a kind asks for more', () => {
  const problems = (id: string, parts: ChannelParts) => {
    const checked = checkParts(channelKindById(id) as ChannelKind, parts);
    return checked.ok ? {} : checked.problems;
  };

  test('a bot needs its token and a chat, each in its form', () => {
    expect(problems('telegram', { token: 'abc', chat: 'me' })).toEqual({ token: 'no-token', chat: 'no-chat' });
    expect(problems('telegram', { token: `12345:${secret}`, chat: '@my_channel' })).toEqual({});
    expect(problems('telegram', { token: `12345:${secret}/../x`, chat: '1' })).toEqual({ token: 'no-token' });
  });

  test('ntfy needs a topic, and a token that fits into a header', () => {
    expect(problems('ntfy', { address: 'https://ntfy.sh/' })).toEqual({ address: 'no-topic' });
    expect(problems('ntfy', { address: 'https://ntfy.sh/a.b' })).toEqual({ address: 'no-topic' });
    expect(problems('ntfy', { address: 'https://ntfy.sh/a', accessToken: 'tk_é' })).toEqual({ accessToken: 'bad-characters' });
  });

  test('Bark needs the key of a device', () => {
    expect(problems('bark', { address: 'https://api.day.app' })).toEqual({ address: 'no-device-key' });
  });

  test('escapes of Discord count as what they are', () => {
    const { body } = (channelKindById('discord') as ChannelKind).request(cases['discord']?.parts ?? {}, { ...message, text: 'a_b '.repeat(1000) });
    expect(String(body['content']).length).toBeLessThanOrEqual(2000);
    expect(String(body['content'])).toMatch(/a\\_b…$/);
  });
});

test('every kind is named after its file and is looked at here', () => {
  expect(channelKinds.map(({ id }) => id).sort()).toEqual(Object.keys(cases).sort());
});
