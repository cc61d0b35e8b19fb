/**
 * x^s by square roots and multiplications alone, which IEEE 754 defines to the last bit: the host's power function may
 * give other bits on another machine.
 * @param base x, above 0
 * @param exponent s, from 0
 */
export function power(base: number, exponent: number): number {
  const whole = Math.floor(exponent);
  let product = fractionalPower(base, exponent - whole);
  for (let count = 0; count < whole; count++) product *= base;
  return product;
}

/** A power with an exponent below 1, as the product of the roots x^½, x^¼, … that the exponent's binary digits name. */
function fractionalPower(base: number, exponent: number): number {
  let product = 1;
  let root = base;
  for (let rest = exponent; rest > 0; ) {
    root = Math.sqrt(root);
    rest *= 2;
    if (rest >= 1) {
      product *= root;
      rest -= 1;
    }
  }
  return product;
}
