import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ChpApi } from '../../../src/venues/chp/client/api';
import { ChpClient } from '../../../src/venues/chp/client/client';
import { ENDPOINTS } from '../../../src/venues/chp/endpoints';
import { errorCodeOf, knownErrorCodes } from '../../../src/venues/chp/error-codes';

const page = readFileSync('docs/venues/chp.md', 'utf8');

/** The tables "Свойство" and "Метод" of CHP_client. */
const CLIENT = [
  ...['Token', 'Login', 'Password', 'Mode'],
  ...['listening_quotes', 'listening_ticks', 'listening_bid_ask', 'listening_portfolios'],
  ...['Конструктор', 'Connect', 'Reconnect', 'Disconnect', 'GetBars', 'GetSymbols', 'GetTrades'],
  ...['ListenQuotes', 'UpdateQuote', 'CancelQuotes', 'ListenTicks', 'UpdateTicks', 'CancelTicks'],
  ...['ListenBidAsks', 'UpdateBidAsks', 'CancelBidAsks', 'GetMyPortfolioData', 'GetPortfolioList'],
  ...['ListenPortfolio', 'CancelPortfolio', 'PlaceOrder', 'MoveOrder', 'CancelOrder', 'UpdateOrder'],
  ...['UpdatePosition', 'AddTrade', 'SetPortfolio'],
];

/** "Оглавление" of CHP_lowlevel_api, and the rest of the URN table. */
const API = [
  ...['Конструктор', 'Connected', 'Reconnection', 'Disconnected', 'GetBars', 'GetSymbols'],
  ...['GetMyPortfolioData', 'GetPortfolioList', 'GetTrades', 'ListenQuotes', 'UpdateQuote', 'CancelQuotes'],
  ...['ListenTicks', 'AddTick', 'CancelTicks', 'ListenBidAsks', 'UpdateBidAsk', 'CancelBidAsks'],
  ...['ListenPortfolio', 'PlaceOrder', 'MoveOrder', 'CancelPortfolio', 'CancelOrder', 'UpdateOrder'],
  ...['UpdatePosition', 'AddTrade', 'SetPortfolio'],
];

/** First cells and second cells of the table below a heading. */
function tableBelow(heading: string): readonly (readonly string[])[] {
  const [, section = ''] = page.split(`## ${heading}\n`);
  const lines = section.split('\n## ')[0]?.split('\n') ?? [];
  return lines
    .filter((line) => line.startsWith('| ') && !line.startsWith('| document'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The document's name in our spelling. */
function camelCase(name: string): string {
  const joined = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return `${joined.charAt(0).toLowerCase()}${joined.slice(1)}`;
}

describe('the CHP page', () => {
  it.each(knownErrorCodes())('default: it has the meaning of %s and what it proves', (code) => {
    const { meaning, proves } = errorCodeOf(code)!;
    expect(page).toContain(`\n| ${code} | ${meaning} | ${proves ? 'rejected' : 'unknown'} |\n`);
  });

  const members = ({ prototype }: { readonly prototype: object }): readonly string[] => {
    const names = Object.getOwnPropertyNames(prototype);
    const parent: object = Object.getPrototypeOf(prototype);
    return parent === Object.prototype
      ? names
      : [...new Set([...names, ...Object.getOwnPropertyNames(parent)])];
  };

  it('default: its table names every property and method of CHP_client, and each exists', () => {
    const rows = tableBelow('Properties and methods of CHP_client');
    expect(rows.map(([name]) => name).sort()).toEqual([...CLIENT].sort());
    for (const [name = '', here = ''] of rows.filter(([first]) => first !== 'Конструктор')) {
      expect(here).toContain(`\`client.${camelCase(name)}`);
      expect(members(ChpClient)).toContain(camelCase(name));
    }
  });

  it('default: its table names every method of CHP_lowlevel_api with its URN, and each exists', () => {
    const rows = tableBelow('Methods of CHP_lowlevel_api');
    expect(rows.map(([name]) => name).sort()).toEqual([...API].sort());
    for (const [name = '', here = '', urn] of rows.filter(([first]) => first !== 'Конструктор')) {
      const method = camelCase(name) as keyof typeof ENDPOINTS;
      expect(here).toContain(`\`api.${method}(`);
      expect(members(ChpApi)).toContain(method);
      expect(urn).toBe(`\`${ENDPOINTS[method].path.slice(1)}\``);
    }
  });

  it('default: the classes have no member that the tables lack', () => {
    const own = ['constructor', 'call', 'post', 'close', 'cut', 'toJSON'];
    expect(
      members(ChpClient)
        .filter((name) => !own.includes(name))
        .sort(),
    ).toEqual(
      CLIENT.filter((name) => name !== 'Конструктор')
        .map(camelCase)
        .sort(),
    );
    expect(
      members(ChpApi)
        .filter((name) => !own.includes(name))
        .sort(),
    ).toEqual(Object.keys(ENDPOINTS).sort());
  });
});
