/** Dark or light: as the system has it, until somebody chooses; the choice is kept in this browser. */
import { type ReadonlySignal, signal } from '@preact/signals';

export type Theme = 'light' | 'dark';
export type ThemeChoice = Theme | 'system';

const KEY = 'roost-theme';
const CHOICES: readonly ThemeChoice[] = ['system', 'light', 'dark'];

export interface ThemeSwitch {
  readonly choice: ReadonlySignal<ThemeChoice>;
  /** What is drawn. Canvases draw anew when it changes. */
  readonly theme: ReadonlySignal<Theme>;
  /** The next one of system, light, dark. */
  turn(): void;
}

export function openTheme(window: Window): ThemeSwitch {
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const choice = signal<ThemeChoice>(kept(window));
  const theme = signal<Theme>('light');
  const show = () => {
    const dark = choice.value === 'system' ? system.matches : choice.value === 'dark';
    const next = dark ? 'dark' : 'light';
    window.document.documentElement.dataset.theme = next;
    theme.value = next;
  };
  system.addEventListener('change', show);
  show();
  return {
    choice,
    theme,
    turn() {
      choice.value = CHOICES[(CHOICES.indexOf(choice.value) + 1) % CHOICES.length]!;
      keep(window, choice.value);
      show();
    },
  };
}

function kept(window: Window): ThemeChoice {
  try {
    const value = window.localStorage.getItem(KEY);
    return CHOICES.find((choice) => choice === value) ?? 'system';
  } catch {
    return 'system'; // A browser that keeps nothing.
  }
}

function keep(window: Window, choice: ThemeChoice): void {
  try {
    window.localStorage.setItem(KEY, choice);
  } catch {
    // Then it is for this visit alone.
  }
}
