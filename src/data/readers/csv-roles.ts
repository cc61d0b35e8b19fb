import type { ColumnPlan } from '../rows.js';
import type { Columns } from './csv-columns.js';

/** What becomes of the cells of a column; features are counted from 0. */
export type Role =
  | { kind: 'label' }
  | { kind: 'numeric'; feature: number }
  /** One feature for every value. */
  | { kind: 'text'; features: Map<string, number> }
  /** Not a column of the training file. */
  | { kind: 'ignored' };

/** The role of every column, and the names of the features so far. */
export interface Roles {
  roles: Role[];
  features: string[];
}

/**
 * The roles in a training file: numeric columns are features in their order, text columns get theirs as values appear.
 *
 * @param textColumns positions of the columns of text
 */
export function trainingRoles({ names, label }: Columns, textColumns: ReadonlySet<number>): Roles {
  const features: string[] = [];
  const roles = names.map((name, position): Role => {
    if (position === label) return { kind: 'label' };
    if (textColumns.has(position)) return { kind: 'text', features: new Map() };
    return { kind: 'numeric', feature: features.push(name) - 1 };
  });
  return { roles, features };
}

/** The roles in a test file: those that the columns of the same names had in the training file. */
export function testRoles({ names }: Columns, plan: ColumnPlan): Roles {
  const roles = new Map<string, Role>();
  // The plan's features begin with the numeric columns, in order.
  let numeric = 0;
  plan.names.forEach((name, position) => {
    if (position === plan.label) roles.set(name, { kind: 'label' });
    else if (plan.features[numeric] === name) roles.set(name, { kind: 'numeric', feature: numeric++ });
  });
  const values = plan.features.slice(numeric);
  const textRole = (name: string): Role => {
    const prefix = `${name}=`;
    const features = new Map<string, number>();
    values.forEach((feature, position) => {
      if (feature.startsWith(prefix)) features.set(feature.slice(prefix.length), numeric + position);
    });
    return { kind: 'text', features };
  };
  for (const name of plan.names) if (!roles.has(name)) roles.set(name, textRole(name));
  return { roles: names.map((name) => roles.get(name) ?? { kind: 'ignored' }), features: plan.features };
}
