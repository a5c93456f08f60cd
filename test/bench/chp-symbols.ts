import { type RestAnswer, readAnswer } from '../../src/adapter/rest/answer';
import { atOnce } from '../../src/core/slices';
import { Redactor } from '../../src/errors/redact';
import { openAnswer } from '../../src/venues/chp/client/rest';
import { ENDPOINTS } from '../../src/venues/chp/endpoints';
import { toInstrument } from '../../src/venues/chp/map';
import { type BenchRow, compare } from './measure';

/** What a real server has been seen to hold. */
const ROWS = 46_618;

const EXCHANGES = ['CME', 'MICEX', 'FORTS', 'NYSE', 'NASDAQ'];
const TYPES = ['FUT', 'STK', 'BND', 'OPT'];

/** A GetSymbols answer, no two rows alike, with names in Russian as on the wire. */
export function chpSymbolsText(rows = ROWS): string {
  const data = Array.from({ length: rows }, (_, row) => {
    const decimals = row % 5;
    const punkt = Number((10 ** -decimals).toFixed(decimals));
    return {
      row,
      nrows: rows,
      symbol: `SYM${row}.${EXCHANGES[row % EXCHANGES.length]}`,
      short_name: `SYM${row}`,
      long_name: `Инструмент ${row}, "спот"`,
      type: TYPES[row % TYPES.length],
      decimals,
      lot_size: 10 ** (row % 3),
      punkt,
      step: punkt,
      sec_ext_id: null,
      sec_exch_name: EXCHANGES[row % EXCHANGES.length],
      expiryDate: `20${String(15 + (row % 10))}-03-19T00:00:00`,
      days_before_expiry: row % 400,
      strike: row % 7 === 0 ? row / 4 : 0,
    };
  });
  return JSON.stringify({ method: 'GetSymbols', result: true, data });
}

/** From the text of an HTTP answer to validated instruments, through every layer between. */
export function benchChpSymbols(): BenchRow {
  const text = chpSymbolsText();
  const redactor = new Redactor();
  const { getSymbols } = ENDPOINTS;
  const call = { venue: 'chp', operation: 'getSymbols', requestId: 'bench' };
  const reader = {
    call,
    read: getSymbols.read,
    redactor,
    open: (answer: RestAnswer) => openAnswer(answer, getSymbols, call, redactor),
  };
  return compare('chp-symbols-46618-to-instruments', 2.5, ROWS, {
    base: () => void JSON.parse(text),
    ours: () => {
      const { result: records } = atOnce(readAnswer({ status: 200, text }, undefined, reader));
      const instruments = records.map((record) => toInstrument(record, { receivedTime: 0, source: 'read' }));
      if (instruments.length !== ROWS) throw new Error(`Only ${instruments.length} instruments`);
    },
  });
}
