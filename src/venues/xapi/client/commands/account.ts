import { listOf, readerOf } from '../../../../adapter/schema/reader';
import type {
  CommissionDef,
  CurrentUserData,
  HistoryArguments,
  IbRecord,
  MarginLevel,
  MarginTrade,
  ProfitCalculation,
  ProfitCalculationArguments,
  VolumeArguments,
} from '../../generated/records';
import {
  commissionDef,
  currentUserData,
  ibRecord,
  marginLevel,
  marginTrade,
  profitCalculation,
} from '../../wire/account';
import { checkArguments, historyArguments, profitArguments, volumeArguments } from '../../wire/arguments';
import { command, plainCommand } from './command';
import { numberText, objectText, stringText } from './json-text';

function volumeText(args: VolumeArguments, operation: string): string {
  const { symbol, volume } = checkArguments(volumeArguments, args, operation);
  return objectText({ symbol: stringText(symbol), volume });
}

export const getCommissionDef = command<VolumeArguments, CommissionDef>(
  'getCommissionDef',
  (args) => volumeText(args, 'getCommissionDef'),
  readerOf(commissionDef),
);

export const getCurrentUserData = plainCommand<CurrentUserData>(
  'getCurrentUserData',
  readerOf(currentUserData),
);

export const getIbsHistory = command<HistoryArguments, readonly IbRecord[]>(
  'getIbsHistory',
  (args) => {
    const { end, start } = checkArguments(historyArguments, args, 'getIbsHistory');
    return objectText({ end: numberText(end), start: numberText(start) });
  },
  listOf(readerOf(ibRecord)),
);

export const getMarginLevel = plainCommand<MarginLevel>('getMarginLevel', readerOf(marginLevel));

export const getMarginTrade = command<VolumeArguments, MarginTrade>(
  'getMarginTrade',
  (args) => volumeText(args, 'getMarginTrade'),
  readerOf(marginTrade),
);

export const getProfitCalculation = command<ProfitCalculationArguments, ProfitCalculation>(
  'getProfitCalculation',
  (args) => {
    const deal = checkArguments(profitArguments, args, 'getProfitCalculation');
    return objectText({
      closePrice: deal.closePrice,
      cmd: numberText(deal.cmd),
      openPrice: deal.openPrice,
      symbol: stringText(deal.symbol),
      volume: deal.volume,
    });
  },
  readerOf(profitCalculation),
);
