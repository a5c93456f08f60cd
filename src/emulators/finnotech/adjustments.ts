import { seedOf } from '../market/hash';
import type { FinnotechInstrument } from './companies';
import type { TehranDay } from './tehran';

/** 1 January 2024, the first day on which a company of this market may adjust its past prices. */
const FIRST_DAY = 19_723;

/** A day before which prices are multiplied by a factor. */
interface Event {
  readonly day: TehranDay;
  readonly factor: number;
  readonly kind: 'capital' | 'dividend';
}

/** Each company raises its capital once, and pays a dividend each summer. */
function eventsOf({ coId, symbol }: FinnotechInstrument): readonly Event[] {
  const capital = FIRST_DAY + (seedOf(coId, symbol) % 700);
  const dividends = [2024, 2025, 2026].map((year): Event => {
    const day = Math.floor(Date.UTC(year, 6, 1 + (coId % 28)) / 86_400_000);
    return { day, factor: 0.94, kind: 'dividend' };
  });
  return [{ day: capital, factor: 0.7, kind: 'capital' }, ...dividends];
}

/**
 * What the prices of a day are multiplied by. Type 1 adjusts for capital increases, 2 for dividends, 3 for both: the
 * document names the numbers and not their meaning. Events after `today` adjust nothing.
 */
export function adjustmentFactor(
  instrument: FinnotechInstrument,
  day: TehranDay,
  type: number,
  today: TehranDay,
): number {
  if (instrument.precedencyRight) return 1;
  return eventsOf(instrument)
    .filter(
      (event) =>
        event.day <= today && day < event.day && (type === 3 || (type === 1) === (event.kind === 'capital')),
    )
    .reduce((factor, event) => factor * event.factor, 1);
}
