import type { Json } from './json';

/** SmartCOM's codes, which the bridge passes on. */
export const SMARTCOM = {
  symbolNotFound: '-1610612735',
  portfolioNotFound: '-1610612734',
  notConnected: '-1610612733',
  badParameters: '-1610612732',
  internal: '-1610612731',
  exchangeNotAccessible: '-1610612730',
} as const;

/** The code and text around the inner errors; those of Connected and ListenQuotes are documented, the rest alike. */
const OUTER: Readonly<Record<string, readonly [string, string]>> = {
  Connected: ['Error #3', 'Не удалось подключиться к серверу'],
  Reconnection: ['Error #3', 'Не удалось подключиться к серверу'],
  Disconnected: ['Error #4', 'Не удалось отключиться от сервера'],
};

/** The name that inner errors give a method where it differs. */
const INNER_NAMES: Readonly<Record<string, string>> = {
  Connected: 'Connect',
  Reconnection: 'Reconnect',
  Disconnected: 'Disconnect',
};

/** A refusal, answered by an envelope with `result: false`. */
export class ChpRefusal extends Error {
  /** The inner error's `reason`. */
  readonly code: string;
  readonly additional: string;
  readonly detail: string | undefined;

  constructor(code: string, additional: string, detail?: string) {
    super(additional);
    this.name = 'ChpRefusal';
    this.code = code;
    this.additional = additional;
    this.detail = detail;
  }
}

/** The documented refusal of a second Connect. */
export const alreadyAuthorized = (): ChpRefusal =>
  new ChpRefusal('Error #2', 'Вы уже авторизованы в системе.');

/** The documented refusal of a second Listen. */
export const alreadySubscribed = (name: string): ChpRefusal =>
  new ChpRefusal('Error #20', 'Подписка оформлена.', `Подписка на ${name} уже оформлена.`);

export const notSubscribed = (name: string): ChpRefusal =>
  new ChpRefusal('Error #21', 'Подписка не оформлена.', `Подписки на ${name} нет.`);

export const wrongPassword = (): ChpRefusal => new ChpRefusal('Error #1', 'Неверный логин или пароль.');

export const notConnected = (): ChpRefusal =>
  new ChpRefusal(SMARTCOM.notConnected, 'Вы не авторизованы в системе.');

export const unknownSymbol = (symbol: string): ChpRefusal =>
  new ChpRefusal(SMARTCOM.symbolNotFound, 'Инструмент не найден.', `Инструмент ${symbol} не найден.`);

export const unknownPortfolio = (portfolio: string): ChpRefusal =>
  new ChpRefusal(SMARTCOM.portfolioNotFound, 'Портфель не найден.', `Портфель ${portfolio} не найден.`);

export const badParameter = (name: string): ChpRefusal =>
  new ChpRefusal(SMARTCOM.badParameters, 'Неверные параметры.', `Неверное значение параметра ${name}.`);

/**
 * The order was refused by the exchange or the broker: SmartCOM reported that by OrderFailed, with a text and no code.
 */
export class OrderFailed extends ChpRefusal {
  constructor(text: string) {
    super(SMARTCOM.internal, text);
    this.name = 'OrderFailed';
  }
}

export const orderRefused = (text: string): OrderFailed => new OrderFailed(text);

/** The envelope of a refusal. The documents name the inner list `dataError` once and `errorData` once. */
export function failureEnvelope(
  method: string,
  param: Json,
  refusal: ChpRefusal,
): { readonly [name: string]: Json } {
  const [reason, additional] = OUTER[method] ?? ['Error #12', `Ошибка ${method}`];
  const inner = {
    method: INNER_NAMES[method] ?? method,
    reason: refusal.code,
    additional: refusal.additional,
    ...(refusal.detail === undefined ? {} : { message: refusal.detail }),
  };
  const list = /^(Listen|Cancel(?!Order))/.test(method) ? 'errorData' : 'dataError';
  return { method, result: false, reason, additional, dataParam: [param], [list]: [inner] };
}
