export { type Random, seededRandom, VirtualClock } from '../index';
export { ContractViolation } from './check';
export { ClockedWorld, OffsetClock } from './clocked-world';
export { CONTRACT, contractCases } from './contract';
export type { CaseDefinition, ContractCase } from './contract-case';
export type { EchoRules, Recording } from './emulated/echo';
export { falsify, falsifyText } from './emulated/falsify';
export { HOSTILE_ROWS, withRows } from './emulated/hostile-texts';
export { rewriteTimes } from './emulated/rewrite-times';
export {
  EmulatedHttpWorld,
  type EmulatedVenue,
  EmulatedWorld,
  emulatedHarness,
  type Falsified,
  type WorldBrokerOptions,
  type WorldCommands,
  type WorldEmulator,
  type WorldTerms,
} from './emulated/world';
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
  StreamedRecord,
  WorldOptions,
} from './harness';
