import type { EnvTable } from '../../../src/core/environment';
import registry from '../../../src/venues/venues.json';

/** What `src/venues/venues.json` says of a venue. */
interface VenueEntry {
  /** What the venue's public classes begin with: `Xapi` of `XapiBroker`. */
  readonly className: string;
  /** The venue's name in the documents. */
  readonly title: string;
  readonly about: string;
  readonly state: string;
  readonly emulator: {
    readonly about: string;
    /** The names in its option `ports`, in the order in which `--port` counts them; absent where it has one `port`. */
    readonly ports?: readonly string[];
  };
  /** Options that the venue accepts without connecting anywhere. */
  readonly sampleOptions: Readonly<Record<string, unknown>>;
}

/** A registered venue, with the variables of its `environment.ts`. */
export interface Venue extends VenueEntry {
  readonly id: string;
  readonly environment: EnvTable;
}

/** The registered venues, in the order of the registry. */
export async function readVenues(): Promise<readonly Venue[]> {
  const entries: readonly [string, VenueEntry][] = Object.entries(registry);
  return Promise.all(
    entries.map(async ([id, entry]) => {
      const { environment }: { readonly environment: EnvTable } = await import(
        `../../../src/venues/${id}/environment.ts`
      );
      return { id, ...entry, environment };
    }),
  );
}
