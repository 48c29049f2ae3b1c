import type { AccountState, VaultState } from '../../snapshot';
import { plural } from '../plural';
import type { AccountField, BadgeModeText, BaseUrlText, CredentialProblemText, CredentialText, FailureText, RuleText } from '../shape';

/** The BCP 47 tag that numbers and dates are written by, and the language's name for itself. */
export const language = { tag: 'en', name: 'English' };

const accounts = (count: number) => plural('en', count, { one: '# account', other: '# accounts' });

/** The toolbar button's tooltip. All that the background says in words. */
export const tooltip = {
  empty: 'Remainder: no account yet. Click to add one.',
  uncounted: 'Remainder: no account counts in the total.',
  waiting: 'Remainder: reading your accounts.',
  unknown: (count: number) => `Remainder: nothing could be read from ${accounts(count)}.`,
  total: (amount: string, count: number) => `Remainder: ${amount} left in ${accounts(count)}.`,
  account: (label: string, amount: string) => `Remainder: ${label} has ${amount} left.`,
  blocked: 'The service says that it cannot be spent.',
  hidden: (count: number) => `Remainder: amounts are hidden. ${accounts(count)}.`,
  others: (amounts: string) => `Also ${amounts}.`,
  unlimited: (count: number) => plural('en', count, { one: '# account has no limit.', other: '# accounts have no limit.' }),
  unlimitedOnly: 'Remainder: no limit.',
  lowest: (label: string, amount: string) => `Lowest: ${label}, ${amount}.`,
  readAt: (time: string) => `Read at ${time}.`,
  limits: (count: number) =>
    plural('en', count, { one: '# of them is what a limit still allows, not money.', other: '# of them are what limits still allow, not money.' }),
  converted: 'Converted with your own rates.',
  failed: (count: number) => plural('en', count, { one: '# account could not be read.', other: '# accounts could not be read.' }),
  stale: (count: number) => plural('en', count, { one: '# figure is old.', other: '# figures are old.' }),
  unread: (count: number) => plural('en', count, { one: '# account has not been read yet.', other: '# accounts have not been read yet.' }),
  locked: 'Locked.',
};

/** One sentence for each kind of failure. */
export const failure: FailureText = {
  unauthorized: 'The key was refused.',
  forbidden: 'The service does not let this key see the balance.',
  exhausted: 'The key is used up.',
  'rate-limited': (time) => `The service asks to wait; next try at ${time}.`,
  challenge: 'A page came back instead of data; the site may ask for a browser check.',
  redirected: 'The address sends on to another one. Nothing was followed and no key was sent there.',
  unavailable: (status) => `The service has a problem of its own (HTTP ${status}).`,
  network: 'The service could not be reached.',
  timeout: 'The service took too long to answer.',
  'bad-response': (detail) => `The answer has changed shape (${detail}).`,
  'permission-missing': (host) => `Access to ${host} is not allowed yet.`,
  'session-missing': 'OpenAI does not show credit to API keys. Use a dashboard session instead.',
  'session-expired': 'Your OpenAI session has ended.',
  locked: 'The vault is locked.',
  unsupported: (detail) => `This service does not offer a balance here (${detail}).`,
  damaged: {
    key: 'The stored key is damaged and needs to be entered again.',
    record: 'The stored record of this account is damaged. It was left as it is.',
    'newer-record': 'A newer version of Remainder stored this. It was left as it is.',
    'device-key': 'This browser profile has no usable device key, so stored keys cannot be opened.',
    storage: 'The browser could not read or write its storage.',
  },
  'invalid-input': 'Something that was entered cannot be used.',
};

/** The one action of each failure. */
export const action = {
  'replace-key': 'Replace the key',
  'open-billing': 'Open the billing page',
  'open-site': 'Open the site',
  allow: 'Allow',
  edit: 'Edit account',
  unlock: 'Unlock',
  retry: 'Try again',
} as const;

export const states: Record<AccountState, string> = {
  fresh: 'Up to date',
  stale: 'Old figure',
  failed: 'Not read',
  locked: 'Locked',
  reading: 'Reading…',
  new: 'Not read yet',
};

/** How long ago, in a few letters. Written without the platform's formatters: see `lib/written.ts`. */
export const time = {
  now: 'just now',
  minutes: (count: number) => `${count} min ago`,
  hours: (count: number) => `${count} h ago`,
  days: (count: number) => plural('en', count, { one: '# day ago', other: '# days ago' }),
};

/** What is said about an account and its figure, in popup and options alike. */
export const account = {
  unknown: 'Unknown',
  unlimited: 'Unlimited',
  hidden: '•••',
  spentOnly: 'spent',
  leftOfLimit: 'left of a limit',
  blocked: 'cannot be spent',
  expired: 'expired',
  of: 'of',
  used: 'used',
  readAgo: (when: string) => `read ${when}`,
  lastKnown: (when: string) => `last known figure, read ${when}`,
  expiresOn: (date: string) => `expires ${date}`,
  pin: 'Pin',
  unpin: 'Unpin',
  moveUp: 'Move up',
  moveDown: 'Move down',
  edit: 'Edit',
  billingPage: 'Billing page',
  details: (label: string) => `Details of ${label}`,
  shareLeft: (percent: number) => `${percent}% left`,
};

