import { defineProvider } from '../provider-host/define';
import { readBilling } from '../relay/billing';
import { explain } from '../relay/errors';
import { relayGreeting } from '../relay/greeting';
import { relayPoliteness } from '../relay/politeness';
import { explainUser, readUser, userHeaders } from '../relay/user';

export default defineProvider({
  id: 'veloera',
  name: 'Veloera',
  icon: { text: 'Ve', color: '#0369a1' },
  politeness: relayPoliteness,
  required: ['userId'],
  detection: { order: 1, greeting: relayGreeting(({ check_in_enabled, system_name }) => check_in_enabled !== undefined || /veloera/i.test(system_name)) },
  methods: [
    {
      id: 'billing',
      credential: 'api-key',
      key: {},
      auth: 'bearer',
      gives: 'balance',
      source: { url: 'https://github.com/Veloera/Veloera/blob/main/controller/billing.go', checked: 'never' },
      explain,
      read: (context) => readBilling(context, { hasUnlimitedSign: true }),
    },
    {
      id: 'account',
      credential: 'access-token',
      key: {},
      auth: 'bearer',
      gives: 'balance',
      fields: ['userId'],
      source: { url: 'https://github.com/Veloera/Veloera/blob/main/controller/user.go', checked: 'never' },
      explain: explainUser,
      read: (context) => readUser(context, userHeaders(context.fields)),
    },
  ],
});
