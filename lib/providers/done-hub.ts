import { defineProvider } from '../provider-host/define';
import { readBilling } from '../relay/billing';
import { explain } from '../relay/errors';
import { relayGreeting } from '../relay/greeting';
import { relayPoliteness } from '../relay/politeness';
import { explainUser, readUser } from '../relay/user';

/** A key without a limit answers with the totals of its owner, and where the relay so wishes every key does: that much it can spend. */
export default defineProvider({
  id: 'done-hub',
  name: 'Done Hub',
  icon: { text: 'DH', color: '#be123c' },
  // It says what One Hub says, unless its owner has left it its name.
  detection: { order: 2, greeting: relayGreeting(({ system_name }) => /done[- ]?hub/i.test(system_name)) },
  politeness: relayPoliteness,
  methods: [
    {
      id: 'billing',
      credential: 'api-key',
      key: {},
      auth: 'bearer',
      gives: 'balance',
      source: { url: 'https://github.com/deanxv/done-hub/blob/main/controller/billing.go', checked: 'never' },
      explain,
      read: (context) => readBilling(context, { hasUnlimitedSign: false }),
    },
    {
      id: 'account',
      credential: 'access-token',
      key: {},
      auth: 'bearer',
      gives: 'balance',
      source: { url: 'https://github.com/deanxv/done-hub/blob/main/controller/user.go', checked: 'never' },
      explain: explainUser,
      read: (context) => readUser(context),
    },
  ],
});
