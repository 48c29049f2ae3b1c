import { useState } from 'react';
import { askForNotifications, giveBackNotifications } from '@/lib/client/permission';
import { send } from '@/lib/client/send';
import { sendTestNotification } from '@/lib/client/test-notification';
import { useNotificationsAllowed } from '@/lib/client/use-allowed';
import { useOptionsText } from '@/lib/client/use-options-text';
import { Check } from '../../ui/Field';
import { useAlertSettings } from './use-alert-settings';

/** The ways of telling an alert. */
export function Channels() {
  const { alerts } = useOptionsText();
  const { settings } = useAlertSettings();
  const isAllowed = useNotificationsAllowed();
  const [isRefused, setRefused] = useState(false);
  const [isTested, setTested] = useState(false);
  const isOn = settings.notifications === true;

  async function turn(on: boolean) {
    // First of all: after any wait the browser no longer takes it for the person's own wish.
    const allowed = on && (await askForNotifications());
    setRefused(on && !allowed);
    await send('alert.change', { notifications: allowed });
    if (!on) await giveBackNotifications();
  }

  const isDenied = isRefused || (isOn && isAllowed === false);
  return (
    <section>
      <h2>{alerts.channels}</h2>
      <Check
        label={alerts.notifications}
        hint={alerts.notificationsHint}
        problem={isDenied ? alerts.notificationsDenied : undefined}
        checked={isOn}
        onChange={(on) => void turn(on)}
      />
      {isOn && isAllowed && (
        <div>
          <button type="button" onClick={() => void sendTestNotification(alerts.testTitle, alerts.testText).then(() => setTested(true))}>
            {alerts.test}
          </button>
        </div>
      )}
      <p role="status">{isTested && alerts.tested}</p>
    </section>
  );
}
