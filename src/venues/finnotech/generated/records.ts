// Generated from the definitions of src/venues/finnotech by `npm run generate`; do not edit.

import type { FrameTapEvent } from '../../../broker/broker-options';
import type { Clock } from '../../../core/clock';
import type { Logger } from '../../../core/logger';
import type { Random } from '../../../core/random';
import type { Decimal } from '../../../model/decimal';
import type { SharedQuota } from '../../../transport/pace/shared-pace';
import type { FinnotechTokenStore } from '../types/client';
import type { FinnotechAdjustment, FinnotechDate, FinnotechPeriod, FinnotechTime } from '../types/services';

/** Who a {@link FinnotechClient} is, where it connects and how it behaves. */
export interface FinnotechClientOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** National id of the client's owner, 10 digits. */
  readonly nid: string;
  /**
   * Largest answer in bytes, after decompression.
   * @defaultValue 64 MiB
   */
  readonly maxBodyBytes?: number | undefined;
  /**
   * Sockets to the host that may be open at once, 1 to 1000; what comes beyond waits within its deadline: cancels first,
   * then orders, look-ups, control and reads.
   * @defaultValue 16
   */
  readonly maxSockets?: number | undefined;
  /**
   * The quota of the key and the address that several processes share, of `sharedQuota` in `venuekit/remote`. It is not closed with
   * the client.
   * @defaultValue none: the client counts its own requests alone
   */
  readonly sharedQuota?: SharedQuota | undefined;
  /** Certificate authorities (PEM) instead of the system's. */
  readonly ca?: string | readonly string[] | undefined;
  /** Allows plain text beyond loopback: credentials and orders can then be read on the way. */
  readonly allowInsecure?: 'i-understand' | undefined;
  /**
   * The proxy that every connection goes through: `http://`, `https://`, `socks5://`, or `socks5h://`, where the proxy
   * resolves host names; with `user:password@` where it wants a login. TLS is with the venue, through the proxy.
   * @defaultValue none; the environment is not asked
   */
  readonly proxy?: string | undefined;
  /**
   * Deadline of a call in ms, over the whole answer, 1 to 2147483647.
   * @defaultValue 15000
   */
  readonly timeoutMs?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly logger?: Logger | undefined;
  /** Sees every frame, request and answer, secrets removed; it must not block. */
  readonly tap?: ((event: FrameTapEvent) => void) | undefined;
  /**
   * Keep the venue's own object of every record, for `rawOf`.
   * @defaultValue false
   */
  readonly raw?: boolean | undefined;
  /**
   * What the token is to open.
   * @defaultValue the scopes of all seven bourse services
   */
  readonly scopes?: readonly string[] | undefined;
  /** @defaultValue 'sandbox' */
  readonly environment?: 'sandbox' | 'production' | undefined;
  /** Another host than the environment's, such as `https://api.finnotech.ir`. */
  readonly baseUrl?: string | undefined;
  readonly tokenStore?: FinnotechTokenStore | undefined;
  /** Called with what went wrong in the background: a refresh that failed, a store that threw. */
  readonly onWarning?: ((error: Error) => void) | undefined;
}

/** How the venue is polled. */
export interface FinnotechPollOptions {
  /**
   * How long after each full minute the venue is asked, in ms, 0 to 59999: its data changes once a minute.
   * @defaultValue 5000
   */
  readonly pollDelayMs?: number | undefined;
  /**
   * Pause after a poll that failed, in ms.
   * @defaultValue 5000
   */
  readonly retryDelayMs?: number | undefined;
  /**
   * How long one request of a poll may take, in ms.
   * @defaultValue 10000
   */
  readonly pollTimeoutMs?: number | undefined;
  /**
   * Failed polls in a row after which the connection counts as lost.
   * @defaultValue 3
   */
  readonly maxFailedPolls?: number | undefined;
  /**
   * Whether the venue is asked once a minute, for one company, also while nothing is subscribed, so that `status` tells
   * the truth. It costs a call of the quota each minute.
   * @defaultValue true
   */
  readonly heartbeat?: boolean | undefined;
}

