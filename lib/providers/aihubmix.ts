import { defineProvider } from '../provider-host/define';
import { readBilling } from '../relay/billing';
import { explain } from '../relay/errors';
import { relayPoliteness } from '../relay/politeness';
import { documentedUnit } from '../relay/status';
import { explainUser, readUserIn } from '../relay/user';

export default defineProvider({
  id: 'aihubmix',
  name: 'AIHubMix',
  icon: { text: 'AH', color: '#1d4ed8' },
  baseUrl: 'https://aihubmix.com',
  billingUrl: 'https://console.aihubmix.com',
  politeness: relayPoliteness,
  methods: [
    {
      id: 'account',
      credential: 'access-token',
      key: { createUrl: 'https://console.aihubmix.com' },
      // The token as it is, without a scheme.
      auth: { header: 'authorization' },
      gives: 'balance',
      source: { url: 'https://github.com/qixing-jk/all-api-hub/blob/main/src/services/apiService/aihubmix/index.ts', checked: 'never' },
      explain: explainUser,
      // Documented for the usage of keys; that the user's quota has the same scale is what another client takes for granted.
      read: (context) => readUserIn({ ...documentedUnit, assumed: true }, context),
    },
    {
      id: 'billing',
      credential: 'api-key',
      key: {},
      auth: 'bearer',
      gives: 'balance',
      source: { url: 'https://github.com/songquanpeng/one-api/blob/main/controller/billing.go', checked: 'never' },
      explain,
      read: (context) => readBilling(context, { hasUnlimitedSign: true }),
    },
  ],
});
