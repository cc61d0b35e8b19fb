import type { ColumnPlan } from '../../rows.js';
import type { ColumnKind } from './cells.js';
import type { Columns } from './columns.js';
import { NumberWatch } from './watch.js';

/** What the cells of a column become; features are counted from 0. */
export type Role =
  | LabelRole
  | NumericRole
  | TextRole
  /** All cells were empty so far: the next value decides. */
  | { kind: 'open' }
  /** Left out by the user, or a label that is not looked at. */
  | { kind: 'dropped' }
  /** Not a column of the training file. */
  | { kind: 'ignored' };

/** The label: a number, or a text, given by its position among the texts that occur. */
export interface LabelRole {
  kind: 'label';
  /** Undefined if labels are numbers. */
  values: Map<string, number> | undefined;
  /** Whether a number counts as a text where labels are text. */
  takesNumbers: boolean;
}

/** A feature, and what its numbers showed if it is one of a training file. */
export interface NumericRole {
  kind: 'numeric';
  feature: number;
  watch?: NumberWatch;
}

/** One feature for every value. */
export interface TextRole {
  kind: 'text';
  values: Map<string, number>;
  /** Whether a number counts as a text value. */
  takesNumbers: boolean;
}

/** The role of every column, and the names of the features so far. */
export interface Roles {
  roles: Role[];
  features: string[];
}

/**
 * The roles in a training file: numeric columns are features in their order, text columns get theirs as values appear.
 *
 * @param kinds of the columns, as far as they are known
 */
export function trainingRoles(columns: Columns, kinds: readonly (ColumnKind | undefined)[]): Roles {
  const { names, label, dropped, text } = columns;
  const features: string[] = [];
  const roles = names.map((name, position): Role => {
    const takesNumbers = text.has(position);
    if (dropped.has(position)) return { kind: 'dropped' };
    if (position === label) return labelRole(kinds[position] === 'text', takesNumbers);
    if (kinds[position] === 'text') return textRole(takesNumbers);
    if (kinds[position] === 'numeric') return numericRole(features.push(name) - 1, names.length);
    return { kind: 'open' };
  });
  return { roles, features };
}

function labelRole(isText: boolean, takesNumbers: boolean): LabelRole {
  return { kind: 'label', values: isText ? new Map() : undefined, takesNumbers };
}

/** The role of a text column of a training file. */
export function textRole(takesNumbers: boolean): TextRole {
  return { kind: 'text', values: new Map(), takesNumbers };
}

/**
 * The role of a numeric column of a training file.
 * @param columns the number of columns in the file
 */
export function numericRole(feature: number, columns: number): NumericRole {
  return { kind: 'numeric', feature, watch: new NumberWatch(columns) };
}

/**
 * The roles in a test file: columns keep the roles that their names had in the training file.
 *
 * @param isLabelText whether labels are read as text; the plan does not say
 */
export function testRoles({ names }: Pick<ColumnPlan, 'names'>, plan: ColumnPlan, isLabelText = false): Roles {
  const roles = new Map<string, Role>();
  // The plan's features begin with the numeric columns, in order.
  let numeric = 0;
  plan.names.forEach((name, position) => {
    if (position === plan.label) roles.set(name, labelRole(isLabelText, true));
    else if (plan.features[numeric] === name) roles.set(name, { kind: 'numeric', feature: numeric++ });
  });
  for (const name of plan.names) if (!roles.has(name)) roles.set(name, roleBehind(numeric, name, plan.features));
  return { roles: names.map((name) => roles.get(name) ?? { kind: 'ignored' }), features: plan.features };
}

/**
 * The role of a column whose features come after the first numeric ones: text, or numbers whose first cells were empty
 * for so long that text values came before them.
 */
function roleBehind(numeric: number, name: string, features: readonly string[]): Role {
  const feature = features.indexOf(name, numeric);
  if (feature >= 0) return { kind: 'numeric', feature };
  const prefix = `${name}=`;
  const values = new Map<string, number>();
  for (let position = numeric; position < features.length; position++) {
    const value = features[position] as string;
    if (value.startsWith(prefix)) values.set(value.slice(prefix.length), position);
  }
  return { kind: 'text', values, takesNumbers: true };
}
