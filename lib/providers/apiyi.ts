import { defineProvider } from '../provider-host/define';
import { relayPoliteness } from '../relay/politeness';
import { documentedUnit } from '../relay/status';
import { explainUser, readUserIn } from '../relay/user';

export default defineProvider({
  id: 'apiyi',
  name: 'APIYI',
  icon: { text: 'Yi', color: '#9d174d' },
  baseUrl: 'https://api.apiyi.com',
  politeness: relayPoliteness,
  methods: [
    {
      id: 'account',
      credential: 'access-token',
      key: { createUrl: 'https://api.apiyi.com/account/profile' },
      // The token as it is, without a scheme.
      auth: { header: 'authorization' },
      gives: 'balance',
      source: { url: 'https://docs.apiyi.com/api-capabilities/balance-query', checked: 'never' },
      explain: explainUser,
      read: (context) => readUserIn(documentedUnit, context),
    },
  ],
});
