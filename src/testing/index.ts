/**
 * The contract suite, and what tests of bots and venues need.
 * @module venuekit/testing
 */

export { type Random, seededRandom, VirtualClock } from '../index';
export { ContractViolation } from './check';
export { ClockedWorld, OffsetClock } from './clocked-world';
export { CONTRACT, contractCases } from './contract';
export type { CaseDefinition, ContractCase } from './contract-case';
export type { EchoRules, Recording } from './emulated/echo';
export { type EmulatedVenue, emulatedHarness } from './emulated/emulated-harness';
export { falsify, falsifyText } from './emulated/falsify';
export { HOSTILE_ROWS, withRows } from './emulated/hostile-texts';
export { rewriteTimes } from './emulated/rewrite-times';
export { EmulatedHttpWorld, EmulatedWorld } from './emulated/world';
export type {
  Falsified,
  WorldBrokerOptions,
  WorldCommands,
  WorldEmulator,
  WorldTerms,
} from './emulated/world-terms';
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
  ProxiedVenue,
  ProxyKind,
  StreamedRecord,
  WorldOptions,
} from './harness';
