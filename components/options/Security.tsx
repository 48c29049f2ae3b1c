import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useView } from '@/lib/client/use-view';
import type { VaultAccess } from '@/lib/snapshot';
import { Check } from '../ui/Field';
import Unlock from '../ui/Unlock';
import { Choice } from './Choice';
import styles from './General.module.css';
import { Origins } from './Origins';
import { Passphrase } from './Passphrase';

/** How keys are kept, and which addresses receive one. */
export default function Security(_props: { route: string }) {
  const { options, security, vault } = useOptionsText();
  const { snapshot } = useView();
  const { access } = snapshot ?? {};
  return (
    <div className={styles.general}>
      <h1>{options.sections.security}</h1>
      <section>
        <h2>{security.heading}</h2>
        <p>{security.vaults[snapshot?.vault ?? 'empty']}</p>
        <p>{access?.mode === 'passphrase' ? security.bodyPassphrase : security.body}</p>
        {snapshot?.vault === 'locked' && access && <Unlock access={access} />}
        {snapshot?.vault === 'open' && access?.mode === 'passphrase' && (
          <div>
            <button type="button" onClick={() => void send('vault.lock', {})}>
              {vault.lock}
            </button>
          </div>
        )}
      </section>
      {(snapshot?.vault === 'open' || snapshot?.vault === 'empty') && (
        <section>
          <h2>{vault.passphrase}</h2>
          <Passphrase access={access} />
        </section>
      )}
      {snapshot?.vault === 'open' && access?.mode === 'passphrase' && (
        <section>
          <h2>{vault.locking}</h2>
          <LockChoices lock={access.lock} />
        </section>
      )}
      <section>
        <h2>{security.origins}</h2>
        <Origins />
      </section>
    </div>
  );
}

/** When the vault locks itself, and what is seen then. */
function LockChoices({ lock }: { lock: VaultAccess['lock'] }) {
  const { vault } = useOptionsText();
  const change = (patch: Partial<VaultAccess['lock']>) => void send('vault.changeLock', { ...lock, ...patch });
  return (
    <>
      <Choice label={vault.idle} value={String(lock.idleMin)} options={vault.idleChoices} onChange={(minutes) => change({ idleMin: Number(minutes) })} />
      <Check label={vault.onOsLock} checked={lock.onOsLock} onChange={(onOsLock) => change({ onOsLock })} />
      <Choice label={vault.whenLocked} value={lock.whenLocked} options={vault.whenLockedChoices} onChange={(whenLocked) => change({ whenLocked })} />
    </>
  );
}
