import { seedOf } from '../../market/hash';
import type { Json, Row } from '../json';
import { plain } from '../money';
import { badParameter, PoloniexRefusal } from '../refusal';
import { type PrivateContext, privateRoute } from './route';

function balances({ wallet }: PrivateContext): Row {
  return {
    accountId: wallet.account.accountId,
    accountType: 'SPOT',
    balances: wallet.holdings().map(([currency, { available, hold }]) => ({
      currencyId: String(1 + (seedOf(0, currency) % 1000)),
      currency,
      available: plain(available),
      hold: plain(hold),
    })),
  };
}

function ofType({ query }: PrivateContext, rows: readonly Json[]): Json {
  const type = query.get('accountType') ?? 'SPOT';
  if (type !== 'SPOT' && type !== 'FUTURES') throw badParameter('accountType');
  return type === 'SPOT' ? rows : [];
}

function ofAccount(context: PrivateContext): Json {
  if (context.parts[0] !== context.wallet.account.accountId)
    throw new PoloniexRefusal(21_600, 'Account Not Found');
  return [balances(context)];
}

/** The balances of the user. */
export const ACCOUNT_ROUTES = [
  privateRoute('GET', '/accounts', 'getAccounts', 'light', ({ wallet }) => [
    { accountId: wallet.account.accountId, accountType: 'SPOT', accountState: 'NORMAL' },
  ]),
  privateRoute('GET', '/accounts/balances', 'getBalances', 'light', (context) =>
    ofType(context, [balances(context)]),
  ),
  privateRoute('GET', '/accounts/:id/balances', 'getAccountBalances', 'light', ofAccount),
  privateRoute('GET', '/feeinfo', 'getFeeInfo', 'heavy', ({ venue }) => ({
    trxDiscount: false,
    makerRate: venue.options.makerRate,
    takerRate: venue.options.takerRate,
    volume30D: '0.00',
  })),
];
