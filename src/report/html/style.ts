import { type Theme, themes } from '../plots/looks.js';

/** A colour of the pictures, for light and for dark paper. */
function both(name: keyof Theme): string {
  return `light-dark(${themes.light[name]}, ${themes.dark[name]})`;
}

const [paper, ink, soft, grid, axis] = [both('paper'), both('ink'), both('soft'), both('grid'), both('axis')];
const link = 'light-dark(#0b5cad, #7db4ff)';

/** The style of a report: the colours of the pictures, light and dark, and one column that fits a phone. */
export const style = `
:root { color-scheme: light dark }
:root[data-theme=light] { color-scheme: light }
:root[data-theme=dark] { color-scheme: dark }
* { box-sizing: border-box }
body { margin: 0; background: ${paper}; color: ${ink}; font: 15px/1.5 system-ui, Helvetica, Arial, sans-serif }
header, main { max-width: 66rem; margin: 0 auto; padding: 0 1rem }
header { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 1rem }
h1 { font-size: 1.5rem; margin: 1rem 0 0 }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; padding-top: .5rem; border-top: 1px solid ${grid} }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem }
h1, h2, h3, li, dd, p { overflow-wrap: anywhere }
ul { padding-left: 1.25rem; margin: .5rem 0 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0 }
dt, .subtitle, figcaption { color: ${soft} }
dd { margin: 0 }
figure { margin: 0 0 2rem }
.subtitle { margin: 0 0 .5rem }
.controls { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center }
.plot { position: relative; overflow-x: auto; margin: .5rem 0 }
.plot svg { display: block; overflow: visible }
.scroll { overflow-x: auto; margin: .5rem 0 }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px }
th, td { padding: .2rem .6rem; border-bottom: 1px solid ${grid}; text-align: left; white-space: nowrap }
thead th { color: ${soft}; font-weight: 600; vertical-align: middle }
tbody th { font-weight: 400 }
.right { text-align: right }
td.repeat { vertical-align: top }
code { display: block; width: 26rem; max-width: 70vw; white-space: pre-wrap; overflow-wrap: anywhere; user-select: all }
select, button { font: inherit; font-size: 13px; color: ${ink}; background: ${paper};
  border: 1px solid ${axis}; border-radius: 4px; padding: .15rem .4rem; min-height: 1.75rem; max-width: 100% }
.control { display: flex; gap: .35rem; align-items: center; max-width: 100% }
label { font-size: 13px; color: ${soft} }
th button { border: 0; padding: 0; min-height: 1.5rem; font-weight: 600; color: inherit; background: none; cursor: pointer }
[aria-sort=ascending] button::after { content: ' ↑' }
[aria-sort=descending] button::after { content: ' ↓' }
:focus-visible { outline: 2px solid ${link}; outline-offset: 1px }
.tooltip { position: fixed; z-index: 1; pointer-events: none; margin: 0; padding: .3rem .5rem; max-width: 20rem;
  font-size: 13px; white-space: pre-line; color: ${ink}; background: ${paper}; border: 1px solid ${axis};
  border-radius: 4px; box-shadow: 0 2px 8px #0003 }
.tooltip:empty { display: none }
`;
