import { test } from 'vitest';
import { type ContractHarness, contractCases } from '../../src/testing';

/** Runs the contract on a venue: what its capabilities or its harness lack is skipped. */
export function runContract(harness: ContractHarness): void {
  for (const { number, title, skip, run } of contractCases(harness)) {
    test.skipIf(skip !== undefined)(`${title} [${number}]`, async (context) => {
      const reason = await run();
      if (reason !== undefined) context.skip(reason);
    });
  }
}
