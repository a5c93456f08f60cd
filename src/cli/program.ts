import { Command, InvalidArgumentError, Option } from 'commander';
import { EMULATOR_VENUES } from '../emulators';
import { VENUES } from '../index';
import { type ConnectorFlags, connector } from './connector';
import { demo } from './demo/demo';
import { demoRemote } from './demo/remote/show-remote';
import { emulate } from './emulate';
import { EMULATOR_PORTS } from './emulator-ports';
import { VERSION } from './version';

function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < minimum || value > maximum) {
      throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${maximum}.`);
    }
    return value;
  };
}

const port = wholeNumber(1, 65_535);
const seed = wholeNumber(0, 2 ** 32 - 1);

/** The ports of the venues that have several: `xapi: main, stream; ...`. */
function severalPorts(): string {
  return Object.entries(EMULATOR_PORTS)
    .filter(([, names]) => names.length > 0)
    .map(([venue, names]) => `${venue}: ${names.join(', ')}`)
    .join('; ');
}

/** The `venuekit` command. */
export function buildProgram(output: NodeJS.WriteStream): Command {
  const program = new Command('venuekit')
    .description('One typed SDK over several trading venues: its local tools.')
    .version(VERSION);

  program
    .command('emulate')
    .description("run a local server of a venue's protocol, until Ctrl-C")
    .argument('<venue>', `which venue: ${EMULATOR_VENUES.join(', ')}`)
    .option('--json', 'print endpoints and credentials as one JSON line')
    .option('--tls', 'serve TLS and wss with a certificate made at start')
    .option('--seed <number>', 'seed of the simulated market', seed, 1)
    .option(
      '--port <number>',
      `port of the server, or the first of several (${severalPorts()}); any free ones without it`,
      port,
    )
    .action((venue, flags) => emulate(venue, flags, (line) => void output.write(`${line}\n`)));

  program
    .command('connector')
    .description('hold the connection to a venue for bots on any machine (venuekit/remote), until Ctrl-C')
    .argument('<venue>', `which venue: ${VENUES.join(', ')}; its options come from VENUEKIT_<VENUE>_*`)
    .addOption(
      new Option('--redis <url>', 'the Redis server of the bus, redis:// or rediss://')
        .env('VENUEKIT_REDIS')
        .makeOptionMandatory(),
    )
    .option('--name <name>', 'names the connection; bots are given the same name (default: the venue)')
    .option('--key-from-env <variable>', 'the variable with the key that connectors and bots share')
    .option('--json', 'print each change of the state as one JSON line')
    .action((venue: string, flags: ConnectorFlags) =>
      connector(venue, flags, (line) => void output.write(`${line}\n`)),
    );

  program
    .command('demo')
    .description(
      'a tour on local XAPI, Poloniex, CHP and Finnotech servers; ends by itself in under 30 seconds',
    )
    .option('--seed <number>', 'seed of the simulated market', seed, 1)
    .option('--user <id>', 'log in as another user')
    .option('--password <text>', 'with another password')
    .option('--host <name>', 'host of the TCP connection')
    .option('--main-port <number>', 'main port of the TCP connection', port)
    .option('--stream-port <number>', 'stream port of the TCP connection', port)
    .option('--main-url <url>', 'main WebSocket address')
    .option('--stream-url <url>', 'stream WebSocket address')
    .option(
      '--remote',
      'instead: ten bots on one connection, over Redis, whose connector is killed; under 40 seconds',
    )
    .action((flags) => (flags.remote ? demoRemote(flags.seed, process.stdout) : demo(flags, process.stdout)));

  return program;
}
