// Generated from src/venues/venues.json by `npm run generate`; do not edit.

import type { ChpBroker } from '../../venues/chp/broker';
import type { ChpTypes } from '../../venues/chp/profile';
import type { FinnotechBroker } from '../../venues/finnotech/broker';
import type { FinnotechTypes } from '../../venues/finnotech/profile';
import type { PoloniexBroker } from '../../venues/poloniex/broker';
import type { PoloniexTypes } from '../../venues/poloniex/profile';
import type { XapiBroker } from '../../venues/xapi/broker';
import type { XapiTypes } from '../../venues/xapi/profile';

/** What each venue says of its broker's types. */
export interface TypesByVenue {
  readonly chp: ChpTypes;
  readonly finnotech: FinnotechTypes;
  readonly poloniex: PoloniexTypes;
  readonly xapi: XapiTypes;
}

/** The broker of each venue. */
export interface BrokerByVenue {
  readonly chp: ChpBroker;
  readonly finnotech: FinnotechBroker;
  readonly poloniex: PoloniexBroker;
  readonly xapi: XapiBroker;
}
