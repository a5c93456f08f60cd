import type { FinnotechServiceName } from './types/services';

/** Hosts. @see the seed page (sandbox, production); newer pages also name https://api.finnotech.ir */
export const HOSTS = {
  sandbox: 'https://sandboxapi.finnotech.ir',
  production: 'https://apibeta.finnotech.ir',
} as const;

/** @see Finnotech, getting a token */
export const TOKEN_PATH = '/dev/v2/oauth2/token';
export const REVOKE_PATH = '/dev/v2/clients/{clientId}/token';
export const TOKENS_PATH = '/dev/v2/clients/{clientId}/tokens';

/** The scope that opens the list of tokens. */
export const TOKENS_SCOPE = 'boomrang:tokens:get';

/** Longest tracking code. @see the seed page, trackId */
export const MAX_TRACK_ID = 40;

/** A service: its path below `/bourse/v2/clients/{clientId}/` and the scope that opens it. */
export interface Service {
  readonly path: string;
  readonly scope: string;
}

/** @see the seed page for `trades/realtime`, Finnotech's bourse pages for the others */
export const SERVICES: Readonly<Record<FinnotechServiceName, Service>> = {
  tradesRealtime: { path: 'trades/realtime', scope: 'bourse:trades-realtime:get' },
  realTimeTrades: { path: 'realTimeTrades', scope: 'bourse:realTime-trades:get' },
  dailyTrades: { path: 'dailyTrades', scope: 'bourse:daily-trades:get' },
  balancedTrades: { path: 'balancedTrades', scope: 'bourse:balanced-trades:get' },
  balancedTradesById: { path: 'balancedTradesById', scope: 'bourse:balanced-trades-byId:get' },
  companiesIdInquiry: { path: 'companiesIdInquiry', scope: 'bourse:companies-id-inquiry:get' },
  companyAssessment: { path: 'companyAssessment', scope: 'bourse:company-assessment:get' },
};

/** Scopes of all bourse services. */
export const BOURSE_SCOPES: readonly string[] = Object.values(SERVICES).map(({ scope }) => scope);
