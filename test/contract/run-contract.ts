import { test } from 'vitest';
import { type ContractHarness, contractCases } from '../../src/testing';
import { isLongForm } from '../setup/long-form';

/** Cases of seconds each, a thousand calls or a megabyte at once. They run in the long form. */
const LONG = [331, 336, 338, 345, 350, 356, 706, 709, 713, 714, 715];

/** How much of the contract runs outside of the long form. */
export interface ContractForm {
  /** Hundreds of the case numbers that run, of a venue whose other cases run with another harness. @defaultValue all */
  readonly short?: readonly number[];
  /** Cases that cannot hold of the harness, and why. */
  readonly without?: Readonly<Record<number, string>>;
  /** How long a case may take by the machine's clock, in ms. @defaultValue that of all tests */
  readonly timeoutMs?: number;
}

/** Runs the contract on a venue: what its capabilities or its harness lack is skipped. */
export function runContract(
  harness: ContractHarness,
  { short, without = {}, timeoutMs }: ContractForm = {},
): void {
  for (const { number, title, skip, run } of contractCases(harness)) {
    const isShort = !LONG.includes(number) && (short?.includes(Math.floor(number / 100)) ?? true);
    if (!isShort && !isLongForm) continue;
    const reason = skip ?? without[number];
    const limit = timeoutMs === undefined ? {} : { timeout: timeoutMs };
    test.skipIf(reason !== undefined)(`${title} [${number}]`, limit, async (context) => {
      const lacking = await run();
      if (lacking !== undefined) context.skip(lacking);
    });
  }
}
