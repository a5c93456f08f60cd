import type { VenueAdapter, VenueContext } from '../../adapter/broker/ports';
import { PollGroup } from '../../adapter/polled/poll-group';
import { isAuthenticationError } from '../../errors';
import { candlesChannel } from './channels/candles';
import { quotesChannel, readQuotes } from './channels/quotes';
import { FinnotechConnection } from './connection';
import { FinnotechScopeError, isRefusal } from './errors';
import { tehranDayStart } from './map/time';
import { parseBrokerOptions } from './options';
import type { FinnotechTypes } from './profile';
import { createCandleSource } from './reads/candles';
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
  const { pollDelayMs: delayMs, retryDelayMs: retryMs, heartbeat, pollTimeoutMs } = polling;
  // One loop for both channels, on the venue's minute; while nothing is subscribed it asks whether the venue is there.
  const group = new PollGroup({
    connection,
    random,
    schedule: { delayMs, retryMs, venueNow: () => connection.serverTime() },
    probe: async (signal, isRefused) => {
      const isWanted = heartbeat || isRefused;
      if (isWanted) await connection.probe(directory.any(), signal);
      return isWanted;
    },
  });
  const shared = { connection, group, timeoutMs: pollTimeoutMs };
  const quotes = quotesChannel(connection, shared, topics);
  const minutes = candlesChannel(connection, shared, topics);
  const found = (symbols: readonly string[]) => symbols.map((symbol) => directory.find(symbol));
  return {
    client,
    connection,
    instruments: { load: () => directory.load(), symbolOf: (name) => directory.symbolOf(name) },
    reads: {
      quotes: (symbols, call) => readQuotes(connection, found(symbols), call),
      candles: createCandleSource(connection, directory),
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
      if (attempt.reconnect) await connection.probe(directory.any(), attempt.signal);
    },
    synchronize: async (attempt) => {
      connection.connected();
      await topics.restore(attempt.signal);
      group.start();
      // Opening a topic of candles reads the minutes that were missed, those of today; quotes that came and went are gone.
      const isToday =
        (connection.lostTime ?? Number.POSITIVE_INFINITY) >= tehranDayStart(connection.serverTime());
      return minutes.isResumed && isToday
        ? { proved: ['candles'], unproved: ['quotes'] }
        : { proved: [], unproved: ['candles', 'quotes'] };
    },
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
