import { checkedBy, listOf, type Reader, readerOf, recordOfRows } from '../../../../adapter/schema/reader';
import type {
  Chart,
  ChartLastInfoRecord,
  ChartRangeInfoRecord,
  StepRuleRecord,
  SymbolArguments,
  SymbolRecord,
  SymbolsArguments,
  TickPrices,
  TickPricesArguments,
  TradingHoursRecord,
} from '../../generated/records';
import {
  chartLastArguments,
  chartRangeArguments,
  checkArguments,
  symbolArguments,
  symbolsArguments,
  tickPricesArguments,
} from '../../wire/arguments';
import { chart, rateInfoRecord } from '../../wire/chart';
import { stepRuleRecord, tradingHoursRecord } from '../../wire/information';
import { symbolRecord } from '../../wire/symbol';
import { isSymbolRecord } from '../../wire/symbol-check';
import { tickPrices, tickRecord } from '../../wire/tick';
import { type Command, command, plainCommand } from './command';
import { numberText, objectText, packTexts, stringText } from './json-text';

const readSymbol = checkedBy(isSymbolRecord, readerOf(symbolRecord));
const readChart: Reader<Chart> = recordOfRows('rateInfos', listOf(readerOf(rateInfoRecord)), readerOf(chart));
const readTickPrices: Reader<TickPrices> = recordOfRows(
  'quotations',
  listOf(readerOf(tickRecord)),
  readerOf(tickPrices),
);

export const getAllSymbols = plainCommand<readonly SymbolRecord[]>('getAllSymbols', listOf(readSymbol));

export const getSymbol = command<SymbolArguments, SymbolRecord>(
  'getSymbol',
  (args) => objectText({ symbol: stringText(checkArguments(symbolArguments, args, 'getSymbol').symbol) }),
  readSymbol,
);

export const getStepRules = plainCommand<readonly StepRuleRecord[]>(
  'getStepRules',
  listOf(readerOf(stepRuleRecord)),
);

export const getChartLastRequest = command<ChartLastInfoRecord, Chart>(
  'getChartLastRequest',
  (args) => {
    const info = checkArguments(chartLastArguments, args, 'getChartLastRequest');
    return objectText({
      info: objectText({
        period: numberText(info.period),
        start: numberText(info.start),
        symbol: stringText(info.symbol),
      }),
    });
  },
  readChart,
);

export const getChartRangeRequest = command<ChartRangeInfoRecord, Chart>(
  'getChartRangeRequest',
  (args) => {
    const info = checkArguments(chartRangeArguments, args, 'getChartRangeRequest');
    return objectText({
      info: objectText({
        end: numberText(info.end),
        period: numberText(info.period),
        start: numberText(info.start),
        symbol: stringText(info.symbol),
        ticks: numberText(info.ticks),
      }),
    });
  },
  readChart,
);

export const getTickPrices: Command<TickPricesArguments, TickPrices> = {
  name: 'getTickPrices',
  priority: () => 'read',
  write: (args, room) => {
    const { level, symbols, timestamp } = checkArguments(tickPricesArguments, args, 'getTickPrices');
    const around = (list: string) =>
      objectText({ level: numberText(level), symbols: list, timestamp: numberText(timestamp) });
    return packTexts(symbols.map(stringText), room - around('').length).map(around);
  },
  read: readTickPrices,
  join: (answers) => ({ quotations: answers.flatMap((answer) => answer.quotations) }),
};

export const getTradingHours: Command<SymbolsArguments, readonly TradingHoursRecord[]> = {
  name: 'getTradingHours',
  priority: () => 'read',
  write: (args, room) => {
    const { symbols } = checkArguments(symbolsArguments, args, 'getTradingHours');
    const around = (list: string) => objectText({ symbols: list });
    return packTexts(symbols.map(stringText), room - around('').length).map(around);
  },
  read: listOf(readerOf(tradingHoursRecord)),
  join: (answers) => answers.flat(),
};
