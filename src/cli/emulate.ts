import { EMULATOR_VENUES, type EmulatorVenue, startEmulator } from '../emulators';
import { ConfigurationError } from '../index';
import { EMULATOR_PORTS } from './emulator-ports';
import { untilSignal } from './until-signal';

/** The flags of `venuekit emulate`. */
export interface EmulateFlags {
  readonly json?: boolean;
  readonly tls?: boolean;
  readonly seed: number;
  readonly port?: number;
}

function knownVenue(name: string): EmulatorVenue {
  const venue = EMULATOR_VENUES.find((candidate) => candidate === name);
  if (venue === undefined) {
    throw new ConfigurationError(`There is no emulator of "${name}", only of ${EMULATOR_VENUES.join(', ')}`);
  }
  return venue;
}

/** Runs a local venue until a signal; prints how to reach it, with `--json` as one line for programs. */
export async function emulate(
  venueName: string,
  flags: EmulateFlags,
  print: (line: string) => void,
  until: () => Promise<void> = untilSignal,
): Promise<void> {
  const venue = knownVenue(venueName);
  const emulator = await startEmulator(venue, {
    seed: flags.seed,
    tls: flags.tls === true,
    ...portOptions(venue, flags.port),
  });
  try {
    const { endpoints, credentials } = emulator;
    if (flags.json) {
      print(JSON.stringify({ venue, endpoints, credentials, seed: flags.seed, pid: process.pid }));
    } else {
      print(`The ${venue} emulator runs until Ctrl-C.`);
      for (const [name, endpoint] of Object.entries(endpoints)) {
        if (name !== 'ca') print(`  ${name.padEnd(8)} ${wordsOf(endpoint)}`);
      }
      print(`  login    ${wordsOf(credentials)}`);
      if (endpoints.ca !== undefined) print(`  Trust this certificate authority:\n${endpoints.ca.trim()}`);
    }
    await until();
  } finally {
    await emulator.close();
  }
}

/** `--port N` is the port of a venue that has one; where it has several they are N and the next ones. */
function portOptions(venue: EmulatorVenue, first: number | undefined) {
  if (first === undefined) return {};
  const names = EMULATOR_PORTS[venue];
  if (names.length === 0) return { port: first };
  return { ports: Object.fromEntries(names.map((name, index) => [name, first + index])) };
}

/** The fields of an endpoint in words: `host 127.0.0.1, mainPort 5124, tls`. */
function wordsOf(fields: unknown): string {
  if (typeof fields !== 'object' || fields === null) return String(fields);
  return Object.entries(fields)
    .filter(([, value]) => value !== false)
    .map(([name, value]) => (value === true ? name : `${name} ${value}`))
    .join(', ');
}
