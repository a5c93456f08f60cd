import { defineVenue } from 'venuekit/adapter';
import { createAdapter } from './adapter';
import { type LarkTypes, profile } from './profile';

export type { LarkClient } from './client/client';
export type { LarkBrokerOptions } from './options';
export { profile } from './profile';

// [doc:broker]
/** Lark, an exchange that exists in this repository alone: spot markets, market and limit orders. */
export class LarkBroker extends defineVenue<LarkTypes>(profile, createAdapter) {}
// [/doc:broker]
