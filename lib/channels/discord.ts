import { addressProblem, fullAddress } from '../channel-host/address';
import { cutAtWord } from '../channel-host/cut';
import { defineChannel } from '../channel-host/define';

const longestContent = 2000;

/**
 * A webhook of a Discord channel.
 *
 * @see https://discord.com/developers/docs/resources/webhook#execute-webhook
 */
export default defineChannel({
  id: 'discord',
  name: 'Discord',
  fields: [{ name: 'address' }],
  check: ({ address = '' }) => {
    const problem = addressProblem(address);
    return problem ? { address: problem } : {};
  },
  request: ({ address = '' }, { title, text }) => ({
    url: fullAddress(address),
    headers: {},
    // The name of an account must not call everybody.
    body: { content: escaped(cutAtWord(`${title}\n${text}`, longestContent, (plain) => escaped(plain).length)), allowed_mentions: { parse: [] } },
  }),
  // Without a word, or with the whole message where the address asks for it: the status says all.
  isAccepted: () => true,
});

/** Keeps names like `team_a_b` from becoming italics. */
function escaped(text: string): string {
  return text.replaceAll(/[\\*_~`|>#[\]]/g, '\\$&');
}