/**
 * Arguments of `trades/realtime`. Without `isTimePeriod` the last trade of the day, of one company or of all; with it
 * the minutes of a range, of one company.
 */
export interface FinnotechRealtimeArguments {
  /**
   * Required with `isTimePeriod`.
   * @defaultValue all companies
   */
  readonly coId?: string | undefined;
  /** @defaultValue the start of the working day */
  readonly fromTime?: FinnotechTime | undefined;
  /** @defaultValue now, or the end of the working day */
  readonly toTime?: FinnotechTime | undefined;
  /** @defaultValue false */
  readonly isTimePeriod?: boolean | undefined;
  /**
   * True for rights, false for shares.
   * @defaultValue the venue's, shares
   */
  readonly precedencyRight?: boolean | undefined;
  /**
   * Names the request at the venue, once: 1 to 40 of `A-Z a-z 0-9 -`. A call that names its own is never replayed.
   * @defaultValue a new UUID
   */
  readonly trackId?: string | undefined;
}

/** Arguments of `realTimeTrades`. */
export interface FinnotechCompanyArguments {
  /** @defaultValue all companies */
  readonly companyId?: string | undefined;
  /**
   * Names the request at the venue, once: 1 to 40 of `A-Z a-z 0-9 -`. A call that names its own is never replayed.
   * @defaultValue a new UUID
   */
  readonly trackId?: string | undefined;
}

/** Arguments of `dailyTrades`. */
export interface FinnotechDailyArguments {
  /** @defaultValue the venue's: the last day */
  readonly date?: FinnotechDate | undefined;
  /** @defaultValue all companies */
  readonly companyId?: string | undefined;
  /**
   * Names the request at the venue, once: 1 to 40 of `A-Z a-z 0-9 -`. A call that names its own is never replayed.
   * @defaultValue a new UUID
   */
  readonly trackId?: string | undefined;
}

/** Arguments of `balancedTrades`. */
export interface FinnotechBalancedArguments {
  readonly type?: FinnotechAdjustment | undefined;
  /** @defaultValue the venue's: the last day */
  readonly date?: FinnotechDate | undefined;
  /** @defaultValue all companies */
  readonly companyId?: string | undefined;
  /**
   * Names the request at the venue, once: 1 to 40 of `A-Z a-z 0-9 -`. A call that names its own is never replayed.
   * @defaultValue a new UUID
   */
  readonly trackId?: string | undefined;
}

/** Arguments of `balancedTradesById`; both dates belong to the range. */
export interface FinnotechBalancedByIdArguments {
  readonly companyId: string;
  readonly fromdate: FinnotechDate;
  readonly todate: FinnotechDate;
  readonly type?: FinnotechAdjustment | undefined;
  readonly comCType?: FinnotechPeriod | undefined;
  /**
   * Names the request at the venue, once: 1 to 40 of `A-Z a-z 0-9 -`. A call that names its own is never replayed.
   * @defaultValue a new UUID
   */
  readonly trackId?: string | undefined;
}

/** What every service takes. */
export interface FinnotechServiceArguments {
  /**
   * Names the request at the venue, once: 1 to 40 of `A-Z a-z 0-9 -`. A call that names its own is never replayed.
   * @defaultValue a new UUID
   */
  readonly trackId?: string | undefined;
}

/** Arguments of `companyAssessment`. */
export interface FinnotechAssessmentArguments {
  readonly companyId: string;
  readonly date?: FinnotechDate | undefined;
  /**
   * Names the request at the venue, once: 1 to 40 of `A-Z a-z 0-9 -`. A call that names its own is never replayed.
   * @defaultValue a new UUID
   */
  readonly trackId?: string | undefined;
}

