import { type MouseEvent, useRef, useState } from 'react';
import type { ChannelField, ChannelParts, ChannelView } from '@/lib/channel';
import { channelKindById, channelKinds, checkParts } from '@/lib/channel-host/catalog';
import type { PartProblem } from '@/lib/channel-host/define';
import { askFor } from '@/lib/client/permission';
import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { Field } from '../../ui/Field';
import styles from './Channels.module.css';
import { channelFailureText } from './channel-failure-text';

/**
 * Adds a channel or changes one. What is secret is never in React's state: it is read from its fields when it is needed, and
 * goes to the background only.
 */
export function ChannelForm({ channel, onClose }: { channel?: ChannelView; onClose(): void }) {
  const text = useOptionsText();
  const { channels } = text;
  const fields = useRef<Partial<Record<ChannelField, HTMLInputElement | null>>>({});
  const [kindId, setKindId] = useState(channel?.kind ?? channelKinds[0]?.id ?? '');
  const [label, setLabel] = useState(channel?.label ?? '');
  const [problems, setProblems] = useState<Partial<Record<ChannelField, PartProblem>>>({});
  const [outcome, setOutcome] = useState<{ kind: 'busy' | 'bad'; text: string }>();
  const [host, setHost] = useState('');
  const kind = channelKindById(kindId);

  function entered(): ChannelParts {
    const parts: ChannelParts = {};
    for (const { name } of kind?.fields ?? []) parts[name] = fields.current[name]?.value ?? '';
    return parts;
  }

  function look() {
    const checked = kind && checkParts(kind, entered());
    setHost(checked?.ok ? new URL(checked.origin).host : '');
  }

  async function save(event: MouseEvent) {
    event.preventDefault();
    if (!kind) return;
    const parts = entered();
    const isKept = channel !== undefined && Object.values(parts).every((part) => part.trim() === '');
    const checked = checkParts(kind, parts);
    setProblems(isKept || checked.ok ? {} : checked.problems);
    if (!isKept && !checked.ok) return setOutcome(undefined);
    const origin = checked.ok ? checked.origin : channel?.origin;
    if (origin === undefined) return;
    // First of all: after any wait the browser no longer takes it for the person's own wish.
    const asked = askFor([origin]);
    setOutcome({ kind: 'busy', text: channels.saving });
    if (!(await asked.catch(() => false))) return setOutcome({ kind: 'bad', text: channels.denied(new URL(origin).host) });
    const id = channel ? { id: channel.id } : {};
    const answer = await send('channel.save', {
      ...id,
      kind: kindId,
      label,
      enabled: channel?.enabled ?? true,
      ...(checked.ok ? { parts: checked.parts } : {}),
    });
    if (answer.ok) onClose();
    else setOutcome({ kind: 'bad', text: channelFailureText(answer.failure, text) });
  }

  return (
    <form className={styles.form} autoComplete="off" onSubmit={(event) => event.preventDefault()}>
      <h3>{channel ? channels.editLabel(channel.label) : channels.add}</h3>
      {!channel && (
        <Field label={channels.kind} hint={<p>{channels.hints[kindId]}</p>}>
          {(attributes) => (
            <select
              {...attributes}
              value={kindId}
              onChange={(event) => {
                setKindId(event.currentTarget.value);
                setProblems({});
                setHost('');
              }}
            >
              {channelKinds.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <Field label={channels.name}>
        {(attributes) => (
          <input {...attributes} type="text" autoComplete="off" maxLength={80} value={label} onChange={(event) => setLabel(event.currentTarget.value)} />
        )}
      </Field>
      {kind?.fields.map(({ name }) => {
        const problem = problems[name];
        return (
          // With the kind in its key, nothing that was pasted for another one stays in it.
          <Field key={`${kindId} ${name}`} label={channels.fields[name]} problem={problem && channels.problems[problem]}>
            {(attributes) => (
              // biome-ignore lint/a11y/useSemanticElements: a password field has no role of its own; assistive tools and tests look for this one.
              <input
                {...attributes}
                ref={(input) => {
                  fields.current[name] = input;
                }}
                type="password"
                role="textbox"
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                data-1p-ignore=""
                data-lpignore="true"
                onInput={look}
              />
            )}
          </Field>
        );
      })}
      {channel && <p className={styles.place}>{channels.keep}</p>}
      {host !== '' && <p className={styles.place}>{channels.willSend(host)}</p>}
      <div className={styles.buttons}>
        <button type="submit" data-kind="primary" disabled={outcome?.kind === 'busy'} onClick={save}>
          {channels.save}
        </button>
        <button type="button" onClick={onClose}>
          {channels.cancel}
        </button>
        <p role="status" className={styles.outcome} data-kind={outcome?.kind}>
          {outcome?.text}
        </p>
      </div>
    </form>
  );
}
