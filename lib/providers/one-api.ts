import { defineProvider } from '../provider-host/define';
import { readBilling } from '../relay/billing';
import { explain } from '../relay/errors';
import { relayGreeting } from '../relay/greeting';
import { relayPoliteness } from '../relay/politeness';
import { explainUser, readUser } from '../relay/user';

export default defineProvider({
  id: 'one-api',
  name: 'One API',
  icon: { text: '1A', color: '#b45309' },
  detection: { order: 40, greeting: relayGreeting(() => true), withKey: true },
  politeness: relayPoliteness,
  methods: [
    {
      id: 'billing',
      credential: 'api-key',
      key: {},
      auth: 'bearer',
      gives: 'balance',
      fields: ['limitIsRemainder'],
      source: { url: 'https://github.com/songquanpeng/one-api/blob/main/controller/billing.go', checked: 'never' },
      explain,
      read: (context) => readBilling(context, { hasUnlimitedSign: true, limitIsRemainder: context.fields.limitIsRemainder === 'yes' }),
    },
    {
      id: 'account',
      credential: 'access-token',
      key: {},
      auth: 'bearer',
      gives: 'balance',
      source: { url: 'https://github.com/songquanpeng/one-api/blob/main/controller/user.go', checked: 'never' },
      explain: explainUser,
      read: (context) => readUser(context),
    },
  ],
});
