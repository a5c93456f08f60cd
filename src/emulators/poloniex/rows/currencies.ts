import type { PoloniexInstrument } from '../instruments';
import type { Row } from '../json';

/** A coin that is listed. */
export interface ListedCurrency {
  readonly currency: string;
  readonly id: number;
}

const NAMES: Readonly<Record<string, string>> = {
  BTC: 'Bitcoin',
  ETH: 'Ethereum',
  USDT: 'Tether USD',
  USDC: 'USD Coin',
  TRX: 'TRON',
  DOGE: 'Dogecoin',
  LINK: 'Chainlink',
  SHIB: 'SHIBA INU',
  ELON: 'Dogelon Mars',
};

/** The base and quote currencies of the listed markets. */
export function currenciesOf(instruments: readonly PoloniexInstrument[]): ListedCurrency[] {
  const names = new Set(instruments.flatMap(({ base, quote }) => [base, quote]));
  return [...names].map((currency, index) => ({ currency, id: index + 1 }));
}

const nameOf = (currency: string): string => NAMES[currency] ?? currency;

/** A currency in the older list, keyed by its name. */
export function currencyRow({ currency, id }: ListedCurrency): Row {
  return { [currency]: currencyFields({ currency, id }) };
}

function currencyFields({ currency, id }: ListedCurrency): Row {
  return {
    id,
    name: nameOf(currency),
    description: '',
    type: 'address',
    withdrawalFee: '0.0008',
    minConf: 2,
    depositAddress: null,
    blockchain: currency,
    delisted: false,
    tradingState: 'NORMAL',
    walletState: 'ENABLED',
    walletDepositState: 'ENABLED',
    walletWithdrawalState: 'ENABLED',
    parentChain: null,
    isMultiChain: false,
    isChildChain: false,
    childChains: [],
    supportCollateral: false,
    supportBorrow: false,
  };
}

/** A currency of the public socket: the fields of the older list with its name among them. */
export function currencyEvent(listed: ListedCurrency): Row {
  return { currency: listed.currency, ...currencyFields(listed) };
}

/** A currency in the newer list. */
export function currencyV2Row({ currency, id }: ListedCurrency): Row {
  return {
    id,
    coin: currency,
    delisted: false,
    tradeEnable: true,
    name: nameOf(currency),
    networkList: [
      {
        id,
        coin: currency,
        name: nameOf(currency),
        currencyType: 'address',
        blockchain: currency,
        withdrawalEnable: true,
        depositEnable: true,
        depositAddress: null,
        withdrawMin: '0.001',
        decimals: 8,
        withdrawFee: '0.0008',
        minConfirm: 2,
      },
    ],
    supportCollateral: false,
    supportBorrow: false,
  };
}
