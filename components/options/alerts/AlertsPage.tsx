import { useOptionsText } from '@/lib/client/use-options-text';
import { ChannelSection } from '../channels/ChannelSection';
import styles from '../General.module.css';
import { AccountRules } from './AccountRules';
import { Channels } from './Channels';
import { Recent } from './Recent';
import { Rules } from './Rules';
import { Silence } from './Silence';

/** What is told, how, and when not; and what was told lately. */
export default function AlertsPage() {
  const { alerts } = useOptionsText();
  return (
    <div className={styles.general}>
      <p>{alerts.body}</p>
      <Recent />
      <Channels />
      <ChannelSection />
      <Rules />
      <AccountRules />
      <Silence />
    </div>
  );
}
