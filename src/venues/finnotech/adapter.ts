import type { VenueAdapter, VenueContext } from '../../adapter/broker/ports';
import { isAuthenticationError } from '../../errors';
import { candlesChannel } from './channels/candles';
import { minuteGroup, polledConnection, probe } from './channels/polling';
import { quotesChannel, readQuotes } from './channels/quotes';
import { FinnotechConnection } from './connection';
import { FinnotechScopeError, isRefusal } from './errors';
import { parseBrokerOptions } from './options';
import type { FinnotechCandlesRequest, FinnotechTypes } from './profile';
import { CandleReader } from './reads/candles';
import { Directory } from './reads/directory';

/** Joins the parts of the venue. */
export function createAdapter(context: VenueContext<FinnotechTypes>): VenueAdapter<FinnotechTypes> {
  const { settings, topics, instruments } = context;
  const { clock, random, logger, raw, timeoutMs } = settings;
  const { polling, client: own } = parseBrokerOptions(context.options);
  const connection = new FinnotechConnection(
    { ...own, clock, random, logger, raw, timeoutMs },
    polling,
    context,
  );
  const { client } = connection;
  const directory = new Directory(connection);
  const candles = new CandleReader(connection, directory);
  const polled = polledConnection(connection);
  const group = minuteGroup(connection, polled, random, directory);
  const shared = { connection: polled, group, timeoutMs: polling.pollTimeoutMs };
  const quotes = quotesChannel(connection, shared, topics);
  const minutes = candlesChannel(connection, shared, topics);
  const found = (symbols: readonly string[]) => symbols.map((symbol) => directory.find(symbol));
  return {
    client,
    connection,
    instruments: { load: () => directory.load(), symbolOf: (name) => directory.symbolOf(name) },
    reads: {
      quotes: (symbols, call) => readQuotes(connection, found(symbols), call),
      candles: {
        check: (request) => candles.check(request as FinnotechCandlesRequest),
        read: (request, call) => candles.read(request, call),
        pages: (request, inCall) => candles.pages(request, inCall),
      },
    },
    channels: {
      quotes: ({ symbols, signal }) => quotes.source(found(symbols), signal),
      candles: ({ symbols, signal }) => minutes.source(found(symbols), signal),
    },
    extras: {
      assessment: async (symbol, date, call) => {
        const { coId } = directory.find((await instruments.require(symbol)).symbol);
        return (await client.companyAssessment({ companyId: coId, date }, call)).result;
      },
    },
    // Each request makes its own connection, or takes one that stands.
    open: async () => {},
    logIn: async (attempt) => {
      await connection.authenticate(attempt);
      if (attempt.reconnect) await probe(connection, directory, attempt.signal);
    },
    synchronize: async (attempt) => {
      connection.connected();
      await topics.restore(attempt.signal);
      group.start();
      // Opening the topics again has emitted the candles of the minutes that were missed; quotes that came and went are gone.
      return minutes.isResumed
        ? { proved: ['candles'], unproved: ['quotes'] }
        : { proved: [], unproved: ['quotes', 'candles'] };
    },
    heardTime: () => connection.heardTime,
    lost: () => {
      group.stop();
      connection.terminate();
      quotes.lose();
      minutes.lose();
    },
    close: () => {
      group.stop();
      connection.close();
    },
    // It may be delisted since.
    isUnknownSymbol: (error) => isRefusal(error) && !(error instanceof FinnotechScopeError),
    callFailed: (error) => {
      if (isAuthenticationError(error)) group.refused(error);
    },
  };
}
