import { addressProblem, fullAddress } from '../channel-host/address';
import { answeredObject } from '../channel-host/answer-json';
import { cutAtWord } from '../channel-host/cut';
import { defineChannel } from '../channel-host/define';

/** Slack cuts what is longer off by itself, in the middle of a word. */
const longestText = 40_000;

/**
 * An incoming webhook of Slack. Mattermost, Rocket.Chat and others take the same body.
 *
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export default defineChannel({
  id: 'slack',
  name: 'Slack',
  fields: [{ name: 'address' }],
  check: ({ address = '' }) => {
    const problem = addressProblem(address);
    return problem ? { address: problem } : {};
  },
  request: ({ address = '' }, { title, text }) => ({
    url: fullAddress(address),
    headers: {},
    body: { text: cutAtWord(`${escaped(title)}\n${escaped(text)}`, longestText) },
  }),
  // Slack and Mattermost say it in a word, Rocket.Chat as JSON.
  isAccepted: ({ text }) => text.trim() === 'ok' || answeredObject(text)?.['success'] === true,
});

/** These three would begin a mention or a link. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
