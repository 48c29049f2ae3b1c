import type { AccountState, VaultState } from '../../snapshot';
import { plural } from '../plural';
import type { AccountField, BadgeModeText, BaseUrlText, CredentialProblemText, CredentialText, FailureText, RefusalText, RuleText } from '../shape';

/** The BCP 47 tag that numbers and dates are written by, and the language's name for itself. */
export const language = { tag: 'en', name: 'English' };

const accounts = (count: number) => plural('en', count, { one: '# account', other: '# accounts' });

/** The toolbar button's tooltip. All that the background says in words. */
export const tooltip = {
  empty: 'Remainder: no account yet. Click to add one.',
  uncounted: 'Remainder: no account tells what is left, or none is to be counted.',
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
  'counter-missing': 'There is no counter of this name: nothing has been counted, or its name is another one.',
  'not-a-counter': {
    'wrong-type': 'What is stored under the name of the counter is a list, a set or a hash, not a number.',
    'not-a-number': 'What is stored under the name of the counter is not a number.',
  },
  'not-passed-by': 'No answer with these headers has passed by yet. Use the service as you always do; nothing is requested for this.',
  exhausted: 'The key is used up.',
  'rate-limited': (time) => `The service asks to wait; next try at ${time}.`,
  challenge: 'A page came back instead of data; the site may ask for a browser check.',
  redirected: 'The address sends on to another one. Nothing was followed and no key was sent there.',
  unavailable: (status) => `The service has a problem of its own (HTTP ${status}).`,
  network: 'The service could not be reached.',
  timeout: 'The service took too long to answer.',
  'bad-response': (detail) => `The answer has changed shape (${detail}).`,
  'permission-missing': (host) => `Access to ${host} is not allowed yet.`,
  'session-missing': 'This service does not show credit to API keys. Use the dashboard session or an admin key.',
  'session-expired': 'Your session has ended.',
  'wrong-organization': 'This session cannot see that organization.',
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

/** Who refused to read a counter. */
export const counterRefusal: RefusalText = {
  database: "The database's own rules do not allow to read this counter.",
  gateway: 'Webdis refused: its rules do not allow GET, or it wants another user name and password. It does not say which.',
  login: 'The database asks for a password, which the program in front of it does not give.',
};

/** Accounts whose figures come with the answers that the person's own pages get. */
export const passing = {
  asksNothing: 'Nothing is ever requested there: the figure comes with your own use of it.',
  waits: (host: string) => `waits for answers of ${host}`,
  heading: 'How it comes',
  comes: (host: string) => `With the answers that your own pages get from ${host}; nothing is requested`,
};

/** The one action of each failure. */
export const action = {
  'replace-key': 'Replace the key',
  'open-billing': 'Open billing page',
  'choose-organization': 'Choose organization',
  'turn-on': 'Turn on',
  'open-site': 'Open the site',
  allow: 'Allow',
  edit: 'Edit account',
  unlock: 'Unlock',
  retry: 'Try again',
} as const;

/** What is said of a website whose signed-in session reads the balance. `name` is the service's, `host` the website's. */
export const session = {
  heading: (name: string) => `${name} dashboard`,
  off: (name: string) => `Read the credit balance with your signed-in ${name} dashboard. No API key needed.`,
  about: (host: string) =>
    `Remainder then takes the session that your own pages of ${host} send to the service, keeps it in memory until the browser closes, and uses it for the balance only.`,
  permission: (hosts: string) => `Allow access to ${hosts} so the balance can be read.`,
  and: (left: string, right: string) => `${left} and ${right}`,
  missing: (name: string) => `Open the ${name} billing page once. The balance appears here when it has loaded.`,
  reading: 'Reading balance…',
  ok: (amount: string, organization: string, read: string) => `${amount} left · ${organization} · ${read}`,
  expired: (name: string, host: string) => `Your ${name} session has ended. Open ${host}, sign in if asked, and come back.`,
  lastKnown: (amount: string, time: string) => ` Last known balance: ${amount} (${time}).`,
  keyUsed: (name: string) => `${name} does not show credit to API keys. Use the dashboard session or an admin key.`,
  blocked: (name: string) => `${name} asked for a browser check. Open the billing page, then refresh.`,
  changed: (name: string) => `${name} changed this page's interface. Balance not available.`,
  turnOn: 'Turn on',
  turnOff: 'Turn off',
  paste: 'Paste session',
  find: 'Find my session',
  finding: 'Looking in the open page…',
  found: (count: number) => plural('en', count, { one: 'Found # organization.', other: 'Found # organizations.' }),
  notFound: (host: string) => `No sign-in was found. Open ${host} in a tab, sign in, and try again.`,
  readPage: 'Read from this page',
  readPageHint: (host: string) => `Takes the amount from the text of the open page of ${host}. The page must show this organization.`,
  useAdminKey: 'Use an admin key',
  recordBalance: 'Record a balance',
};

/** A balance that somebody vouches for, and that spend is taken from. */
export const confirmed = {
  heading: 'What was there',
  body: 'This service tells only what was spent. Record a balance, and what is left is worked out from it: the recorded balance less everything that the service reports as spent since.',
  balance: 'Balance',
  balanceHint: (unit: string) => `In ${unit}, as the billing page shows it, or what was bought.`,
  balanceNow: 'Balance now',
  balanceNowHint: 'Optional. The service tells only what was spent; with a balance, what is left can be worked out.',
  at: 'On',
  atHint: 'Spend of that whole day is counted, unless it is this moment.',
  by: 'Confirmed by',
  byPerson: 'Me',
  byHint: 'Another account whose service reports the balance: it is taken over whenever it is read.',
  save: 'Record balance',
  forget: 'Forget balance',
  saved: 'Recorded.',
  inFuture: 'This is still to come.',
  fact: 'Confirmed balance',
  line: (amount: string, at: string, by: string) => `${amount} on ${at}, by ${by}`,
  byYou: 'you',
  difference: 'Checked against it',
  same: (expected: string) => `${expected} had been worked out: no difference`,
  differs: (expected: string, difference: string) => `${expected} had been worked out: a difference of ${difference}`,
};

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
  spentOnly: 'spent this month',
  derived: 'derived',
  limit: 'limit',
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
    ignoresDates: 'the service ignores dates, so this is the usage of all time',
    'sum-of-days': 'Costs of the days of this month (UTC), added up',
    'confirmed-minus-spend': (confirmed, at, spent) => `${confirmed}, confirmed ${at}, − ${spent} spent since`,
    uncertain: (amount) => `up to ${amount} more may be left: the hour of the confirmation is not known to the service`,
    'negated-cents': 'Ledger in cents, in which credit is negative',
    openPeriod: (amount) => `less ${amount} of the period that is not billed yet`,
    'page-text': 'Read from the text of the page that you had open',
    'budget-minus-counter': (scale) => `Budget − counter${scale === '1' ? '' : ` × ${scale}`}`,
    'passing-header': (name) => `Header ${name} of an answer that your own pages got`,
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
  grantStates: { usable: 'usable', 'used-up': 'used up', expired: 'expired', 'not-yet': 'not yet effective' },
  grantFrom: (date: string) => `from ${date}`,
  softLimit: 'Warns from',
  parts: { project: 'Spent by project', workspace: 'Spent by workspace', 'line-item': 'Spent on' },
  others: 'Another answer',
  disagrees: (method: string, amount: string) => `${method} says ${amount}`,
  meanings: { balance: 'left', budget: 'left of a limit', spend: 'spent' },
  notEnforced: 'only a mark, not enforced',
  resets: (date: string) => `starts anew ${date}`,
  inPage: 'inside the open page',
  spent: 'Spent',
  windows: 'Limits that start anew',
  periods: { day: 'Day', week: 'Week', month: 'Month' },
  windowLeft: (remaining: string) => `${remaining} left`,
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
    none: 'no account tells what is left',
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
    login: 'User and password',
    none: 'No credential',
  } satisfies CredentialText,
  baseUrl: 'Base URL',
  countInTotal: 'Count in the total',
  paste: 'Paste an API key. The service is recognised where the key tells.',
  /** Where more than the usual has to be said of a kind of credential. */
  pastes: {
    session: 'Paste the session, which begins with sess-, or the whole Authorization line.',
    login: 'The user name and the password with a colon between them: user:password.',
  } as Partial<CredentialText>,
  recognised: (provider: string) => `Recognised: ${provider}.`,
  keepKey: (masked: string) => `Stored: ${masked}. Leave empty to keep it.`,
  createKey: 'Get a key',
  openSessionPage: 'Open the page it is seen on',
  willAsk: (host: string) => `Your browser will ask to allow ${host}. The key goes there and nowhere else.`,
  willAskOnly: (host: string) => `Your browser will ask to allow ${host}.`,
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
  remember: 'Remember it, encrypted, after the browser is closed',
  notASession: {
    'api-key': (name: string) => `This is an API key. ${name} only shows credit to a dashboard session.`,
    jwt: 'This is a sign-in token, which is stronger than needed and is not taken. Paste the session, which begins with sess-.',
    other: 'A session begins with sess-.',
  },
  fields: {
    organization: { label: 'Organization', hint: 'Only where the session sees several: its id, such as org-….' },
    teamId: { label: 'Team ID', hint: 'Found by itself when left empty.' },
    since: { label: 'Count usage since', hint: 'The first day of a trial credit. The last 99 days when left empty.' },
    userId: { label: 'User ID', hint: 'The number of your user at the service.' },
    path: { label: 'Path', hint: '/v1/usage when left empty.' },
    totalPointer: { label: 'Pointer to the total', hint: '/total_quota when left empty.' },
    usedPointer: { label: 'Pointer to what is used', hint: '/used_quota when left empty.' },
    remainingPointer: { label: 'Pointer to what is left', hint: 'When the answer says what is left; the other two are not needed then.' },
    unit: { label: 'Unit', hint: 'A currency such as USD, or a word. tokens when left empty.' },
    limitIsRemainder: { label: 'The limit already is what is left', hint: 'For relays that count for the whole user.' },
    counter: { label: 'Counter', hint: 'The key that your programs count up, such as my_usage: INCRBY my_usage 250.' },
    budget: { label: 'Budget', hint: 'What there was to spend. What is left is the budget less the counter.' },
    scale: { label: 'Multiply by', hint: 'What one of its numbers is worth: 0.01 where it means cents. 1 when left empty.' },
    missingIsZero: { label: 'No counter means that nothing was spent yet', hint: 'Otherwise a counter that is missing is told as a failure.' },
    remainingHeader: {
      label: 'Header of what is left',
      hint: 'x-quota-remaining when left empty. Of RateLimit its r is taken; another part is named as RateLimit;q.',
    },
    limitHeader: { label: 'Header of the limit', hint: 'Such as x-quota-limit. Optional.' },
    usedHeader: { label: 'Header of what is used', hint: 'Such as x-litellm-key-spend. With a limit it tells what is left where no header says so.' },
    resetHeader: { label: 'Header of the reset', hint: 'Such as x-quota-reset: seconds, a time, or 6m0s. Optional.' },
    headerItem: { label: 'Item', hint: 'Where a header holds several: 1 is the first, -1 the last, or its name, such as daily.' },
    pageUrl: { label: 'Address of the pages', hint: 'Where the pages are that you use, if they ask the service at another address.' },
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
    required: 'This cannot be left empty.',
    'not-a-name': 'A name has no line breaks or other control characters.',
    'not-an-amount': 'A number such as 100 or 0.01, without separators.',
    'not-a-header': 'A header such as x-quota-remaining, or a part of one, such as RateLimit;r.',
    'not-an-address': 'This is not an address. It looks like https://chat.example.com.',
    'too-long': 'This is too long.',
    'not-a-pointer': 'A JSON Pointer begins with a slash, such as /data/balance.',
    'not-an-id': 'An id has letters, digits, - and _ only.',
    'not-a-date': 'A day such as 2026-01-31.',
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
