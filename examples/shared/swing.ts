import { addDecimals, type Instrument, roundPrice } from 'venuekit';

/** The market of an emulator, as far as it is used here. */
interface SettableMarket {
  setPrice(symbol: string, bid: string, ask: string): void;
}

const STEP_MS = 100;
const STEPS = 30;

/**
 * Moves the price of an emulator up and down by a share of it, once in three seconds, so that a bot has something to do
 * within seconds. Does nothing without an emulator.
 */
export function swing(
  emulator: { readonly market: SettableMarket } | undefined,
  instrument: Instrument,
  middle: string,
  share = 0.002,
): void {
  if (emulator === undefined) return;
  let step = 0;
  const move = (): void => {
    step += 1;
    const price = Number(middle) * (1 + share * Math.sin((step / STEPS) * 2 * Math.PI));
    const bid = roundPrice(instrument, price.toFixed(12), 'nearest');
    emulator.market.setPrice(instrument.symbol, bid, addDecimals(bid, instrument.tickSize ?? '0.01'));
  };
  move();
  setInterval(move, STEP_MS).unref(); // it does not keep the program running
}
