import { originOf } from '../account';
import { parseBaseUrl } from '../base-url';
import { cleanCredential, credentialProblem } from '../credential';
import { type Failure, FailureError, fail } from '../failure';
import type { OriginState } from '../origin-state';
import { providerById } from '../provider-host/catalog';
import { detect } from '../provider-host/detect';
import { type ReadOutcome, type ReadRequest, readAccount } from '../provider-host/read-account';
import { bindingOf, credentialOf } from './credentials';
import { checkDraft, checkSecret } from './drafts';
import { existing } from './existing-account';
import type { Dependencies, Handlers } from './handlers';
import { mayAskAt, spend } from './politeness';
import type { State } from './state';

/** What is tried out before it is kept. A service that counts requests counts these as well, so they take from the same places. */
export function createTrialHandlers({ state, vault, sessions, permissions, http, origins }: Dependencies): Pick<Handlers, 'account.test' | 'account.detect'> {
  async function mustBeAllowed(origin: string): Promise<void> {
    if (vault.state() === 'locked') fail({ kind: 'locked' });
    if (!(await permissions.has(origin))) fail({ kind: 'permission-missing', origins: [origin] });
  }

  /** @throws FailureError `rate-limited` where the service wants no request at the moment. */
  async function atOrigin<Value>(origin: string, work: (ask: (request: Omit<ReadRequest, 'kept'>) => Promise<ReadOutcome>) => Promise<Value>): Promise<Value> {
    const place = origins.enter(origin);
    const before = place.state;
    try {
      return await work(async (request) => {
        const { politeness } = request.provider;
        const retryAt = mayAskAt(place.state, politeness, http.now());
        if (retryAt > http.now()) fail({ kind: 'rate-limited', retryAt });
        place.state = spend(place.state, politeness, http.now());
        const outcome = await readAccount({ ...request, kept: place.state.kept }, http);
        const { result } = outcome;
        if (!result.ok && result.failure.kind === 'rate-limited') place.state = { ...place.state, blockedUntil: result.failure.retryAt };
        return outcome;
      });
    } finally {
      // What was asked has been asked, whatever came of it.
      const isSaved = place.state === before || (await saved(origin, place.state));
      origins.leave(origin, isSaved);
    }
  }

  function saved(origin: string, known: OriginState): Promise<boolean> {
    const write = state.update(() => ({ origins: { [origin]: structuredClone(known) } }));
    return write.then(
      () => true,
      () => false,
    );
  }

  return {
    async 'account.test'(trial) {
      if (vault.state() === 'locked') fail({ kind: 'locked' });
      const checked = checkDraft(trial);
      const { provider, baseUrl, origin, credential, fields, definition } = checked;
      if (origin === '') fail({ kind: 'unsupported', detail: 'entries' });
      await mustBeAllowed(origin);
      const secret = trial.secret === undefined ? undefined : checkSecret(trial.secret, checked);
      const stored = trial.id === undefined ? undefined : existing(state.get().accounts, trial.id);
      const unsealed = () => {
        if (!stored) return fail({ kind: 'invalid-input', field: 'secret', reason: 'missing' });
        if (stored.inMemory !== undefined) return credentialOf(stored, vault, sessions);
        // The vault refuses where the address is no longer the one that the key was entered for.
        return vault.unseal({ ...bindingOf(stored), origin, providerId: provider.id });
      };
      const { result } = await atOrigin(origin, (ask) => ask({ provider, credential, baseUrl, fields, definition, secret: async () => secret ?? unsealed() }));
      return result.ok ? { reading: result.reading } : fail(result.failure);
    },

    async 'account.detect'({ baseUrl, secret: pasted }) {
      const base = parseBaseUrl(baseUrl);
      if (!base.ok) return fail({ kind: 'invalid-input', field: 'baseUrl', reason: base.problem });
      const secret = cleanCredential(pasted);
      const reason = credentialProblem(secret);
      if (reason) fail({ kind: 'invalid-input', field: 'secret', reason });
      await mustBeAllowed(base.origin);
      const found = await atOrigin(base.origin, (ask) => {
        const read: Parameters<typeof detect>[0]['read'] = async (provider) => {
          const request = { provider, credential: 'api-key', baseUrl: base.url, fields: {}, secret: async () => secret } as const;
          return (await ask(request).catch(asResult)).result;
        };
        return detect({ baseUrl: base.url, known: servicesAt(base.origin, state.get()), read }, http);
      });
      if (!found) return fail({ kind: 'invalid-input', field: 'provider', reason: 'unrecognised' });
      if (found.reading) return { providerId: found.provider.id, reading: found.reading };
      return found.provider ? { providerId: found.provider.id, failure: found.failure } : fail(found.failure);
    },
  };
}

/** A refusal of our own is one as if the service had said it. */
function asResult(error: unknown): Pick<ReadOutcome, 'result'> {
  if (!(error instanceof FailureError)) throw error;
  return { result: { ok: false, failure: error.failure satisfies Failure } };
}

/** The services that accounts of the same origin belong to: a second key of a relay is most likely of the same kind. */
function servicesAt(origin: string, { accounts }: State) {
  const ids = new Set(Object.values(accounts).flatMap((account) => (originOf(account) === origin ? [account.providerId] : [])));
  return [...ids].flatMap((id) => providerById(id) ?? []);
}
