import { describe } from 'vitest';
import { finnotechHarness } from './finnotech-harness';
import { runContract } from './run-contract';

describe('contract of finnotech', () => {
  runContract(finnotechHarness());
});
