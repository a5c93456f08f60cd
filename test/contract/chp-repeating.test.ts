import { describe } from 'vitest';
import { chpHarness } from './chp-harness';
import { runContract } from './run-contract';

// A file a way of answering polls, so that they run at the same time.
describe('contract of chp with repeating polls', () => {
  // How polls answer concerns streams and what is read after a gap.
  runContract(chpHarness('repeating'), { short: [3, 6] });
});
