import type { ChannelField } from '../channel';
import { answeredObject } from '../channel-host/answer-json';
import { cutAtWord } from '../channel-host/cut';
import { defineChannel, type PartProblem } from '../channel-host/define';

const longestText = 4096;

/**
 * A bot of Telegram that writes into a chat.
 *
 * @see https://core.telegram.org/bots/api#sendmessage
 */
export default defineChannel({
  id: 'telegram',
  name: 'Telegram',
  fields: [{ name: 'token' }, { name: 'chat' }],
  check({ token = '', chat = '' }) {
    const problems: Partial<Record<ChannelField, PartProblem>> = {};
    if (!/^\d{3,20}:[\w-]{20,100}$/.test(token)) problems.token = token === '' ? 'missing' : 'no-token';
    if (!/^(?:-?\d{1,20}|@\w{3,64})$/.test(chat)) problems.chat = chat === '' ? 'missing' : 'no-chat';
    return problems;
  },
  request: ({ token = '', chat = '' }, { title, text }) => ({
    // The service takes the token nowhere else.
    url: `https://api.telegram.org/bot${token}/sendMessage`,
    headers: {},
    // Without a parse mode the text is taken as it is.
    body: { chat_id: chat, text: cutAtWord(`${title}\n${text}`, longestText) },
  }),
  isAccepted: ({ text }) => answeredObject(text)?.['ok'] === true,
});
