import type { ReferenceFrom } from '../../alert-memory';
import type { AccountState } from '../../snapshot';
import { plural } from '../plural';
import type { AlertTitles, FailureText, RefusalText, RuleText, SpanUnitText } from '../shape';

/** The BCP 47 tag that numbers and dates are written by, and the language's name for itself. */
export const language = { tag: 'en', name: 'English' };

const accounts = (count: number) => plural('en', count, { one: '# account', other: '# accounts' });

/** How long what is left will last, with no more precision than a forecast has. Written without the platform's formatters. */
const runway = {
  units: {
    day: (count: number) => (count === 1 ? '1 day' : `${count} days`),
    week: (count: number) => (count === 1 ? '1 week' : `${count} weeks`),
    month: (count: number) => (count === 1 ? '1 month' : `${count} months`),
    year: (count: number) => (count === 1 ? '1 year' : `${count} years`),
  } satisfies SpanUnitText,
  lessThanADay: 'less than a day',
  about: (length: string) => `about ${length}`,
  between: (from: number, length: string) => `${from} to ${length}`,
  upTo: (length: string) => `at most ${length}`,
  moreThan: (length: string) => `more than ${length}`,
  runsOutIn: (span: string) => `runs out in ${span}`,
  expiresIn: (span: string) => `expires unspent in ${span}`,
};

/** When it runs out, or why nothing is said. The background carries only the part above. */
export const forecast = {
  ...runway,
  runsOutAbout: (date: string) => `runs out about ${date}`,
  expiresAbout: (date: string) => `expires unspent about ${date}`,
  resetsFirst: (date: string) => `starts anew on ${date}, before it runs out`,
  'not-enough-data': 'not enough data for a forecast',
  'not-burning': 'nothing was spent lately',
  empty: 'nothing is left',
};

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
  firstToRunOut: (label: string, sentence: string) => `${label} ${sentence}.`,
  isEmpty: 'has nothing left',
  belowLimit: (labels: string) => `Below its limit: ${labels}.`,
  manyBelowLimit: (count: number) => `${accounts(count)} below their limits.`,
  noForecast: 'When anything runs out cannot be said yet.',
  runway,
  lockedOnly: 'Remainder: locked. Open it to unlock.',
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
  'wrong-passphrase': 'This is not the passphrase.',
  'unreadable-keys': 'Nothing was changed: stored keys that cannot be read would be lost. Enter them again, or remove their accounts:',
  'out-of-memory': 'There is not enough free memory. Close some tabs and try again.',
  unsupported: (detail) => `This service does not offer a balance here (${detail}).`,
  damaged: {
    key: 'The stored key is damaged and needs to be entered again.',
    record: 'The stored record of this account is damaged. It was left as it is.',
    'newer-record': 'A newer version of Remainder stored this. It was left as it is.',
    'device-key': 'This browser profile has no usable device key, so stored keys cannot be opened.',
    storage: 'The browser could not read or write its storage.',
    full: 'No room is left on the disk for it. Nothing was written.',
  },
  'unusable-file': {
    'not-a-backup': 'This is neither a backup nor another file that Remainder can read.',
    damaged: 'The file is damaged.',
    newer: 'A newer version of Remainder made this backup. Update Remainder first.',
    'too-large': 'The file is larger than 5 MB.',
    unsafe: 'The file asks for more, or for less, work with the passphrase than is sensible. It was not opened.',
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
    unitAssumed: 'the unit is assumed: the relay did not say',
    'sum-of-days': 'Costs of the days of this month (UTC), added up',
    'confirmed-minus-spend': (confirmed, at, spent) => `${confirmed}, confirmed ${at}, − ${spent} spent since`,
    uncertain: (amount) => `up to ${amount} more may be left: the hour of the confirmation is not known to the service`,
    'negated-cents': 'Ledger in cents, in which credit is negative',
    openPeriod: (amount) => `less ${amount} of the period that is not billed yet`,
    'page-text': 'Read from the text of the page that you had open',
    percentage: 'A percentage of what was granted, or of the whole',
    formula: (formula) => formula,
    'budget-minus-counter': (scale) => `Budget − counter${scale === '1' ? '' : ` × ${scale}`}`,
    'passing-header': (name) => `Header ${name} of an answer that your own pages got`,
    'relay-units': ({ perUnit, rate, assumed }) =>
      `Quota ÷ ${perUnit}${rate === undefined ? '' : ` × ${rate}`}${assumed ? ' (assumed: the relay did not say)' : ''}`,
  } satisfies RuleText,
  scope: 'Holds for',
  scopes: { key: 'This key', account: 'The whole account', organization: 'The organization' },
  sameMoney: 'Counted once with',
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

