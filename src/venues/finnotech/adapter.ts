import type { VenueAdapter, VenueContext } from '../../adapter/broker/ports';
import { isAuthenticationError } from '../../errors';
import { MinuteCandles } from './channels/minutes';
import { splitOptions } from './channels/poll-settings';
import { MinutePoller } from './channels/poller';
import { Quotes } from './channels/quotes';
import { FinnotechConnection } from './connection';
import { FinnotechScopeError, isRefusal } from './errors';
import type { FinnotechCandlesRequest, FinnotechTypes } from './profile';
import { CandleReader } from './reads/candles';
import { Directory } from './reads/directory';

/** Joins the parts of the venue. */
export function createAdapter(context: VenueContext<FinnotechTypes>): VenueAdapter<FinnotechTypes> {
  const { settings, topics, instruments } = context;
  const { clock, random, logger, raw, timeoutMs } = settings;
  const { polling, client: own } = splitOptions(context.options);
  const connection = new FinnotechConnection(
    { ...own, clock, random, logger, raw, timeoutMs },
    polling,
    context,
  );
  const { client } = connection;
  const directory = new Directory(connection);
  const quotes = new Quotes(connection, topics);
  const minutes = new MinuteCandles(connection, topics);
  const candles = new CandleReader(connection, directory);
  const poller = new MinutePoller({ connection, random, directory, quotes, candles: minutes });
  const found = (symbols: readonly string[]) => symbols.map((symbol) => directory.find(symbol));
  return {
    client,
    connection,
    instruments: { load: () => directory.load(), symbolOf: (name) => directory.symbolOf(name) },
    reads: {
      quotes: (symbols, call) => quotes.read(found(symbols), call),
      candles: {
        check: (request) => candles.check(request as FinnotechCandlesRequest),
        read: (request, call) => candles.read(request, call),
        pages: (request, inCall) => candles.pages(request, inCall),
      },
    },
    channels: {
      quotes: ({ symbols, signal }) => quotes.feed.plan(found(symbols), signal),
      candles: ({ symbols, signal }) => minutes.feed.plan(found(symbols), signal),
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
      if (attempt.reconnect) await poller.probe(attempt.signal);
    },
    synchronize: async (attempt) => {
      connection.connected();
      await topics.restore(attempt.signal);
      poller.start();
      // Opening the topics again has told the candles of the minutes that were missed; quotes that came and went are gone.
      return { proved: ['candles'], unproved: ['quotes'] };
    },
    heardTime: () => connection.heardTime,
    lost: () => {
      poller.stop();
      connection.terminate();
      quotes.lose();
      minutes.feed.lose();
    },
    close: () => {
      poller.stop();
      connection.close();
    },
    // It may be delisted since.
    isUnknownSymbol: (error) => isRefusal(error) && !(error instanceof FinnotechScopeError),
    callFailed: (error) => {
      if (isAuthenticationError(error)) poller.refused(error);
    },
  };
}
