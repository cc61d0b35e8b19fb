import { describe, expect, test } from 'vitest';
import { classify, findClasses, numericLabels } from '../../../src/data/labels.js';

const numbers = (...labels: number[]) => ({ name: 'data', labels: Float64Array.from(labels), labelNames: undefined });
const texts = (labelNames: string[], ...labels: number[]) => ({
  name: 'data',
  labels: Float64Array.from(labels),
  labelNames,
});

describe('two labels', () => {
  test('the higher of two numeric labels is +1', () => {
    const raw = numbers(2, 1, 2);
    const classes = findClasses(raw, undefined);
    expect(classes).toEqual({ negative: ['1'], positive: ['2'] });
    expect([...classify(raw, classes)]).toEqual([1, -1, 1]);
  });

  test('the later of two text labels in the alphabet is +1', () => {
    const raw = texts(['spam', 'ham'], 0, 1, 1);
    expect([...classify(raw, findClasses(raw, undefined))]).toEqual([1, -1, -1]);
  });
});

describe('--positive', () => {
  test('--positive maps the labels that it names to +1 and the rest to −1, however numbers are spelled', () => {
    const raw = numbers(1, 2, 3, 20);
    const classes = findClasses(raw, ['+2', '20.0']);
    expect(classes.positive).toEqual(['2', '20']);
    expect([...classify(raw, classes)]).toEqual([-1, 1, -1, 1]);
  });

  test('--positive does not depend on the order or on repetitions', () => {
    const raw = numbers(1, 2, 3);
    expect(findClasses(raw, ['3', '2', '3'])).toEqual(findClasses(raw, ['2', '3']));
  });

  test('leaves some label to be −1', () => {
    expect(() => findClasses(numbers(1, 2), ['1', '2'])).toThrow('‹positive› names all labels of data');
  });

  test('names a label that does not occur', () => {
    expect(() => findClasses(numbers(1, 2), ['3'])).toThrow('‹positive›: no row of data has the label 3');
    expect(() => findClasses(texts(['a', 'b'], 0, 1), ['c'])).toThrow('‹positive›: no row of data has the label c');
  });
});

describe('labels that are refused', () => {
  test('more than two labels are refused, and at most ten of them are named', () => {
    const many = numbers(...Array.from({ length: 12 }, (_, label) => label));
    expect(() => findClasses(many, undefined)).toThrow(
      'a classification loss needs two labels; the dataset has 12: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more',
    );
  });

  test('a single label is refused', () => {
    expect(() => findClasses(numbers(1, 1), undefined)).toThrow('the dataset has 1: 1');
  });

  test('a label of the test data that the training data lacks is refused', () => {
    const classes = findClasses(numbers(1, 2), undefined);
    expect(() => classify(numbers(3), classes)).toThrow(
      'data: there is a row with the label 3, which the training data does not have',
    );
  });

  test('text labels are refused with a regression loss', () => {
    expect(() => numericLabels(texts(['a', 'b'], 0, 1))).toThrow('the labels are text (a, b)');
    expect([...numericLabels(numbers(2.5, -1))]).toEqual([2.5, -1]);
  });
});
