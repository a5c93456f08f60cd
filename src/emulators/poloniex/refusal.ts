/** The venue refused a request; nothing was changed. */
export class PoloniexRefusal extends Error {
  readonly code: number;
  readonly status: number;

  /** @param status - of the HTTP answer */
  constructor(code: number, message: string, status = 400) {
    super(message);
    this.name = 'PoloniexRefusal';
    this.code = code;
    this.status = status;
  }
}

/** A refusal by a fault: the code decides the HTTP status where it is one. */
export function orderedRefusal(errorCode: string, errorDescr: string | undefined): PoloniexRefusal {
  const code = Number(errorCode);
  return new PoloniexRefusal(code, errorDescr ?? 'Refused', code >= 400 && code < 600 ? code : 400);
}

export const badParameter = (name: string): PoloniexRefusal =>
  new PoloniexRefusal(400, `Invalid value of parameter ${name}`);
export const unauthorized = (message: string): PoloniexRefusal => new PoloniexRefusal(401, message, 401);
export const notFound = (): PoloniexRefusal => new PoloniexRefusal(404, 'Not found', 404);
export const tooManyRequests = (): PoloniexRefusal => new PoloniexRefusal(429, 'Too many requests', 429);
export const unknownSymbol = (): PoloniexRefusal => new PoloniexRefusal(24_101, 'Invalid symbol');
export const unknownInterval = (): PoloniexRefusal => new PoloniexRefusal(24_102, 'Invalid interval');
export const unknownCurrency = (): PoloniexRefusal => new PoloniexRefusal(21_102, 'Invalid currency');
export const lowBalance = (): PoloniexRefusal => new PoloniexRefusal(21_709, 'Low available balance');
export const orderNotFound = (): PoloniexRefusal => new PoloniexRefusal(21_301, 'Order not found');
export const orderCanceled = (): PoloniexRefusal => new PoloniexRefusal(21_305, 'Order is canceled');
export const orderGone = (): PoloniexRefusal =>
  new PoloniexRefusal(21_359, 'Order was already canceled or filled.');
export const duplicateClientId = (): PoloniexRefusal =>
  new PoloniexRefusal(21_312, 'Client orderId already exists');
export const maintenance = (): PoloniexRefusal => new PoloniexRefusal(21_340, 'Platform in maintenance mode');
export const postOnly = (): PoloniexRefusal =>
  new PoloniexRefusal(21_341, 'Post-only order would have been executed immediately');
export const symbolFrozen = (): PoloniexRefusal => new PoloniexRefusal(21_352, 'Currency trade disabled');
