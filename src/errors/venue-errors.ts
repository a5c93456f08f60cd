import { BrokerError, type ErrorContext } from './broker-error';

/** The venue sent what its protocol does not allow. */
export class ProtocolError extends BrokerError {
  static override readonly errorName: string = 'ProtocolError';
  /** Where in the message the schema was broken, such as `returnData.rateInfos[3].open`. */
  declare readonly path?: string;
  /** A short piece of the message, secrets removed. */
  declare readonly sample?: string;
  /** How many values or rows of one frame this error is about, of which it shows the first; absent for one. */
  declare readonly count?: number;
  constructor(
    message: string,
    context: ErrorContext & {
      readonly path?: string;
      readonly sample?: string;
      readonly count?: number;
    } = {},
  ) {
    super(message, context);
    if (context.count !== undefined) this.count = context.count;
    if (context.path !== undefined) this.path = context.path;
    if (context.sample !== undefined) this.sample = context.sample.slice(0, 200);
  }
}

/** The venue understood the request and answered with an error of its own. */
export class VenueError extends BrokerError {
  static override readonly errorName: string = 'VenueError';
  /** The venue's code as it came. */
  readonly code: string;
  /** The venue's text as it came, in the venue's language. */
  declare readonly venueText?: string;
  constructor(
    message: string,
    context: ErrorContext & { readonly code: string; readonly venueText?: string | undefined },
  ) {
    super(message, context);
    this.code = context.code;
    if (context.venueText !== undefined) this.venueText = context.venueText;
  }
}
