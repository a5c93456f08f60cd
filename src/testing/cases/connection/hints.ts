import { isUnsupportedError, isValidationError, type ValidationError } from '../../../index';
import { check, checkEqual, learnUnknown, rejection, sendsNothing } from '../../check';
import { defineCase } from '../../contract-case';
import type { ContractWorld } from '../../harness';
import { quotesOf } from '../market/quote-streams';
import { priceMover } from '../orders/order-requests';

/** What the constructor of the broker's class throws for these options. */
function refusedOptions(world: ContractWorld, options: object): ValidationError {
  try {
    Reflect.construct(world.broker.constructor, [options]);
  } catch (error) {
    check(isValidationError(error), `options are refused with ${String(error)}`);
    return error;
  }
  throw new Error('The options were taken');
}

export const hintCases = [
  defineCase(
    160,
    'error: a misspelt option is a ValidationError that names the nearest, and the class that was built',
    [],
    async (world, broker) => {
      for (const [given, meant] of [
        ['timeoutMS', 'timeoutMs'],
        ['time_out_ms', 'timeoutMs'],
        ['loger', 'logger'],
        ['allowInsecrue', 'allowInsecure'],
        ['reconect', 'reconnect'],
      ] as const) {
        const error = refusedOptions(world, { [given]: 'an unguessable value' });
        checkEqual([error.field, error.suggestions], [given, [meant]], 'field and suggestions');
        // A bundler may put an underscore before the name of a class.
        const built = broker.constructor.name.replace(/^_/, '');
        check(error.message.includes(`is no option of ${built}`), error.message);
        check(!error.message.includes('unguessable'), 'the value of an option that is not known is shown');
      }
    },
  ),

  defineCase(161, 'error: an option that is missing is required, in these words', [], async (world) => {
    const { message, rule } = refusedOptions(world, {});
    check(rule.startsWith('is required'), message);
    check(!/undefined|expected/i.test(message), message);
  }),

  defineCase(162, 'error: a symbol with a mistake names the one that is meant', [], async (world, broker) => {
    await world.drive(broker.connect());
    const { symbol } = world;
    const [first = '', ...rest] = symbol;
    const middle = Math.ceil(symbol.length / 2);
    const spellings = [
      symbol.toLowerCase(),
      `${symbol.slice(0, middle)}/${symbol.slice(middle)}`,
      `${symbol}${first}`,
      rest.join('').toLowerCase(),
    ];
    for (const spelling of spellings) {
      if (spelling === symbol) continue;
      await learnUnknown(world, [spelling]);
      const error = await rejection(world, broker.fetchInstrument(spelling), isValidationError, spelling);
      check(error.suggestions?.includes(symbol) === true, `${spelling}: ${error.message}`);
    }
  }),

  defineCase(163, 'error: a misspelt channel names the one that is meant', [], async (world, broker) => {
    await world.drive(broker.connect());
    await sendsNothing(world, 'a misspelt channel', async () => {
      for (const channel of ['quote', 'Quotes', 'ticker'] as unknown as 'quotes'[]) {
        const work = broker.subscribe(channel, { symbols: [world.symbol] });
        const { message } = await rejection(world, work, isUnsupportedError, channel);
        check(message.endsWith('; try quotes'), message);
      }
    });
  }),

  defineCase(164, 'error: a listener that throws is reported with its stack', [], async (world, broker) => {
    await world.drive(broker.connect());
    const reported: { message: string; stack: string }[] = [];
    broker.on('warning', ({ code, message, error }) => {
      if (code === 'listenerError') reported.push({ message, stack: error?.stack ?? '' });
    });
    const move = await priceMover(world);
    const subscription = await quotesOf(world);
    subscription.on('data', function listenerOfTheUser() {
      throw new TypeError('a mistake of the user');
    });
    move();
    await world.until(() => reported.length > 0);
    const [{ message, stack } = { message: '', stack: '' }] = reported;
    check(message.endsWith('quotes data failed: TypeError: a mistake of the user'), message);
    check(stack.includes('listenerOfTheUser'), `no line of the listener in: ${stack}`);
  }),
];
