import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useView } from '@/lib/client/use-view';
import { languageTags } from '@/lib/i18n/page-text';
import { badgeModes, defaultSettings, interval, type Settings, themes } from '@/lib/settings';
import { Check } from '../ui/Field';
import { Choice } from './Choice';
import { amountOf, Entry } from './Entry';
import styles from './General.module.css';
import { Rates } from './Rates';

/** A currency's own short name in the reader's language. */
const usualCurrencies = ['USD', 'EUR', 'GBP', 'CNY', 'JPY', 'CAD', 'AUD', 'CHF', 'INR', 'KRW', 'TWD', 'HKD', 'SGD'];

export default function General(_props: { route: string }) {
  const text = useOptionsText();
  const { snapshot } = useView();
  const settings = snapshot?.settings ?? defaultSettings();
  const { general, problem } = text;
  const change = (patch: Partial<Settings>) => void send('settings.change', patch);
  const currencies = Object.fromEntries([...new Set([...usualCurrencies, settings.currency])].map((code) => [code, code]));
  return (
    <div className={styles.general}>
      <h1>{text.options.sections.general}</h1>
      <section>
        <h2>{general.badge}</h2>
        <Choice
          label={general.badgeMode}
          value={settings.badgeMode}
          options={pick(badgeModes, general.badgeModes)}
          onChange={(badgeMode) => change({ badgeMode })}
        />
        {settings.badgeMode === 'account' && (
          <Choice
            label={general.badgeAccount}
            value={settings.badgeAccountId}
            options={Object.fromEntries([['', '…'], ...(snapshot?.accounts ?? []).map(({ id, label }) => [id, label] as const)])}
            onChange={(badgeAccountId) => change({ badgeAccountId })}
          />
        )}
        <Choice label={general.currency} value={settings.currency} options={currencies} onChange={(currency) => change({ currency })} />
        <Entry
          key={`low ${settings.lowAmount}`}
          label={`${general.lowAmount} (${settings.currency})`}
          value={settings.lowAmount}
          problem={problem.amount}
          read={amountOf}
          onChange={(lowAmount) => change({ lowAmount })}
        />
        <Entry
          key={`critical ${settings.criticalAmount}`}
          label={`${general.criticalAmount} (${settings.currency})`}
          value={settings.criticalAmount}
          problem={problem.amount}
          read={amountOf}
          onChange={(criticalAmount) => change({ criticalAmount })}
        />
      </section>
      <section>
        <h2>{general.rates}</h2>
        <Rates settings={settings} onChange={(rates) => change({ rates })} />
      </section>
      <section>
        <h2>{general.refresh}</h2>
        <Entry
          key={`interval ${settings.intervalMinutes}`}
          label={general.interval}
          value={String(settings.intervalMinutes)}
          problem={problem.interval}
          read={minutesOf}
          onChange={(minutes) => change({ intervalMinutes: Number(minutes) })}
        />
      </section>
      <section>
        <h2>{general.look}</h2>
        <Choice
          label={general.language}
          value={settings.language}
          options={Object.fromEntries([['auto', general.languageAuto], ...languageTags.map((tag) => [tag, nameOf(tag)] as const)])}
          onChange={(language) => change({ language })}
        />
        <Choice label={general.theme} value={settings.theme} options={pick(themes, general.themes)} onChange={(theme) => change({ theme })} />
        <Check label={general.hideAmounts} hint={general.hideAmountsHint} checked={settings.hideAmounts} onChange={(hideAmounts) => change({ hideAmounts })} />
      </section>
    </div>
  );
}

function minutesOf(entered: string): string | undefined {
  const minutes = /^\d{1,4}$/.test(entered) ? Number(entered) : Number.NaN;
  return minutes >= interval.least && minutes <= interval.most ? String(minutes) : undefined;
}

function nameOf(tag: string): string {
  return new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag;
}

function pick<Key extends string>(keys: readonly Key[], names: Record<Key, string>): Record<Key, string> {
  return Object.fromEntries(keys.map((key) => [key, names[key]])) as Record<Key, string>;
}
