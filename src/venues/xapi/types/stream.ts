import type {
  StreamingBalanceRecord,
  StreamingCandleRecord,
  StreamingKeepAliveRecord,
  StreamingNewsRecord,
  StreamingProfitRecord,
  StreamingTickRecord,
  StreamingTradeRecord,
  StreamingTradeStatusRecord,
} from '../generated/records';

/** The record of each command that the stream sends. */
export interface StreamRecords {
  readonly balance: StreamingBalanceRecord;
  readonly candle: StreamingCandleRecord;
  readonly keepAlive: StreamingKeepAliveRecord;
  readonly news: StreamingNewsRecord;
  readonly profit: StreamingProfitRecord;
  readonly tickPrices: StreamingTickRecord;
  readonly trade: StreamingTradeRecord;
  readonly tradeStatus: StreamingTradeStatusRecord;
}
