import { type Clock, type Feature, type VenueId, VirtualClock } from '../../index';
import type { ContractHarness, ContractWorld } from '../harness';
import type { WorldEmulator, WorldTerms } from './world-terms';

/** How the harness of an emulated venue is made. */
export interface EmulatedVenue<E extends WorldEmulator> {
  readonly profile: {
    readonly id: VenueId;
    readonly capabilities: { readonly features: readonly Feature[] };
  };
  /** The time at which each case begins, UTC epoch ms. @defaultValue that of a `VirtualClock` */
  readonly startTime?: number;
  /** Starts the venue. Its prices stand still afterwards. */
  start(options: { readonly clock: Clock; readonly seed: number }): Promise<E>;
  /** The world that the suite uses. */
  world(...terms: WorldTerms<E>): ContractWorld;
}

/** The harness of a venue that has an emulator. */
export function emulatedHarness<E extends WorldEmulator>({
  profile,
  startTime,
  start,
  world,
}: EmulatedVenue<E>): ContractHarness {
  return {
    venue: profile.id,
    features: profile.capabilities.features,
    async create({ clockOffsetMs = 0 } = {}) {
      const clock = new VirtualClock(startTime);
      const emulator = await start({ clock, seed: 11 });
      emulator.market.pause();
      return world(clock, emulator, clockOffsetMs);
    },
  };
}
