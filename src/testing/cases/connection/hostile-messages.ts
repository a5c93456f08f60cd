import { inspect } from 'node:util';
import { type BrokerWarning, type Fill, isProtocolError } from '../../../index';
import { check, checkEqual, rejection } from '../../check';
import { defineCase } from '../../contract-case';
import { longestHold } from '../../event-loop';
import { type ContractWorld, HOSTILE_FRAMES } from '../../harness';
import { collect, moveAndReceive, quotesOf } from '../market/quote-streams';
import { marketOrder, priceMover } from '../orders/order-requests';

/** How long a stream frame may block the event loop, in ms, whatever its content. */
const FRAME_LIMIT_MS = 50;
/** How long the processing of a large answer may block it besides its one `JSON.parse`, in ms. */
const SLICE_LIMIT_MS = 20;
/** How soon after private events that cannot be read the account must have been requested, in ms. */
const ASKED_WITHIN_MS = 10_000;
/** Rows of a large answer: about 5 MB. */
const ROWS = 20_000;

/** The warnings about what the venue sent against its protocol. */
function protocolWarnings(world: ContractWorld): BrokerWarning[] {
  const warnings: BrokerWarning[] = [];
  world.broker.on('warning', (warning) => {
    if (isProtocolError(warning.error)) warnings.push(warning);
  });
  return warnings;
}

export const hostileMessageCases = [
  defineCase(
    336,
    'error: a hostile frame blocks the event loop for less than 50 ms, causes one warning with a count, and the stream continues',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const warnings = protocolWarnings(world);
      const move = await priceMover(world);
      const quotes = collect(await quotesOf(world));
      await moveAndReceive(world, move, quotes);
      for (const kind of HOSTILE_FRAMES) {
        const hold = await longestHold(async () => {
          const before = warnings.length;
          const least = world.hostileFrame?.(kind) ?? 1;
          move();
          await world.until(() => warnings.length > before);
          await world.until(() => broker.status.state === 'live');
          await moveAndReceive(world, move, quotes);
          checkEqual(warnings.length - before, 1, `warnings of a frame of ${kind}`);
          const error = warnings.at(-1)?.error;
          const count = (isProtocolError(error) ? error.count : undefined) ?? 1;
          check(count >= least, `the warning of a frame of ${kind} counts ${count}, not ${least} or more`);
          const size = `${inspect(error)}${JSON.stringify(error)}`.length;
          check(size < 10_000, `the error of a frame of ${kind} has ${size} characters`);
        }, FRAME_LIMIT_MS);
        check(
          hold.ms < hold.limitMs,
          `a frame of ${kind} blocked the event loop for ${hold.ms.toFixed(1)} of ${hold.limitMs.toFixed(1)} ms`,
        );
      }
    },
    ['hostileFrame'],
  ),

  defineCase(
    337,
    'error: an answer nested 10,000 or 200,000 deep is a ProtocolError, and the next one is read',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      for (const depth of [10_000, 200_000]) {
        for (const [open, close] of [
          ['[', ']'],
          ['{"a":', '}'],
        ] as const) {
          world.answerInstruments?.(() => `${open.repeat(depth)}1${close.repeat(depth)}`);
          const what = `an answer of ${depth} ${open}`;
          const error = await rejection(world, broker.fetchInstruments(), isProtocolError, what);
          check(inspect(error).length + JSON.stringify(error).length < 10_000, `${what}: its error is long`);
          checkEqual(broker.status.state, 'live', `state after ${what}`);
          check((await world.drive(broker.fetchInstruments())).length > 0, `nothing after ${what}`);
        }
      }
    },
    ['answerInstruments'],
  ),

  defineCase(
    338,
    'behavior: a large answer blocks the event loop only for its JSON.parse and slices of 20 ms',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      const rows = await largeList(world);
      const hold = await longestHold(
        async () => {
          world.answerInstruments?.(() => rows);
          const instruments = await world.drive(broker.fetchInstruments());
          checkEqual(instruments.length, ROWS, 'instruments');
        },
        SLICE_LIMIT_MS,
        rows,
      );
      check(
        hold.ms < hold.limitMs,
        `the answer blocked the event loop for ${hold.ms.toFixed(1)} of ${hold.limitMs.toFixed(1)} ms beside its JSON.parse`,
      );
    },
    ['answerInstruments'],
  ),

  defineCase(
    339,
    'error: private events that cannot be read cause a warning, and what they reported is requested at once',
    ['placeOrder', 'subscribe:fills'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const warnings = protocolWarnings(world);
      const fills: Fill[] = [];
      broker.on('fill', (fill) => fills.push(fill));
      world.spoilPrivateEvents?.(3);
      const begun = world.now();
      await world.drive(broker.placeOrder(marketOrder(world)));
      await world.until(() => fills.length > 0);
      check(world.now() - begun < ASKED_WITHIN_MS, `the fill came after ${world.now() - begun} ms`);
      check(warnings.length > 0, 'there was no warning');
      await world.advance(2 * ASKED_WITHIN_MS);
      checkEqual(fills.length, 1, 'fills');
      const orders: string[] = [];
      broker.on('order', ({ id }) => orders.push(id));
      world.spoilPrivateEvents?.(3);
      const sentAt = world.now();
      const id = await world.drive(world.placeExternalOrder?.() ?? Promise.resolve(''));
      await world.until(() => orders.includes(id));
      check(world.now() - sentAt < ASKED_WITHIN_MS, `the order came after ${world.now() - sentAt} ms`);
      checkEqual(broker.status.state, 'live', 'state');
    },
    ['spoilPrivateEvents', 'placeExternalOrder'],
  ),
];

/** The rows of a list of many instruments, as the venue writes them: its own of one instrument, under many names. */
async function largeList(world: ContractWorld): Promise<string> {
  let row = '';
  world.answerInstruments?.((rows) => {
    const list = JSON.parse(rows) as readonly unknown[];
    row = list.map((one) => JSON.stringify(one)).find((one) => one.includes(`"${world.symbol}"`)) ?? '';
    return rows;
  });
  await world.drive(world.broker.fetchInstruments());
  check(row !== '', `the venue lists no ${world.symbol}`);
  const named = Array.from({ length: ROWS }, (_, index) =>
    row.replaceAll(world.symbol, `${world.symbol}${index}`),
  );
  return `[${named.join(',')}]`;
}
