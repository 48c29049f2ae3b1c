import { useOptionsText } from '@/lib/client/use-options-text';
import { appVersion } from '@/lib/client/version';
import styles from './General.module.css';

export default function About(_props: { route: string }) {
  const { options, about } = useOptionsText();
  return (
    <div className={styles.general}>
      <h1>{options.sections.about}</h1>
      <p>{about.version(appVersion())}</p>
      <p>{about.body}</p>
      <p>{about.licence}</p>
      <p>
        <a href="/licences.txt">{about.parts}</a>
      </p>
    </div>
  );
}
