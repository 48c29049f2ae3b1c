import { createContext, useContext } from 'react';
import type { OptionsText } from '../i18n/options-text';

export const OptionsTextContext = createContext<OptionsText | undefined>(undefined);

/** The words of the options page. */
export function useOptionsText(): OptionsText {
  const text = useContext(OptionsTextContext);
  if (!text) throw new Error('no words of the options page around this component');
  return text;
}