/** Where a figure comes from. */
export const provenance = {
  heading: 'Where this figure comes from',
  remaining: 'Left',
  used: 'Used',
  granted: 'Granted',
  limit: 'Limit',
  method: 'Method',
  address: 'Address',
  readAt: 'Read',
  status: 'Last answer',
  httpStatus: (status: number) => `HTTP ${status}`,
  noAnswer: 'none',
  basis: 'Kind of figure',
  bases: { reported: 'Reported by the service', derived: 'Derived', estimated: 'Estimated' },
  rule: 'How it was worked out',
  rules: {
    'as-reported': 'Shown as the service reported it',
    'limit-minus-used': 'Granted − used',
    'limit-minus-cents': 'Limit − usage ÷ 100 (usage comes in cents)',
    'relay-units': ({ perUnit, rate, assumed }) =>
      `Quota ÷ ${perUnit}${rate === undefined ? '' : ` × ${rate}`}${assumed ? ' (assumed: the relay did not say)' : ''}`,
  } satisfies RuleText,
  scope: 'Holds for',
  scopes: { key: 'This key', account: 'The whole account', organization: 'The organization' },
  key: 'Key',
  keyName: 'Name at the service',
  expires: 'Expires',
  never: 'Never',
  otherBalances: 'Other balances',
  grants: 'Credits',
  grant: (amount: string, used: string) => `${amount}, ${used} used`,
  windows: 'Limits that start anew',
  periods: { day: 'Day', week: 'Week', month: 'Month' },
  windowUsed: (used: string) => `${used} used`,
  windowOf: (used: string, limit: string) => `${used} of ${limit} used`,
  modelLimits: 'Models allowed',
  attempts: 'Last attempt',
  attemptOk: 'answered',
  nextAttempt: 'Next attempt',
};

export const popup = {
  title: 'Remainder',
  total: 'Left in all accounts',
  known: (known: number, count: number) => `${known} of ${count} known`,
  refresh: 'Refresh',
  options: 'Options',
  progress: (done: number, total: number) => `${done} of ${total}`,
  others: (amounts: string) => `and ${amounts}`,
  converted: 'converted with your rates',
  limits: (count: number) => plural('en', count, { one: 'incl. # limit', other: 'incl. # limits' }),
  unlimited: (count: number) => plural('en', count, { one: '# without a limit', other: '# without a limit' }),
  search: 'Search accounts',
  noMatch: 'No account matches.',
  accounts: 'Accounts',
  totalStates: {
    none: 'no account',
    fresh: 'up to date',
    partial: 'some accounts are not known',
    stale: 'not all read just now',
    failed: 'nothing could be read',
    new: 'not read yet',
    locked: 'locked',
  },
  firstRun: {
    heading: 'See what is left',
    body: 'Paste an API key, allow one address, and the remaining dollars stay on the toolbar. Keys are encrypted in this browser and go to their own service only.',
  },
  unavailable: 'Nothing is stored yet, or the browser could not read its storage.',
};

export const options = {
  title: 'Remainder options',
  navigation: 'Sections',
  sections: {
    accounts: 'Accounts',
    security: 'Security',
    general: 'General',
    about: 'About',
  },
  addAccount: 'Add account',
  noAccounts: 'No account yet.',
  removed: (label: string) => `${label} was removed.`,
  undo: 'Undo',
  edit: 'Edit',
  duplicate: 'Duplicate',
  remove: 'Delete',
  replaceKeyOf: (label: string) => `Edit ${label}`,
};

