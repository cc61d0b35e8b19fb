import path from 'node:path';
import { expect, test } from 'vitest';
import { inspect } from '../../src/inspection/inspect.js';
import { losses } from '../../src/objective/losses.js';
import { silentObserver, standardRequest } from '../support/requests.js';
import { DATA, describeShared, files } from '../support/shared-data.js';

describeShared('the real files', () => {
  test.each(files)('$file: the rescaling is within its limits and grows with the batch', async (entry) => {
    const { file, rows, features, options } = entry;
    const loss = losses.find(({ name }) => name === options[1]) ?? standardRequest.loss;
    const request = { dataset: path.join(DATA, file), loss, bias: false, batches: [1, 8, 64, 512] };
    const { dataset, batches, smoothness } = await inspect(request, silentObserver);
    expect(dataset).toMatchObject({ rows });
    expect(dataset.features).toBeLessThanOrEqual(features);
    expect(smoothness?.mean).toBeLessThanOrEqual((smoothness?.sample as number) * (1 + 1e-12));
    expect(smoothness?.meanFromRows).toBe(rows);
    expect(batches[0]).toMatchObject({ rescaling: 1, rescalingAtAutomaticSteps: 1 });
    batches.forEach(({ batch, rescaling, profile, overValues: { regimes } }, position) => {
      expect(rescaling).toBeLessThanOrEqual(batch);
      expect(rescaling).toBeGreaterThanOrEqual(batches[position - 1]?.rescaling ?? 1);
      expect(profile).toEqual(profile.toSorted((a, b) => a - b));
      expect(regimes.sum + regimes.between + regimes.scaled).toBeCloseTo(1, 12);
    });
  });
});
