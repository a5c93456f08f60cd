export { type Random, seededRandom, VirtualClock } from '../index';
export { ContractViolation } from './check';
export { ClockedWorld, OffsetClock } from './clocked-world';
export { CONTRACT, contractCases } from './contract';
export type { CaseDefinition, ContractCase } from './contract-case';
export { type Fixture, loadFixture } from './fixtures';
export type {
  ContractHarness,
  ContractWorld,
  EchoForm,
  EchoingVenue,
  HangingChannel,
  HostileFrame,
  LosableOperation,
  Nonsense,
  TimedRecord,
  ValuedRecord,
  WorldOptions,
} from './harness';
