import type { RestEndpoint, RestParts } from '../../adapter/rest/endpoint';
import type { ArgumentsSchema } from '../../adapter/schema/arguments';
import type { Reader } from '../../adapter/schema/reader';
import { alsoFromText, listFromText } from '../../adapter/schema/text-reader';
import { decodeMinute } from './generated/decoders';
import type { MinuteFields } from './map';
import * as check from './wire/arguments';
import { readToken, readTokenRow, rowsOf } from './wire/envelope';
import * as read from './wire/rows';

/** Hosts. @see the seed page (sandbox, production); newer pages also name https://api.finnotech.ir */
export const HOSTS = {
  sandbox: 'https://sandboxapi.finnotech.ir',
  production: 'https://apibeta.finnotech.ir',
} as const;

/** The body of a request about tokens. */
export type Grant = Readonly<Record<string, string>>;

/** One request of the venue. */
export interface FinnotechEndpoint<T = unknown> extends RestEndpoint<T> {
  /** What lets a request in: a token, or the client's own secret. */
  readonly auth: 'token' | 'client';
  /** The scope that opens it; absent for the token endpoint. */
  readonly scope?: string;
  /** Whether each request has a tracking code. */
  readonly isTracked: boolean;
}

/** A service: its path below `/bourse/v2/clients/{clientId}/` and the scope that opens it. */
function service<Row>(path: string, scope: string, args: ArgumentsSchema<object>, row: Reader<Row>) {
  return {
    method: 'GET',
    path: `/bourse/v2/clients/{clientId}/${path}`,
    priority: 'read',
    auth: 'token',
    scope,
    isTracked: true,
    args,
    read: rowsOf(row),
  } as const;
}

/** A request about tokens that the client's own secret lets in. */
function grant<T>(method: 'POST' | 'DELETE', path: string, reader: Reader<T>) {
  return {
    method,
    path,
    priority: 'control',
    auth: 'client',
    isTracked: false,
    isSecret: true,
    parts: (body: Grant): RestParts => ({ body: JSON.stringify(body) }),
    read: reader,
  } as const;
}

/** The bourse services. @see the seed page for `trades/realtime`, Finnotech's bourse pages for the others */
export const SERVICES = {
  tradesRealtime: {
    ...service(
      'trades/realtime',
      'bourse:trades-realtime:get',
      check.realtimeArguments,
      read.readRealtimeRow,
    ),
    parts: check.realtimeQuery,
  },
  realTimeTrades: service(
    'realTimeTrades',
    'bourse:realTime-trades:get',
    check.companyArguments,
    read.readTradeRow,
  ),
  dailyTrades: service('dailyTrades', 'bourse:daily-trades:get', check.dailyArguments, read.readTradeRow),
  balancedTrades: service(
    'balancedTrades',
    'bourse:balanced-trades:get',
    check.balancedArguments,
    read.readBalancedRow,
  ),
  balancedTradesById: service(
    'balancedTradesById',
    'bourse:balanced-trades-byId:get',
    check.balancedByIdArguments,
    read.readBalancedRow,
  ),
  companiesIdInquiry: service(
    'companiesIdInquiry',
    'bourse:companies-id-inquiry:get',
    check.companiesArguments,
    read.readCompany,
  ),
  companyAssessment: service(
    'companyAssessment',
    'bourse:company-assessment:get',
    check.assessmentArguments,
    read.readAssessment,
  ),
} as const satisfies Readonly<Record<string, FinnotechEndpoint>>;

/** What stands before and behind the rows of a success. */
const HEAD = '\\{"trackId":"[ !#-\\[\\]-~]{0,200}","result":\\[';
const TAIL = '],"state":"DONE"}';

/** The lists that a broker reads, straight from the text and without what it does not ask for. */
export const CUT_SERVICES = {
  tradesRealtime: alsoFromText<FinnotechEndpoint<readonly MinuteFields[]>>(
    SERVICES.tradesRealtime,
    listFromText([decodeMinute], HEAD, TAIL),
  ),
} as const;

/** The requests about tokens. @see Finnotech, getting a token */
export const TOKENS = {
  grant: grant('POST', '/dev/v2/oauth2/token', readToken),
  revoke: grant('DELETE', '/dev/v2/clients/{clientId}/token', () => undefined),
  list: {
    method: 'GET',
    path: '/dev/v2/clients/{clientId}/tokens',
    priority: 'read',
    auth: 'token',
    scope: 'boomrang:tokens:get',
    isTracked: false,
    isSecret: true,
    read: rowsOf(readTokenRow),
  },
} as const satisfies Readonly<Record<string, FinnotechEndpoint>>;

/** Scopes of all bourse services. */
export const BOURSE_SCOPES: readonly string[] = Object.values(SERVICES).map(({ scope }) => scope);
