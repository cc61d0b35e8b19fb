import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { adaptiveLayout } from '../../../src/algorithms/adagrad.js';
import { barrierLayout } from '../../../src/algorithms/executions/barrier.js';
import { descentLayout } from '../../../src/algorithms/executions/descent-struct.js';
import { shareLayout } from '../../../src/algorithms/executions/synchronous.js';
import { snapshotLayout } from '../../../src/algorithms/svrg.js';
import { matrixLayout } from '../../../src/engine/matrix.js';
import { EngineMemory } from '../../../src/engine/memory.js';
import { fieldOf, type Layout, writeStruct } from '../../../src/engine/struct.js';
import { codeOf, compileKernels, instantiate } from '../../../src/engine/wasm.js';
import { losses } from '../../../src/objective/losses.js';
import { engineProblem } from '../../support/engine.js';
import { randomProblem } from '../../support/problems.js';

// TypeScript and the kernels agree on what is written by hand on both sides: the signatures of kernels, the fields of
// their classes, the codes of losses and steps.

const ENGINE = path.resolve(import.meta.dirname, '../../../src/engine');

function sourceOf(file: string): ts.SourceFile {
  const text = readFileSync(path.join(ENGINE, file), 'utf8');
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

/** A function as it is declared, with its numbers all alike: whole numbers and addresses are numbers of TypeScript. */
function signatureOf({ name, parameters, type }: ts.FunctionDeclaration | ts.MethodSignature): string {
  const returned = type?.getText() === 'void' ? 'void' : 'number';
  return `${name?.getText()}(${parameters.map((parameter) => parameter.name.getText()).join(', ')}): ${returned}`;
}

/** What `index.ts` of the kernels exports, by the file that it is from. */
function exportsOfKernels(): { name: string; file: string }[] {
  return sourceOf('kernels/index.ts')
    .statements.filter(ts.isExportDeclaration)
    .flatMap(({ exportClause, moduleSpecifier }) => {
      const from = (moduleSpecifier as ts.StringLiteral).text;
      const { elements } = exportClause as ts.NamedExports;
      return elements.map(({ name }) => ({ name: name.text, file: `kernels/${from}.ts` }));
    });
}

const declared = (file: string, name: string) =>
  sourceOf(file).statements.find(
    (statement) =>
      (ts.isFunctionDeclaration(statement) ||
        ts.isInterfaceDeclaration(statement) ||
        ts.isClassDeclaration(statement)) &&
      statement.name?.text === name,
  );

test('the TypeScript signatures of kernels are those of the kernels, parameter by parameter', () => {
  const kernels = exportsOfKernels()
    .map(({ name, file }) => declared(file, name))
    .filter((declaration) => declaration !== undefined && ts.isFunctionDeclaration(declaration));
  const interfaces = declared('wasm.ts', 'Kernels') as ts.InterfaceDeclaration;
  const methods = interfaces.members.filter(ts.isMethodSignature);
  expect(kernels.length).toBeGreaterThan(20);
  expect(methods.map(signatureOf).sort()).toEqual(kernels.map(signatureOf).sort());
});

test('the compiled kernels are those of the sources, with as many parameters', async () => {
  const module = await compileKernels();
  const functions = WebAssembly.Module.exports(module).filter(({ kind }) => kind === 'function');
  const names = exportsOfKernels().filter(({ name, file }) => declared(file, name));
  expect(functions.map(({ name }) => name).sort()).toEqual(names.map(({ name }) => name).sort());
  const kernels = instantiate(module, new EngineMemory().memory);
  for (const { name, file } of names) {
    const { parameters } = declared(file, name) as ts.FunctionDeclaration;
    expect([name, (kernels as unknown as Record<string, () => void>)[name]?.length]).toEqual([name, parameters.length]);
  }
});

const LAYOUTS: [name: string, file: string, layout: Layout][] = [
  ['Matrix', 'kernels/matrix.ts', matrixLayout],
  ['Descent', 'kernels/descent.ts', descentLayout],
  ['Barrier', 'kernels/barrier.ts', barrierLayout],
  ['Share', 'kernels/synchronous.ts', shareLayout],
  ['Snapshot', 'kernels/svrg.ts', snapshotLayout],
  ['AdaptiveFeature', 'kernels/adagrad.ts', adaptiveLayout],
];

test.each(LAYOUTS)('the layout of %s has the fields of its class in the kernels', (name, file, layout) => {
  const { members } = declared(file, name) as ts.ClassDeclaration;
  const fields = members.filter(ts.isPropertyDeclaration).map((field) => {
    return [field.name.getText(), field.type?.getText() === 'f64' ? 'f64' : 'u32'];
  });
  expect(Object.entries(layout)).toEqual(fields);
});

test('a struct has each field at a multiple of its size', () => {
  const memory = new EngineMemory();
  const layout = { one: 'u32', two: 'f64', three: 'u32' } as const;
  const address = writeStruct(memory, layout, { one: 1, two: 2.5, three: 3 });
  expect([...memory.u32(address, 1), ...memory.f64(address + 8, 1), ...memory.u32(address + 16, 1)]).toEqual([
    1, 2.5, 3,
  ]);
  expect([...fieldOf(memory, layout, address, 'three')]).toEqual([3]);
  expect(() => fieldOf(memory, layout as Layout, address, 'four')).toThrow('there is no field four');
});

describe('losses in the kernels', () => {
  test('a loss has a code of its own in the kernels', async () => {
    const { kernels } = await engineProblem(randomProblem('logistic', 0));
    const codes = losses.map(({ name }) => codeOf(kernels, 'LossCode', name));
    expect(new Set(codes).size).toBe(losses.length);
    expect(() => codeOf(kernels, 'LossCode', 'cubic')).toThrow('the kernels have no LossCode.CUBIC');
  });

  test.each(['value', 'derivative', 'curvature'])(
    'a loss that the kernels do not know is refused: its %s',
    async (part) => {
      const { kernels, train, weights, sums, memory } = await engineProblem(randomProblem('logistic', 0));
      const array = memory.allocateF64(train.rows);
      const ask = {
        value: () => kernels.measure(train.address, 99, weights, 0, 1, sums),
        derivative: () => kernels.addGradient(train.address, 99, weights, array),
        curvature: () => kernels.fillCurvatures(train.address, 99, weights, array),
      }[part];
      expect(ask).toThrow('the kernels know no loss 99');
    },
  );
});
