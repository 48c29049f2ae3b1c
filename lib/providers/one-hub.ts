import { defineProvider } from '../provider-host/define';
import { readBilling } from '../relay/billing';
import { explain } from '../relay/errors';
import { relayGreeting } from '../relay/greeting';
import { relayPoliteness } from '../relay/politeness';
import { explainUser, readUser } from '../relay/user';

/** A key without a limit answers with the totals of its owner: what is left of them is what the key can spend. */
export default defineProvider({
  id: 'one-hub',
  name: 'One Hub',
  icon: { text: '1H', color: '#7c3aed' },
  detection: { order: 3, greeting: relayGreeting(({ PaymentUSDRate }) => PaymentUSDRate !== undefined) },
  politeness: relayPoliteness,
  methods: [
    {
      id: 'billing',
      credential: 'api-key',
      key: {},
      auth: 'bearer',
      gives: 'balance',
      source: { url: 'https://github.com/MartialBE/one-hub/blob/main/controller/billing.go', checked: 'never' },
      explain,
      read: (context) => readBilling(context, { hasUnlimitedSign: false }),
    },
    {
      id: 'account',
      credential: 'access-token',
      key: {},
      auth: 'bearer',
      gives: 'balance',
      source: { url: 'https://github.com/MartialBE/one-hub/blob/main/controller/user.go', checked: 'never' },
      explain: explainUser,
      read: (context) => readUser(context),
    },
  ],
});
