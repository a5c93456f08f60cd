import type { Args } from '../args';
import { CommandError } from '../errors';
import type { XapiInstrument } from '../instruments';
import type { Json } from '../json';
import type { Session } from '../sessions';
import type { XapiVenue } from '../venue';

/** A command of a logged-in user. */
export interface CommandContext {
  readonly venue: XapiVenue;
  readonly session: Session;
  readonly args: Args;
  /** How much later than usual an order is to be carried out, in ms. */
  readonly delayMs: number;
}

/** Answers a command with its `returnData`; undefined for a reply without any. @throws CommandError */
export type Command = (context: CommandContext) => Json | undefined;

/** The listed instrument that an argument names. @throws CommandError BE106, BE110, BE115 */
export function instrumentOf({ venue }: CommandContext, symbol: string): XapiInstrument {
  const instrument = venue.market.instrument(symbol);
  if (!instrument) throw new CommandError('BE115');
  return instrument;
}
