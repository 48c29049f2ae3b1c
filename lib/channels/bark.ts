import { addressProblem, splitAddress } from '../channel-host/address';
import { answeredObject } from '../channel-host/answer-json';
import { byteLength, cutAtWord } from '../channel-host/cut';
import { defineChannel } from '../channel-host/define';

/** In bytes: Apple takes 4096 for everything together. */
const longestTitle = 400;
const longestBody = 2800;

/**
 * The app Bark on an iPhone.
 *
 * @see https://github.com/Finb/bark-server/blob/master/docs/API_V2.md
 */
export default defineChannel({
  id: 'bark',
  name: 'Bark',
  fields: [{ name: 'address' }],
  check({ address = '' }) {
    const problem = addressProblem(address) ?? (/^[\w-]{4,128}$/.test(splitAddress(address)?.last ?? '') ? undefined : 'no-device-key');
    return problem ? { address: problem } : {};
  },
  request({ address = '' }, { title, text }) {
    const { server = '', last: key = '' } = splitAddress(address) ?? {};
    return {
      url: `${server}/push`,
      headers: {},
      body: { device_key: key, title: cutAtWord(title, longestTitle, byteLength), body: cutAtWord(text, longestBody, byteLength), group: 'Remainder' },
    };
  },
  isAccepted: ({ text }) => answeredObject(text)?.['code'] === 200,
});
