import type { Broker } from './broker';
import type { Feature, Granted } from './operations';

/**
 * Whether the venue grants an operation or a stream; narrows the type, so that the call compiles.
 *
 * @example
 * if (supports(broker, 'placeOrder')) await broker.placeOrder(request);
 */
export function supports<B extends Broker, F extends Feature>(
  broker: B,
  feature: F,
): broker is B & Granted<F> {
  return broker.capabilities.features.includes(feature);
}
