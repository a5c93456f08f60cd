import { setTimeout as pause } from 'node:timers/promises';
import { type PoloniexEmulator, startEmulator } from '../../../emulators';
import { RemoteBroker, redisBus } from '../../../remote';
import { Report } from '../report';
import { counted } from '../tally';
import { Bot } from './bot';
import { ConnectorProcess } from './connector-process';
import { startRedisProcess } from './redis-process';

const BOTS = 10;
/** How long the venue takes to answer an order, in ms: at the kill some are under way. */
const ANSWER_MS = 300;
/** How long the bots trade before the kill, and after they have come back, in ms. */
const BEFORE_MS = 4000;
const AFTER_MS = 3000;
/** How long a takeover may take, in ms. */
const BACK_MS = 15_000;

/**
 * Ten bots on one connection: a connector, a standby and the bots over Redis, at a local venue. The connector is killed
 * while orders are under way, and the venue's own log is compared with what the bots know. Ends by itself in under 40 s.
 * @param command - the file of the `venuekit` command
 * @throws ConfigurationError where there is no Redis server
 */
export async function demoRemote(
  seed: number,
  output: NodeJS.WriteStream,
  command = process.argv[1] ?? '',
): Promise<void> {
  const report = new Report(output);
  report.heading('One connection to a venue, ten bots');
  await using redis = await startRedisProcess();
  report.good(`a Redis server at ${redis.url}`);
  await using emulator = await startEmulator('poloniex', { seed });
  emulator.faults.latency(ANSWER_MS, { side: 'rest', command: 'createOrder' });
  report.good(`a local Poloniex server at ${emulator.endpoints.http.url}`);

  const says = (name: string) => (state: string) => report.line(`   ${name}: ${state}`);
  const env = environmentOf(emulator);
  await using connector = new ConnectorProcess(command, redis.url, env, says('connector'));
  await connector.live();
  await using standby = new ConnectorProcess(command, redis.url, env, says('standby'));
  report.good(`the connector (process ${connector.pid}) has logged in; a standby (${standby.pid}) waits`);

  const bus = await redisBus({ redis: redis.url, name: 'poloniex' });
  const bots = Array.from({ length: BOTS }, (_, at) => {
    const name = `bot-${at + 1}`;
    return new Bot(name, new RemoteBroker('poloniex', { bus, bot: name }));
  });
  try {
    await Promise.all(bots.map((bot) => bot.start()));
    report.good(`${BOTS} bots are live; each places an order a second`);
    for (const bot of bots) bot.trade();
    await pause(BEFORE_MS);

    report.heading('The connector is killed while orders are under way');
    await connector.kill();
    const killed = performance.now();
    report.notice(`process ${connector.pid} was killed`);
    await Promise.race([standby.live(), late('The standby did not take over')]);
    const tookMs = performance.now() - killed;
    report.good(`the standby has taken over after ${(tookMs / 1000).toFixed(1)} s`);
    await Promise.race([allLive(bots), late('The bots did not come back')]);
    const backMs = performance.now() - killed;
    report.good(`every bot is live again ${(backMs / 1000).toFixed(1)} s after the kill`);
    await pause(AFTER_MS);
    await Promise.all(bots.map((bot) => bot.settle()));
    summarize(report, bots, emulator);
  } finally {
    await Promise.all(bots.map(({ broker }) => broker.close()));
    await bus.close();
  }
  report.line(`${report.seconds.toFixed(1)} s in all`);
}

/** What the bots know of their orders, beside the venue's own log. */
function summarize(report: Report, bots: readonly Bot[], emulator: PoloniexEmulator): void {
  const outcomes = new Map(bots.flatMap((bot) => [...bot.outcomes]));
  const count = (...wanted: readonly string[]): number =>
    [...outcomes.values()].filter((outcome) => wanted.includes(outcome)).length;
  const { requests } = emulator.orders;
  const asked = requests.filter(({ command }) => command === 'createOrder');
  const ids = asked.map(({ members }) => String(members['clientOrderId']));
  const placed = new Set(emulator.orders.ofKind('open', 'pending').map(({ customComment }) => customComment));
  const doubled = ids.length - new Set(ids).size;
  const wrong = [...outcomes].filter(
    ([id, outcome]) => outcome !== 'unknown' && (outcome === 'accepted') !== placed.has(id),
  ).length;
  const quotes = bots.reduce((sum, bot) => sum + bot.quotes, 0);
  const resolved = bots.reduce((sum, bot) => sum + bot.resolved, 0);
  report.heading('Summary');
  report.table(
    ['what', 'number'],
    [
      ['orders of the bots', String(outcomes.size)],
      ['   accepted', String(count('accepted'))],
      ['   certainly not placed', String(count('rejected', 'notPlaced', 'notSent'))],
      ['   outcome not known', String(count('unknown'))],
      ['   looked up, because no answer came', String(resolved)],
      ['orders at the venue', String(placed.size)],
      ['   sent twice', String(doubled)],
      ['   of which bot and venue say different things', String(wrong)],
      [
        'logins at the venue, one a connector',
        String(requests.filter(({ command }) => command === 'auth').length),
      ],
      ['quotes that reached a bot', String(quotes)],
    ],
  );
  if (doubled > 0 || wrong > 0) throw new Error(`${counted(doubled + wrong, 'order')} went wrong`);
}

function environmentOf({ endpoints, credentials }: PoloniexEmulator): Readonly<Record<string, string>> {
  return {
    VENUEKIT_POLONIEX_API_KEY: credentials.apiKey,
    VENUEKIT_POLONIEX_API_SECRET: credentials.apiSecret,
    VENUEKIT_POLONIEX_BASE_URL: endpoints.http.url,
    VENUEKIT_POLONIEX_PUBLIC_URL: endpoints.ws.public,
    VENUEKIT_POLONIEX_PRIVATE_URL: endpoints.ws.private,
  };
}

async function allLive(bots: readonly Bot[]): Promise<void> {
  while (!bots.every(({ broker }) => broker.status.state === 'live')) await pause(50);
}

async function late(message: string): Promise<never> {
  await pause(BACK_MS, undefined, { ref: false });
  throw new Error(message);
}
