import { EMULATOR_VENUES, type EmulatorVenue, startEmulator } from '../emulators';
import { ConfigurationError } from '../index';

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

/** Resolves at the first signal that asks the process to end. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
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
    ...(flags.port === undefined ? {} : { ports: consecutivePorts(flags.port) }),
  });
  try {
    const { endpoints, credentials } = emulator;
    if (flags.json) {
      print(JSON.stringify({ venue, endpoints, credentials, seed: flags.seed, pid: process.pid }));
    } else {
      print(`The ${venue} emulator runs until Ctrl-C.`);
      print(
        `  TCP        ${endpoints.tcp.host}, main ${endpoints.tcp.mainPort}, stream ${endpoints.tcp.streamPort}${endpoints.tcp.tls ? ' (TLS)' : ''}`,
      );
      print(`  WebSocket  ${endpoints.ws.main} and ${endpoints.ws.stream}`);
      print(`  Login      ${credentials.userId} / ${credentials.password}`);
      if (endpoints.ca !== undefined) print(`  Trust this certificate authority:\n${endpoints.ca.trim()}`);
    }
    await until();
  } finally {
    await emulator.close();
  }
}

/** `--port N` puts the four endpoints on N and the next three ports. */
function consecutivePorts(first: number): { main: number; stream: number; wsMain: number; wsStream: number } {
  return { main: first, stream: first + 1, wsMain: first + 2, wsStream: first + 3 };
}
