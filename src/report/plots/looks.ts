import type { LineLook } from './figure.js';

// The one place of colours, dashes and symbols. Those of the first four rules are told apart in grey and by people with
// any of three colour-vision deficiencies (ΔE of 7 and 18, at least).

/** Of paper and what is around lines. */
export interface Theme {
  paper: string;
  ink: string;
  soft: string;
  grid: string;
  axis: string;
}

export type ThemeName = 'light' | 'dark';

/** The themes by name. */
export const themes: Readonly<Record<ThemeName, Theme>> = {
  light: { paper: '#ffffff', ink: '#1f2328', soft: '#59636e', grid: '#e7eaee', axis: '#9aa3ad' },
  dark: { paper: '#14171c', ink: '#e6e9ed', soft: '#a3adb8', grid: '#262b32', axis: '#5a646f' },
};

/** Their names. */
export const themeNames = Object.keys(themes) as ThemeName[];

/** The shape of a symbol, by its name in Vega. */
type Symbol = 'circle' | 'square' | 'triangle-up' | 'diamond' | 'cross' | 'triangle-down';

/** A colour that every terminal has. */
type TerminalColour = 'cyan' | 'red' | 'green' | 'magenta' | 'yellow' | 'blue';

interface RuleStyle {
  light: string;
  /** On light paper, for text, which needs more contrast than lines. */
  text?: string;
  dark: string;
  dash: number[];
  symbol: Symbol;
  isHollow: boolean;
  terminal: TerminalColour;
}

/** By rule, the most important first. A tuned sum lies exactly on the mean, so that its line is dashed. */
const RULES: Readonly<Record<string, RuleStyle>> = {
  adabatch: { light: '#0b6fc2', dark: '#4f9bff', dash: [], symbol: 'circle', isHollow: false, terminal: 'cyan' },
  mean: {
    light: '#d55e00',
    text: '#b34f00',
    dark: '#ff9a5c',
    dash: [],
    symbol: 'square',
    isHollow: false,
    terminal: 'red',
  },
  sum: { light: '#04613f', dark: '#8af0c4', dash: [6, 3], symbol: 'triangle-up', isHollow: true, terminal: 'green' },
  expected: {
    light: '#6d1a66',
    dark: '#f3b4e6',
    dash: [2, 2.5],
    symbol: 'diamond',
    isHollow: true,
    terminal: 'magenta',
  },
};

/** For other rules, whose names choose among them. */
const OTHERS: readonly RuleStyle[] = [
  {
    light: '#8a7a00',
    text: '#6f6200',
    dark: '#d9c84a',
    dash: [8, 3, 2, 3],
    symbol: 'cross',
    isHollow: false,
    terminal: 'yellow',
  },
  { light: '#4a4f57', dark: '#b3bac3', dash: [10, 4], symbol: 'triangle-down', isHollow: true, terminal: 'blue' },
];

/** Colours of `power:α` at even steps of α, from those of the mean to those of adabatch. */
const POWERS = {
  light: ['#d55e00', '#7a3500', '#948c88', '#00148c', '#0b6fc2'],
  text: ['#b34f00', '#7a3500', '#726a66', '#00148c', '#0b6fc2'],
  dark: ['#ff9a5c', '#d25a41', '#b4a59b', '#8787c8', '#4f9bff'],
};

/** By whether α is nearer to the mean, in the middle, or nearer to adabatch: the symbol of these, hollow. */
const POWER_MARKS: Readonly<Record<'mean' | 'middle' | 'adabatch', Omit<RuleStyle, 'light' | 'dark'>>> = {
  mean: { dash: [9, 3], symbol: 'square', isHollow: true, terminal: 'yellow' },
  middle: { dash: [6, 2, 1.5, 2], symbol: 'diamond', isHollow: false, terminal: 'blue' },
  adabatch: { dash: [4, 1.5], symbol: 'circle', isHollow: true, terminal: 'blue' },
};

/** How a line is drawn. */
export interface Paint {
  line: string;
  /** For its name. */
  text: string;
  /** Lengths of dashes and gaps; empty for a solid line. */
  dash: number[];
  symbol: Symbol;
  isHollow: boolean;
  terminal: TerminalColour;
}

/** How a line is drawn on the paper of a theme. */
export function paintOf(look: LineLook, theme: ThemeName): Paint {
  if ('place' in look) return paintAt(look.place, theme);
  const { light, text, dark, ...style } = styleOf(look.rule);
  const line = theme === 'light' ? light : dark;
  const paint = { ...style, line, text: theme === 'light' ? (text ?? light) : dark };
  return look.isHogwild ? { ...paint, dash: [4, 3], symbol: 'triangle-up' } : paint;
}

/** The style of a rule depends on its name alone, so that other rules in a figure do not change it. */
function styleOf(rule: string): RuleStyle {
  const known = Object.hasOwn(RULES, rule) ? RULES[rule] : powerStyle(Number(/^power:([\d.]+)$/.exec(rule)?.[1]));
  const sum = [...rule].reduce((hash, character) => (31 * hash + (character.codePointAt(0) ?? 0)) % 65536, 0);
  return known ?? (OTHERS[sum % OTHERS.length] as RuleStyle);
}

/** @param alpha from 0 to 1; for others there is none */
function powerStyle(alpha: number): RuleStyle | undefined {
  if (!(alpha >= 0 && alpha <= 1)) return undefined;
  const marks = POWER_MARKS[alpha === 0.5 ? 'middle' : alpha < 0.5 ? 'mean' : 'adabatch'];
  const [light, text, dark] = [POWERS.light, POWERS.text, POWERS.dark].map((colours) => between(colours, alpha));
  return { ...marks, light, text, dark } as RuleStyle;
}

/** The known rules first, the most important before the others, then by name. */
export function byImportance(one: string, other: string): number {
  const known = Object.keys(RULES);
  const place = (rule: string) => (known.includes(rule) ? known.indexOf(rule) : known.length);
  return place(one) - place(other) || (one < other ? -1 : Number(one > other));
}

/** Colours from the smallest to the largest batch, in even steps of lightness. */
const RAMPS: Readonly<Record<ThemeName, readonly string[]>> = {
  light: ['#1fa187', '#277f8e', '#365c8d', '#46327e', '#440154'],
  dark: ['#2a9d8f', '#39b977', '#73d055', '#b8de29', '#fde725'],
};
/** For text, which needs more contrast than lines. */
const TEXT_RAMPS: typeof RAMPS = { light: ['#16806b', ...RAMPS.light.slice(1)], dark: RAMPS.dark };
const TERMINAL_RAMP: readonly TerminalColour[] = ['cyan', 'green', 'yellow', 'blue', 'magenta', 'red'];

function paintAt(place: number, theme: ThemeName): Paint {
  const [line, text] = [between(RAMPS[theme], place), between(TEXT_RAMPS[theme], place)];
  const terminal = TERMINAL_RAMP[Math.round(place * (TERMINAL_RAMP.length - 1))] as TerminalColour;
  return { line, text, dash: [], symbol: 'circle', isHollow: false, terminal };
}

/** The colour at a place from 0 to 1 along some colours. */
function between(colours: readonly string[], place: number): string {
  const position = place * (colours.length - 1);
  const first = Math.min(Math.floor(position), colours.length - 2);
  const channels = (colour: string | undefined) =>
    [1, 3, 5].map((at) => Number.parseInt(colour?.slice(at, at + 2) ?? '', 16));
  const [from, to] = [channels(colours[first]), channels(colours[first + 1])];
  const mixed = from.map((channel, at) => Math.round(channel + (to[at]! - channel) * (position - first)));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
