import type { ClientCallOptions } from '../../../adapter/schema/table-call';
import type { ChpClientOptions } from '../generated/records';

/** What a {@link ChpClient} takes by name besides its four positions. */
export type ChpNamedOptions = Omit<ChpClientOptions, 'host' | 'port' | 'login' | 'password'>;

/** What every call takes besides its arguments. */
export type ChpCallOptions = ClientCallOptions;
