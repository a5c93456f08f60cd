// Generated from src/venues/venues.json by `npm run generate`; do not edit.

import type { ChpTypes } from '../../venues/chp/profile';
import type { FinnotechTypes } from '../../venues/finnotech/profile';
import type { PoloniexTypes } from '../../venues/poloniex/profile';
import type { XapiTypes } from '../../venues/xapi/profile';

/** What each venue says of its broker's types. */
export interface TypesByVenue {
  readonly chp: ChpTypes;
  readonly finnotech: FinnotechTypes;
  readonly poloniex: PoloniexTypes;
  readonly xapi: XapiTypes;
}
