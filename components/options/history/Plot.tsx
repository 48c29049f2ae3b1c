import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useView } from '@/lib/client/use-view';
import styles from './Plot.module.css';

/** Colours by name, as they are in the theme that is shown: a canvas knows no style sheet. */
export type Colors = (name: string) => string;

interface PlotProps {
  /** What it shows and how it is used: the accessible name. */
  label: string;
  testId: string;
  data: uPlot.AlignedData;
  /** Made anew with every change of what is drawn; to be kept while it is the same. */
  build(colors: Colors): Omit<uPlot.Options, 'width' | 'height'>;
  /** Names of the colours that `build` asks for: attributes of the style sheet. */
  colors: readonly string[];
  /** What is said of a place on the axis. */
  describe(index: number): string;
  height: number;
}

const steps: Record<string, (index: number, last: number) => number> = {
  ArrowLeft: (index) => index - 1,
  ArrowRight: (index) => index + 1,
  PageUp: (index) => index - 10,
  PageDown: (index) => index + 10,
  Home: () => 0,
  End: (_index, last) => last,
};

/** A chart that a mouse, the arrow keys and a screen reader can go along: to assistive technology it is a slider. */
export function Plot({ label, testId, data, build, colors, describe, height }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const probes = useRef<HTMLSpanElement>(null);
  const plot = useRef<uPlot>(null);
  const [index, setIndex] = useState<number>();
  const { snapshot } = useView();
  const theme = snapshot?.settings.theme;
  const last = data[0].length - 1;
  const shown = Math.min(index ?? last, last);

  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const color: Colors = (name) => {
      const probe = probes.current?.querySelector(`[data-color="${name}"]`);
      return probe ? getComputedStyle(probe).color : '';
    };
    const options = build(color);
    const onCursor = (drawn: uPlot) => {
      if (typeof drawn.cursor.idx === 'number' && (drawn.cursor.left ?? -1) >= 0) setIndex(drawn.cursor.idx);
    };
    const drawn = new uPlot(
      {
        ...options,
        width: element.clientWidth,
        height,
        ms: 1,
        legend: { show: false },
        cursor: { y: false, drag: { setScale: false, x: false, y: false }, ...options.cursor },
        hooks: { ...options.hooks, setCursor: [onCursor] },
      },
      data,
      element,
    );
    plot.current = drawn;
    const resized = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      drawn.destroy();
      plot.current = null;
    };
  }, [build, data, height]);

  useTheme(theme, () => plot.current?.redraw());

  function move(event: KeyboardEvent) {
    const step = steps[event.key];
    if (!step || last < 0) return;
    event.preventDefault();
    show(Math.min(last, Math.max(0, step(shown, last))));
  }

  function show(at: number) {
    setIndex(at);
    const drawn = plot.current;
    const time = data[0][at];
    if (drawn && time !== undefined) drawn.setCursor({ left: Math.max(0, drawn.valToPos(time, 'x')), top: 0 }, false);
  }

  const words = last < 0 ? '' : describe(shown);
  return (
    <div>
      <div
        ref={place}
        className={styles.plot}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={Math.max(0, shown)}
        aria-valuetext={words}
        data-testid={testId}
        onKeyDown={move}
        onFocus={() => last >= 0 && show(shown)}
      />
      <p className={styles.words} aria-hidden="true">
        {words}
      </p>
      <span ref={probes} hidden>
        {colors.map((name) => (
          <span key={name} className={styles.color} data-color={name} />
        ))}
      </span>
    </div>
  );
}

/** Calls when the page turns dark or light: by its own setting, or with the system. */
function useTheme(theme: string | undefined, changed: () => void): void {
  const latest = useRef(changed);
  useEffect(() => {
    latest.current = changed;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the setting is what has changed.
  useEffect(() => {
    latest.current();
    const system = matchMedia('(prefers-color-scheme: dark)');
    const onSystem = () => latest.current();
    system.addEventListener('change', onSystem);
    return () => system.removeEventListener('change', onSystem);
  }, [theme]);
}
