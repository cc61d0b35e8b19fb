/**
 * The exact one-sided p-value of the sign-flip test (Fisher, 1935): the share of all ways to choose the signs of paired
 * differences whose sum is at least the observed one. It supposes that a difference is as likely as its opposite.
 * @param differences at most 20, since there are 2^n ways
 */
export function signFlipP(differences: readonly number[]): number {
  const observed = sumOf(differences);
  const ways = 2 ** differences.length;
  // Rounding must not tell apart sums that are equal.
  const tolerance = 1e-12 * sumOf(differences.map(Math.abs));
  let atLeast = 0;
  for (let signs = 0; signs < ways; signs++) {
    const sum = sumOf(differences.map((difference, position) => ((signs >> position) & 1 ? -difference : difference)));
    if (sum >= observed - tolerance) atLeast++;
  }
  return atLeast / ways;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
