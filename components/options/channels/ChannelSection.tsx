import { useState } from 'react';
import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useView } from '@/lib/client/use-view';
import { ChannelForm } from './ChannelForm';
import { ChannelItem } from './ChannelItem';
import styles from './Channels.module.css';

/** The places that alerts are sent to, and the form for one of them. */
export function ChannelSection() {
  const { channels: text } = useOptionsText();
  const { snapshot } = useView();
  /** The id of the one that is being changed, or `new`. */
  const [edited, setEdited] = useState<string>();
  const channels = snapshot?.channels ?? [];
  const unreadable = snapshot?.unreadableChannels ?? [];
  const close = () => setEdited(undefined);
  return (
    <section>
      <h2>{text.heading}</h2>
      <p>{text.body}</p>
      {channels.length + unreadable.length === 0 && edited === undefined && <p>{text.none}</p>}
      <ul className={styles.list}>
        {channels.map((channel) => (
          <li key={channel.id} className={styles.item} data-testid="channel" data-channel-id={channel.id} data-kind={channel.kind}>
            {edited === channel.id ? <ChannelForm channel={channel} onClose={close} /> : <ChannelItem channel={channel} onEdit={() => setEdited(channel.id)} />}
          </li>
        ))}
        {unreadable.map((id) => (
          <li key={id} className={styles.item}>
            <p>{text.unreadable}</p>
            <div>
              <button type="button" data-kind="quiet" onClick={() => void send('channel.remove', { id })}>
                {text.remove}
              </button>
            </div>
          </li>
        ))}
      </ul>
      {edited === 'new' ? (
        <div className={styles.item}>
          <ChannelForm onClose={close} />
        </div>
      ) : (
        <div>
          <button type="button" onClick={() => setEdited('new')}>
            {text.add}
          </button>
        </div>
      )}
    </section>
  );
}
