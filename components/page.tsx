import { type ReactNode, StrictMode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { loadSnapshot, type SnapshotSource } from '@/lib/client/snapshot-source';
import { SourceContext, TextContext } from '@/lib/client/use-view';
import type { Text } from '@/lib/i18n/page-text';

interface Page<Words extends Text> {
  /** Loads the words of the page in the language that the person chose, or that the browser speaks. */
  load(chosen: string, browserLanguages: readonly string[]): Promise<Words>;
  /** What the tab is called, in the page's language. */
  title(text: Words): string;
  content(text: Words): ReactNode;
}

/** Shows a page. The snapshot is there before the first paint: a page never shows a figure that it has to take back. */
export async function showPage<Words extends Text>({ load, title, content }: Page<Words>): Promise<void> {
  const root = document.getElementById('root');
  const source = await loadSnapshot();
  if (!root) return;
  const page = createRoot(root);
  const languageOf = () => source.get().snapshot?.settings.language ?? 'auto';

  async function show() {
    const text = await load(languageOf(), navigator.languages);
    document.documentElement.lang = text.language.tag;
    document.title = title(text);
    applyTheme(source);
    // In one go: with the figures at hand there is nothing to wait a turn for.
    flushSync(() =>
      page.render(
        <StrictMode>
          <SourceContext value={source}>
            <TextContext value={text}>{content(text)}</TextContext>
          </SourceContext>
        </StrictMode>,
      ),
    );
  }

  let shown = languageOf();
  source.subscribe(() => {
    applyTheme(source);
    if (languageOf() === shown) return;
    shown = languageOf();
    void show();
  });
  await show();
}

/** `light-dark()` in the style sheets follows this. */
function applyTheme(source: SnapshotSource): void {
  document.documentElement.dataset['theme'] = source.get().snapshot?.settings.theme ?? 'auto';
}