/** An account that is added up from its own entries. */
export const ledger = {
  ownEntries: 'own entries',
  spent: 'spent, own entries',
  empty: 'no entry yet',
  lastEntry: (when: string) => `last entry ${when}`,
  rule: (count: number) => plural('en', count, { one: 'From your own entry', other: 'From your own # entries' }),
  ruleSum: 'top-ups − spends',
  adjusted: (amount: string) => `recorded balances changed it by ${amount}`,
  entries: 'Entries',
};

export const popup = {
  title: 'Remainder',
  total: 'Left in all accounts',
  known: (known: number, count: number) => `${known} of ${count} known`,
  refresh: 'Refresh',
  options: 'Options',
  lock: 'Lock',
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
  addAccount: 'Add account',
};

/** Services that a person describes as data. */
export const definition = {
  said: (words: string) => `The service answered with an error: “${words}”`,
};

/** The passphrase, and when the vault locks itself. */
export const vault = {
  passphrase: 'Passphrase',
  unlock: 'Unlock',
  unlocking: 'Unlocking…',
  pause: (seconds: number) => `This is not the passphrase. After so many tries there is a pause of ${seconds} s.`,
  problems: {
    missing: 'Enter the passphrase.',
  },
};

/** Who may receive a key, how a passphrase is made up, and what is said of a vault that cannot be read. */
export const protection = {
  damaged: 'The header of the vault, which is stored twice, is damaged or missing: no stored key can be opened.',
  mend: 'What can be done',
};

/** How figures went, and how to take them away. */
export const history = {
  /** Beside the small picture of an account, for whoever does not see it. `when` is such as `9 days ago`. */
  trend: {
    lower: (when: string) => `lower than ${when}`,
    higher: (when: string) => `higher than ${when}`,
    same: (when: string) => `the same as ${when}`,
  },
};

/** What an alert tells. The background says it in notifications, and the page of alerts in its list. */
export const alert = {
  hidden: '(amount hidden)',
  titles: {
    'below-amount': (account) => `${account}: low balance`,
    'below-share': (account) => `${account}: low balance`,
    'few-days': (account) => `${account}: runs out soon`,
    'grant-expires': (account) => `${account}: a credit expires soon`,
    'key-expires': (account) => `${account}: the key expires soon`,
    'spend-today': (account) => `${account}: much was spent today`,
    'key-refused': (account) => `${account}: the key was refused`,
    silent: (account) => `${account}: nothing can be read`,
    'session-ended': (account) => `${account}: the session has ended`,
    'topped-up': (account) => `${account}: topped up`,
  } satisfies AlertTitles,
  texts: {
    'below-amount': (left: string, limit: string) => `${left} left, below your limit of ${limit}.`,
    'below-share': (left: string, percent: string, whole: string, of: string) => `${left} left, less than ${percent}% of ${whole}, ${of}.`,
    'few-days': (date: string) => `By its forecast it runs out about ${date}.`,
    'grant-expires': (date: string) => `What is left of a credit expires on ${date}.`,
    'key-expires': (date: string) => `The key is good until ${date}.`,
    'spend-today': (spent: string, limit: string) => `${spent} was spent today (UTC), more than your limit of ${limit}.`,
    'key-refused': 'The service refuses the key. Replace the key.',
    silent: (since: string) => `No figure could be read since ${since}. The last known one is old.`,
    'session-ended': 'The session of the website has ended. Open the billing page.',
    'topped-up': (added: string, left: string) => `${added} was added, ${left} is left.`,
  },
  references: {
    'top-up': 'the balance after the last top-up',
    granted: 'what was granted',
    'first-seen': 'the highest balance seen so far',
  } satisfies Record<ReferenceFrom, string>,
  bases: { derived: 'The figure was worked out, the service does not report it.', estimated: 'The figure is an estimate.' },
};
