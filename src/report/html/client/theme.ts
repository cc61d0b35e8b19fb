import type { ThemeName } from '../../plots/looks.js';
import { chosen } from './address.js';
import { addSelect } from './controls.js';

const KEY = 'theme';
const OPTIONS = [
  ['', 'as the system'],
  ['light', 'light'],
  ['dark', 'dark'],
] as const;

const dark = matchMedia('(prefers-color-scheme: dark)');

/** The theme that the reader chose, or else prefers. */
export function currentTheme(): ThemeName {
  const theme = chosen(KEY);
  if (theme === 'light' || theme === 'dark') return theme;
  return dark.matches ? 'dark' : 'light';
}

/** Adds the switch of the theme, and calls `changed` when it is another one. */
export function startTheme(changed: () => void): void {
  const apply = () => {
    document.documentElement.dataset.theme = chosen(KEY) ?? '';
    changed();
  };
  addSelect(
    document.getElementById('theme-switch') as Element,
    { key: KEY, label: 'theme', options: OPTIONS, standard: '' },
    apply,
  );
  dark.addEventListener('change', apply);
  apply();
}
