import type { Account } from '../account';
import { maskCredential } from '../credential';
import type { Decimal } from '../money/decimal';
import { quantity } from '../money/quantity';
import type { Sighting } from '../observers/define';
import type { Provider } from '../provider-host/define';
import type { Reading } from '../reading';
import { cleanText } from '../text';

/** Where a website's session is good. */
export interface Service {
  provider: Provider;
  baseUrl: string;
}

/** A session, and what is known of the organization it is for. */
export interface Offer extends Sighting {
  title?: string | undefined;
}

/** The account of a website's session, or of a website without one. */
export function observedAccount({ provider, baseUrl }: Service, { token = '', organization, title }: Partial<Offer>, now: number): Account {
  return {
    v: 1,
    id: crypto.randomUUID(),
    providerId: provider.id,
    label: cleanText(title === undefined ? provider.name : `${provider.name} · ${title.replaceAll(token || '\0', '…')}`, 80),
    baseUrl,
    credential: 'session',
    inMemory: 'observed',
    masked: maskCredential(token),
    fingerprint: `observed ${organization ?? ''}`.slice(0, 64),
    fields: organization === undefined ? {} : { organization },
    revision: 1,
    createdAt: now,
    countInTotal: true,
  };
}

/** What changes about an account whose organization has become known. A name that a person gave it stays. */
export function organizationOf(account: Account, service: Service, offer: Offer): Partial<Account> {
  if (account.fields.organization === offer.organization) return {};
  const { fields, fingerprint, label } = observedAccount(service, offer, account.createdAt);
  return { fields, fingerprint, ...(account.label === service.provider.name ? { label } : {}) };
}

/** What the text of a page says, which is shown for one organization at a time. */
export function pageReading(value: Decimal, { fields: { organization } }: Account): Reading {
  return {
    remaining: quantity(value, 'USD'),
    meaning: 'balance',
    basis: 'reported',
    scope: 'organization',
    ...(organization === undefined ? {} : { owner: organization }),
    rule: { kind: 'page-text' },
  };
}
