import { addressProblem, fullAddress } from '../channel-host/address';
import { defineChannel } from '../channel-host/define';

/** Any address that takes JSON. What is sent is a contract (docs/alerts-channels.md): fields are added, never changed. */
export default defineChannel({
  id: 'json',
  name: 'JSON',
  fields: [{ name: 'address' }],
  check: ({ address = '' }) => {
    const problem = addressProblem(address);
    return problem ? { address: problem } : {};
  },
  request: ({ address = '' }, { id, kind, accountId, title, text, at }) => ({
    url: fullAddress(address),
    headers: {},
    body: { version: 1, id, kind, accountId, title, text, at },
  }),
  isAccepted: () => true,
});