/** The account form. */
export const form = {
  add: 'Add an account',
  provider: 'Provider',
  name: 'Name',
  credential: 'Kind of credential',
  credentials: {
    'api-key': 'API key',
    'admin-key': 'Admin key',
    'access-token': 'Access token',
    session: 'Session',
    none: 'No credential',
  } satisfies CredentialText,
  baseUrl: 'Base URL',
  countInTotal: 'Count in the total',
  paste: 'Paste an API key. The service is recognised where the key tells.',
  recognised: (provider: string) => `Recognised: ${provider}.`,
  keepKey: (masked: string) => `Stored: ${masked}. Leave empty to keep it.`,
  createKey: 'Get a key',
  willAsk: (host: string) => `Your browser will ask to allow ${host}. The key goes there and nowhere else.`,
  plainThisMachine: 'Plain http to this machine: the key does not leave it.',
  plainNetwork: 'Plain http: anybody on this network can read the key on its way.',
  acceptPlain: 'Send this key unencrypted on my network',
  save: 'Save',
  test: 'Test',
  cancel: 'Cancel',
  delete: 'Delete',
  testing: 'Testing…',
  saving: 'Saving…',
  testOk: (amount: string) => `It works: ${amount} left.`,
  testSpend: (amount: string) => `It works: ${amount} spent.`,
  denied: (host: string) => `Without access to ${host} nothing can be read, so nothing was saved.`,
  fields: {
    userId: { label: 'User ID', hint: 'The number of your user at the service.' },
    path: { label: 'Path', hint: '/v1/usage when left empty.' },
    totalPointer: { label: 'Pointer to the total', hint: '/total_quota when left empty.' },
    usedPointer: { label: 'Pointer to what is used', hint: '/used_quota when left empty.' },
    remainingPointer: { label: 'Pointer to what is left', hint: 'When the answer says what is left; the other two are not needed then.' },
    unit: { label: 'Unit', hint: 'A currency such as USD, or a word. tokens when left empty.' },
    limitIsRemainder: { label: 'The limit already is what is left', hint: 'For relays that count for the whole user.' },
  } satisfies Record<AccountField, { label: string; hint: string }>,
};

/** What is wrong with something that was entered: beside its field. */
export const problem = {
  secret: {
    missing: 'Paste a key.',
    'too-short': 'A key has at least 8 characters.',
    'too-long': 'A key has at most 512 characters.',
    'bad-characters': 'A key has no spaces, line breaks or letters outside ASCII.',
    'address-changed': 'The key belongs to the address it was entered for. Enter it again for the new one.',
  } satisfies CredentialProblemText,
  baseUrl: {
    missing: 'Enter the address of the service, such as https://relay.example.com.',
    'not-a-url': 'This is not an address. It looks like https://relay.example.com.',
    'wrong-scheme': 'The address must begin with https://.',
    'user-info': 'The address must not contain a user name or password.',
    insecure: 'Plain http is only possible on this machine or your own network. Use https://.',
    'has-query': 'The address must not contain a question mark or a hash.',
    'control-characters': 'The address contains spaces or invisible characters.',
  } satisfies BaseUrlText,
  field: {
    'too-long': 'This is too long.',
    'not-a-pointer': 'A JSON Pointer begins with a slash, such as /data/balance.',
    'not-a-path': 'A path begins with one slash and has no spaces, ? or #.',
  },
  acceptPlain: 'Tick this to go on, or use https://.',
  provider: 'Choose a provider.',
  interval: 'A whole number of minutes from 1 to 1440.',
  amount: 'A number such as 5 or 0.50.',
};

export const general = {
  badge: 'Toolbar badge',
  badgeMode: 'Badge shows',
  badgeModes: {
    total: 'The total',
    account: 'One account',
    lowest: 'The lowest account',
    dot: 'Only a dot',
  } satisfies BadgeModeText,
  badgeAccount: 'Account on the badge',
  currency: 'Currency of the total',
  lowAmount: 'Amber below',
  criticalAmount: 'Red at or below',
  rates: 'Your exchange rates',
  ratesHint: (currency: string) => `How many ${currency} one unit of another currency is worth. Without a rate nothing is converted.`,
  rateOf: (from: string, to: string) => `${to} for one ${from}`,
  addRate: 'Add rate',
  rateCurrency: 'Currency code',
  removeRate: (currency: string) => `Remove rate of ${currency}`,
  refresh: 'Refresh',
  interval: 'Minutes between readings',
  look: 'Look',
  language: 'Language',
  languageAuto: 'As the browser',
  theme: 'Theme',
  themes: { auto: 'As the system', light: 'Light', dark: 'Dark' },
  hideAmounts: 'Hide amounts',
  hideAmountsHint: 'The badge shows a dot, the pages show •••.',
};

export const security = {
  heading: 'How keys are kept',
  body: 'Keys are encrypted before they touch the disk. The device key keeps them from being found by simple tools; somebody with a copy of your whole browser profile and enough knowledge could still open them.',
  origins: 'Addresses that receive keys',
  originKeys: (count: number) => plural('en', count, { one: '# key', other: '# keys' }),
  none: 'No address receives a key.',
  vaults: {
    empty: 'No key is stored.',
    open: 'The vault is open in device-key mode.',
    locked: 'The vault is locked.',
    damaged: 'The vault is damaged. Nothing was removed.',
    newer: 'A newer version of Remainder wrote the vault. Nothing was changed.',
    'device-key-lost': 'The device key is lost. The encrypted keys were kept; each account needs its key again.',
    unavailable: 'This browser profile keeps nothing, so no key can be stored safely.',
  } satisfies Record<VaultState, string>,
};

export const about = {
  version: (version: string) => `Version ${version}`,
  body: 'Remainder asks only the services you added. There is no server of ours, no statistics, no advertising.',
  licence: 'MIT licence',
};
