import '@/components/styles/base.css';
import { Options } from '@/components/options/Options';
import { showPage } from '@/components/page';
import { OptionsTextContext } from '@/lib/client/use-options-text';
import { loadOptionsText } from '@/lib/i18n/options-text';

void showPage({
  load: loadOptionsText,
  title: (text) => text.options.title,
  content: (text) => (
    <OptionsTextContext value={text}>
      <Options />
    </OptionsTextContext>
  ),
});
