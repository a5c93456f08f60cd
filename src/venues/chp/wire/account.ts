import { z } from 'zod';
import { wireId, wireInteger, wireNumber, wireOptionalId } from '../../../adapter/schema/values';

/**
 * A row of GetPortfolioList.
 * @example {"row":0,"nrows":1,"portfolioName":"ST123456-MO-01","portfolioExch":"MICEX","portfolioStatus":0}
 */
export const portfolioRecord = z.looseObject({
  row: wireInteger,
  nrows: wireInteger,
  portfolioName: z.string().min(1),
  portfolioExch: z.string().nullable(),
  portfolioStatus: wireInteger,
});

/**
 * A row of UpdatePosition.
 * @example {"portfolio":"ST123456-MO-01","symbol":"GAZP","avprice":163.9,"amount":30,"planned":30}
 */
export const positionRecord = z.looseObject({
  portfolio: z.string().min(1),
  symbol: z.string().min(1),
  avprice: wireNumber,
  amount: wireNumber,
  planned: wireNumber,
});

/**
 * A row of SetPortfolio.
 * @example {"portfolio":"ST123456-MO-01","cash":100000.5,"leverage":1,"comission":12.3,"saldo":-4000}
 */
export const accountRecord = z.looseObject({
  portfolio: z.string().min(1),
  cash: wireNumber,
  leverage: wireNumber,
  comission: wireNumber,
  saldo: wireNumber,
});

const place = {
  row: z.exactOptional(wireInteger),
  nrows: z.exactOptional(wireInteger),
  portfolio: z.string().min(1),
  symbol: z.string().min(1),
};

/** SetMyOrder of SmartCOM, as GetMyPortfolioData hands it on. */
export const sessionOrder = z.looseObject({
  ...place,
  state: wireInteger,
  action: wireInteger,
  type: wireInteger,
  validity: wireInteger,
  price: wireNumber,
  amount: wireNumber,
  stop: wireNumber,
  filled: wireNumber,
  datetime: z.string(),
  id: wireId,
  no: z.exactOptional(wireOptionalId),
  cookie: wireInteger,
});

/** SetMyTrade of SmartCOM. */
export const sessionTrade = z.looseObject({
  ...place,
  datetime: z.string().min(1),
  price: wireNumber,
  volume: wireNumber,
  tradeno: wireId,
  buysell: wireInteger,
  orderno: wireId,
});

/** SetMyClosePos of SmartCOM. */
export const closedPosition = z.looseObject({
  ...place,
  amount: wireNumber,
  price_buy: wireNumber,
  price_sell: wireNumber,
  postime: z.string().min(1),
  order_open: wireId,
  order_close: wireId,
});
