import { useState } from 'react';
import type { ChannelView } from '@/lib/channel';
import { channelKindById } from '@/lib/channel-host/catalog';
import { askFor } from '@/lib/client/permission';
import { send } from '@/lib/client/send';
import { useAllowed } from '@/lib/client/use-allowed';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow } from '@/lib/client/use-view';
import { clock } from '@/lib/i18n/when';
import { Check } from '../../ui/Field';
import styles from './Channels.module.css';
import { channelFailureText } from './channel-failure-text';

/** One channel: where it leads, how it stands, and what can be done with it. */
export function ChannelItem({ channel, onEdit }: { channel: ChannelView; onEdit(): void }) {
  const text = useOptionsText();
  const { channels } = text;
  const isAllowed = useAllowed([channel.origin]);
  const [outcome, setOutcome] = useState<{ kind: 'busy' | 'good' | 'bad'; text: string }>();
  const [isLeaving, setLeaving] = useState(false);
  const { id, kind, label, origin } = channel;
  const { host } = new URL(origin);

  async function test() {
    // First of all: after any wait the browser no longer takes it for the person's own wish.
    const asked = askFor([origin]);
    setOutcome({ kind: 'busy', text: channels.testing });
    if (!(await asked.catch(() => false))) return setOutcome({ kind: 'bad', text: channels.notAllowed(host) });
    const answer = await send('channel.test', { id, title: channels.testTitle, text: channels.testText });
    setOutcome(answer.ok ? { kind: 'good', text: channels.tested } : { kind: 'bad', text: channelFailureText(answer.failure, text) });
  }

  return (
    <>
      <div className={styles.head}>
        <strong>{label}</strong>
        {/* What comes after the host is secret. */}
        <span className={styles.place}>
          {channelKindById(kind)?.name ?? channels.unknownKind} · {host}/…
        </span>
      </div>
      <Check label={channels.on(label)} checked={channel.enabled} onChange={(enabled) => void send('channel.save', { id, kind, label, enabled })} />
      <Standing channel={channel} />
      <div className={styles.buttons}>
        {isLeaving ? (
          <>
            <button type="button" data-kind="danger" onClick={() => void send('channel.remove', { id })}>
              {channels.removeSurely(label)}
            </button>
            <button type="button" onClick={() => setLeaving(false)}>
              {channels.keepIt}
            </button>
          </>
        ) : (
          <>
            <button type="button" aria-label={channels.testLabel(label)} disabled={outcome?.kind === 'busy'} onClick={() => void test()}>
              {channels.test}
            </button>
            <button type="button" data-kind="quiet" aria-label={channels.editLabel(label)} onClick={onEdit}>
              {channels.edit}
            </button>
            <button type="button" data-kind="quiet" aria-label={channels.removeLabel(label)} onClick={() => setLeaving(true)}>
              {channels.remove}
            </button>
            {isAllowed === false && (
              <button type="button" onClick={() => void askFor([origin])}>
                {channels.allow(host)}
              </button>
            )}
          </>
        )}
        <p role="status" className={styles.outcome} data-kind={outcome?.kind}>
          {outcome?.text}
        </p>
      </div>
    </>
  );
}

/** What became of the last messages, in words; nothing where there is nothing to say. */
function Standing({ channel: { deliveredAt, failure, failedAt, nextTryAt, pending, lost } }: { channel: ChannelView }) {
  const text = useOptionsText();
  const now = useNow();
  const { channels, language } = text;
  const at = (instant: number) => clock(instant, now, language.tag);
  const sentences = [
    deliveredAt !== undefined && channels.deliveredAt(at(deliveredAt)),
    pending > 0 && channels.waiting(pending),
    pending > 0 && nextTryAt !== undefined && channels.nextTry(at(nextTryAt)),
    lost > 0 && channels.lost(lost),
  ].filter((sentence) => sentence !== false);
  return (
    <>
      {failure && failedAt !== undefined && <p className={styles.failure}>{channels.failedAt(at(failedAt), channelFailureText(failure, text))}</p>}
      {sentences.length > 0 && <p className={styles.place}>{sentences.join(' ')}</p>}
    </>
  );
}
