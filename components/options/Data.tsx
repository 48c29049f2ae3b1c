import { useOptionsText } from '@/lib/client/use-options-text';
import { useView } from '@/lib/client/use-view';
import Unlock from '../ui/Unlock';
import { AllowOrigins } from './AllowOrigins';
import { Backup } from './Backup';
import styles from './Data.module.css';
import { EraseEverything } from './EraseEverything';

/** Backups, files of other tools, and the way back to nothing. */
export default function Data(_props: { route: string }) {
  const { options, data } = useOptionsText();
  const { vault, access } = useView().snapshot ?? {};
  return (
    <div className={styles.data}>
      <h1>{options.sections.data}</h1>
      <section>
        <h2>{data.backup}</h2>
        <p>{vault === 'locked' ? data.locked : data.about}</p>
        {vault !== 'locked' && <Backup />}
        {vault === 'locked' && access && <Unlock access={access} />}
      </section>
      <AllowOrigins />
      <section>
        <h2>{data.erase}</h2>
        <p>{data.eraseAbout}</p>
        <EraseEverything />
      </section>
    </div>
  );
}
