import { useText } from '@/lib/client/use-view';
import { ChannelSection } from './channels/ChannelSection';
import styles from './General.module.css';

/** How a person is told. */
export function Alerts(_props: { route: string }) {
  const { options } = useText();
  return (
    <div className={styles.general}>
      <h1>{options.sections.alerts}</h1>
      <ChannelSection />
    </div>
  );
}
