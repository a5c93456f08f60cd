import type { Instrument } from '../../../model';
import { type MapContext, recordMeta } from '../../../model/map-context';
import type { FinnotechCompany, FinnotechRealtimeRow } from '../generated/records';
import { foldSymbol } from './symbols';

/** What the services need to be asked for an instrument. */
export interface Listing {
  readonly coId: string;
  readonly precedencyRight: boolean;
}

/** An instrument, how the venue is asked for it, and the other names that it may be given. */
export interface ListedInstrument {
  readonly instrument: Instrument;
  readonly listing: Listing;
  readonly aliases: readonly string[];
}

/** What both lists have of an instrument. */
type Listed = Listing & { readonly kind: string } & {
  readonly [name in 'tseSymbol' | 'persianSymbol' | 'title' | 'tseCode']?: string | null | undefined;
};

/** An instrument out of a row of `companiesIdInquiry`; undefined for a company without any symbol. */
export function instrumentOfCompany(
  row: FinnotechCompany,
  context: MapContext,
): ListedInstrument | undefined {
  const precedencyRight = row.precedencyRight ?? false;
  return listed(
    {
      coId: row.companyId,
      precedencyRight,
      tseSymbol: row.tseSIsinCode,
      persianSymbol: row.companySymbol,
      title: row.companyName,
      tseCode: row.tseCode,
      kind: precedencyRight ? 'right' : row.fundTypeID == null || row.fundTypeID === '0' ? 'stock' : 'fund',
    },
    context,
  );
}

/** An instrument out of a row of `trades/realtime`, for clients without the scope of the list of companies. */
export function instrumentOfTrade(
  row: FinnotechRealtimeRow,
  context: MapContext,
): ListedInstrument | undefined {
  const precedencyRight = row.PrecedencyRight ?? false;
  return listed(
    {
      coId: row.CoID,
      precedencyRight,
      tseSymbol: row.TseSymbolCode,
      persianSymbol: row.BourseSymbol,
      title: row.FullTitle,
      kind: precedencyRight ? 'right' : 'stock',
    },
    context,
  );
}

function listed(row: Listed, context: MapContext): ListedInstrument | undefined {
  const persian = row.persianSymbol?.trim() ?? '';
  const symbol = row.tseSymbol?.trim() || persian;
  if (symbol === '') return undefined;
  const { coId, precedencyRight, tseCode, kind, title } = row;
  const aliases = [
    ...(persian === '' ? [] : [foldSymbol(persian)]),
    ...(tseCode == null || tseCode === '' ? [] : [tseCode]),
    // The id is the company's, and its share goes by it; the right has its own symbol and code.
    ...(precedencyRight ? [] : [coId]),
  ];
  const instrument: Instrument = {
    ...recordMeta('finnotech', context),
    symbol,
    name: title?.trim() || persian || symbol,
    kind,
    currency: 'IRR',
    priceDecimals: 0,
    tickSize: '1',
    // The venue takes no orders.
    tradable: false,
  };
  return { instrument, listing: { coId, precedencyRight }, aliases };
}
