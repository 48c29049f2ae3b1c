import type { ChannelField } from '../channel';
import { addressProblem, splitAddress } from '../channel-host/address';
import { answeredObject } from '../channel-host/answer-json';
import { byteLength, cutAtWord } from '../channel-host/cut';
import { defineChannel, type PartProblem } from '../channel-host/define';

/** In bytes. What is longer becomes a file to be opened. */
const longestMessage = 4096;
const longestTitle = 250;

/**
 * A topic of ntfy, on its own server or on another one.
 *
 * @see https://docs.ntfy.sh/publish/#publish-as-json
 */
export default defineChannel({
  id: 'ntfy',
  name: 'ntfy',
  fields: [{ name: 'address' }, { name: 'accessToken', isOptional: true }],
  check({ address = '', accessToken = '' }) {
    const problems: Partial<Record<ChannelField, PartProblem>> = {};
    const problem = addressProblem(address) ?? (/^[\w-]{1,64}$/.test(splitAddress(address)?.last ?? '') ? undefined : 'no-topic');
    if (problem) problems.address = problem;
    // Firefox repeats a header that it refuses inside its error message.
    if (!/^[\x21-\x7e]*$/.test(accessToken)) problems.accessToken = 'bad-characters';
    return problems;
  },
  // The topic goes into the body: headers could not hold a title in every language.
  request({ address = '', accessToken }, { title, text }) {
    const { server = '', last: topic = '' } = splitAddress(address) ?? {};
    return {
      url: `${server}/`,
      headers: accessToken ? { authorization: `Bearer ${accessToken}` } : {},
      body: { topic, title: cutAtWord(title, longestTitle, byteLength), message: cutAtWord(text, longestMessage, byteLength) },
    };
  },
  isAccepted: ({ text }) => typeof answeredObject(text)?.['id'] === 'string',
});
