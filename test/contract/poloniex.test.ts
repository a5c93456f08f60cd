import { describe } from 'vitest';
import { poloniexHarness } from './poloniex-harness';
import { runContract } from './run-contract';

describe('contract of poloniex', () => {
  runContract(poloniexHarness());
});
