export { type Random, seededRandom, VirtualClock } from '../index';
export { ContractViolation } from './check';
export { CONTRACT, contractCases } from './contract';
export type { CaseDefinition, ContractCase } from './contract-case';
export { type Fixture, loadFixture } from './fixtures';
export {
  type ContractHarness,
  type ContractWorld,
  type EchoForm,
  type EchoingVenue,
  HOSTILE_FRAMES,
  type HostileFrame,
  type LosableOperation,
  type Nonsense,
  type TimedRecord,
  type ValuedRecord,
  type WorldOptions,
} from './harness';