/**
 * A row of `trades/realtime`. Prices and values in rials; every amount is an exact decimal in a string, for the venue's
 * whole numbers may pass 2^53. Keys are the seed page's, whatever case the server writes them in.
 * @see Finnotech , GET /bourse/v2/clients/{clientId}/trades/realtime, "Results Format"
 */
export interface FinnotechRealtimeRow {
  /** شناسه شرکت */
  readonly CoID: string;
  /** The Persian symbol, in the spelling of the venue. */
  readonly BourseSymbol?: string | null;
  /** 12 characters, such as `IRO1MADN0001`. */
  readonly TseSymbolCode?: string | null;
  readonly FullTitle?: string | null;
  /** True for the right (حق تقدم), false for the share, as in the sample; the page's legend says the reverse. */
  readonly PrecedencyRight?: boolean | null;
  /** Tehran wall time, `2020/01/19 09:01:37`. Venue quirk: the legend spells it `TradeDateGer`; either key is read. */
  readonly TradeDateGre?: string | null;
  /** Jalali date, `1398/10/29`. */
  readonly TradeDate?: string | null;
  readonly MaxPrice?: Decimal | null;
  readonly minPrice?: Decimal | null;
  readonly OpeningPrice?: Decimal | null;
  /** The day's volume-weighted closing price, not the last trade. */
  readonly ClosingPrice?: Decimal | null;
  readonly LastPrice?: Decimal | null;
  /** Securities. */
  readonly TradeVolume?: Decimal | null;
  /** Rials. */
  readonly TradeValue?: Decimal | null;
  /** Number of trades. */
  readonly TradeQty?: Decimal | null;
  readonly PreviousClosingPrice?: Decimal | null;
  readonly ClosingPriceChange?: Decimal | null;
  readonly ClosingPChgPercent?: Decimal | null;
  readonly ShareCount?: Decimal | null;
  readonly MarketValue?: Decimal | null;
  readonly Type?: string | null;
  /** What the venue sends beside the documented members. */
  readonly [member: string]: unknown;
}

/**
 * A row of `realTimeTrades` and `dailyTrades`: as {@link FinnotechRealtimeRow}, in the newer services' names.
 * @see Finnotech , bourse:realTime-trades:get, bourse:daily-trades:get
 */
export interface FinnotechTradeRow {
  readonly companyId: string;
  readonly precedencyRight?: boolean | null;
  readonly companySymbol?: string | null;
  readonly fullTitle?: string | null;
  readonly tseSymbolCode?: string | null;
  /** Tehran wall time or date, `2020/01/19 09:01:37` or `2020/01/19`. */
  readonly gregorianDate?: string | null;
  /** Jalali date, `1398/10/29`. */
  readonly jalaaliDate?: string | null;
  readonly maxPrice?: Decimal | null;
  readonly minPrice?: Decimal | null;
  readonly openingPrice?: Decimal | null;
  readonly closingPrice?: Decimal | null;
  readonly lastPrice?: Decimal | null;
  readonly tradeVolume?: Decimal | null;
  readonly tradeValue?: Decimal | null;
  readonly tradeQty?: Decimal | null;
  readonly previousClosingPrice?: Decimal | null;
  readonly closingPriceChange?: Decimal | null;
  readonly closingPriceChangePercent?: Decimal | null;
  readonly sharedCount?: Decimal | null;
  readonly marketValue?: Decimal | null;
  /** What the venue sends beside the documented members. */
  readonly [member: string]: unknown;
}

/**
 * A row of `balancedTrades` and `balancedTradesById`: the `*Type*` prices are adjusted for capital increases and
 * dividends, as the parameter `type` asks.
 * @see Finnotech , bourse:balanced-trades:get, bourse:balanced-trades-byId:get
 */
