import { createHmac } from 'node:crypto';
import type { LarkCredentials } from './options';

// [doc:auth]
/**
 * The signature of a request, or of a login.
 * @param time - the venue's time, UTC epoch ms in digits
 */
export function sign({ apiSecret }: LarkCredentials, time: string, text: string): string {
  return createHmac('sha256', apiSecret).update(`${time}\n${text}`).digest('hex');
}
// [/doc:auth]
