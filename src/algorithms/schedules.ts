/** How the step size changes during a run. */
export interface Schedule {
  /** As the user writes it: `constant`, `exp:0.9`, … */
  name: string;
  /** What the step size is multiplied by after this many passes, a whole number. */
  factor(passes: number): number;
}

/** The schedules as the help lists them. */
export const scheduleForms = [
  { name: 'constant', summary: 'γ' },
  { name: 'exp:β', summary: 'γ·β^t after t passes, such as exp:0.9' },
  { name: 'sqrt', summary: 'γ/√(1 + t)' },
  { name: 'inv', summary: 'γ/(1 + t)' },
];

/** The same step size throughout. */
export const constant: Schedule = { name: 'constant', factor: () => 1 };

const sqrt: Schedule = { name: 'sqrt', factor: (passes) => 1 / Math.sqrt(1 + passes) };

const inv: Schedule = { name: 'inv', factor: (passes) => 1 / (1 + passes) };

/** γ·β^t, by multiplication, so that it is the same on every machine. */
function exponential(name: string, base: number): Schedule {
  return {
    name,
    factor(passes) {
      let factor = 1;
      for (let pass = 0; pass < passes; pass++) factor *= base;
      return factor;
    },
  };
}

/** The schedule that a text names, or undefined; β is above 0 and at most 1. */
export function parseSchedule(text: string): Schedule | undefined {
  const base = Number(/^exp:(\d+(?:\.\d+)?|\.\d+)$/.exec(text)?.[1]);
  if (base > 0 && base <= 1) return exponential(text, base);
  return [constant, sqrt, inv].find(({ name }) => name === text);
}