export interface FinnotechBalancedRow {
  readonly companyId: string;
  readonly baseVolume?: Decimal | null;
  readonly type?: Decimal | null;
  readonly comCType?: Decimal | null;
  readonly openingTypePrice?: Decimal | null;
  readonly maxTypePrice?: Decimal | null;
  readonly minTypePrice?: Decimal | null;
  readonly lastTypePrice?: Decimal | null;
  readonly closingTypePrice?: Decimal | null;
  readonly previousTypeClosingPrice?: Decimal | null;
  readonly precedencyRight?: boolean | null;
  readonly companySymbol?: string | null;
  readonly fullTitle?: string | null;
  readonly tseSymbolCode?: string | null;
  /** Tehran wall time or date, `2020/01/19 09:01:37` or `2020/01/19`. */
  readonly gregorianDate?: string | null;
  /** Jalali date, `1398/10/29`. */
  readonly jalaaliDate?: string | null;
  readonly maxPrice?: Decimal | null;
  readonly minPrice?: Decimal | null;
  readonly openingPrice?: Decimal | null;
  readonly closingPrice?: Decimal | null;
  readonly lastPrice?: Decimal | null;
  readonly tradeVolume?: Decimal | null;
  readonly tradeValue?: Decimal | null;
  readonly tradeQty?: Decimal | null;
  readonly previousClosingPrice?: Decimal | null;
  readonly closingPriceChange?: Decimal | null;
  readonly closingPriceChangePercent?: Decimal | null;
  readonly sharedCount?: Decimal | null;
  readonly marketValue?: Decimal | null;
  /** What the venue sends beside the documented members. */
  readonly [member: string]: unknown;
}

/**
 * A row of `companiesIdInquiry`. Ids are strings: `tseCode` has more digits than a number can hold.
 * @see Finnotech , bourse:companies-id-inquiry:get
 */
export interface FinnotechCompany {
  readonly companyId: string;
  readonly companyCode?: string | null;
  readonly companyName?: string | null;
  readonly companyEnglishName?: string | null;
  readonly companySymbol?: string | null;
  readonly companyEnglishSymbol?: string | null;
  readonly floorID?: string | null;
  readonly floorTitle?: string | null;
  readonly industryID?: string | null;
  readonly industryTitle?: string | null;
  readonly tseCode?: string | null;
  readonly tseCIsinCode?: string | null;
  readonly tseSIsinCode?: string | null;
  /** 1 bourse, 2 farabourse, 16 base market. */
  readonly marketID?: string | null;
  readonly marketTitle?: string | null;
  /** Sent as 0 or 1. */
  readonly precedencyRight?: boolean | null;
  readonly acceptionDate?: string | null;
  readonly acceptionDateGre?: string | null;
  readonly enlistedDate?: string | null;
  readonly enlistedDateGre?: string | null;
  readonly ipoDate?: string | null;
  readonly ipoDateGre?: string | null;
  readonly fundTypeID?: string | null;
  readonly fundTypeTitle?: string | null;
  readonly coSymbolPinglish?: string | null;
  readonly nationalCode?: string | null;
  /** What the venue sends beside the documented members. */
  readonly [member: string]: unknown;
}

/**
 * A row of `companyAssessment`: one financial index of a company. Fields beyond these are kept as they came.
 * @see Finnotech , bourse:company-assessment:get
 */
export interface FinnotechAssessment {
  readonly companyId: string;
  readonly financialIndex?: string | null;
  readonly financialIndexName?: string | null;
  readonly companySymbol?: string | null;
  readonly indexValue?: Decimal | null;
  readonly indexValueMin?: Decimal | null;
  readonly indexValueAve?: Decimal | null;
  readonly indexValueMax?: Decimal | null;
  /** Venue quirk: spelt so by the venue. */
  readonly highTreshold?: Decimal | null;
  readonly lowTreshold?: Decimal | null;
  /** 1 to 10. */
  readonly companyScore?: Decimal | null;
  readonly weightStock?: Decimal | null;
  readonly dateMiladi?: string | null;
  readonly dateShamsi?: string | null;
  /** What the venue sends beside the documented members. */
  readonly [member: string]: unknown;
}
