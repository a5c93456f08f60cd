import * as z from '../../../adapter/schema/zod';

/**
 * Answer of login.
 * @example {"status":true,"streamSessionId":"8469308861804289383"}
 * @see XAPI 2.5.0, Login
 */
export const loginReply = z.looseObject({
  streamSessionId: z.exactOptional(z.union([z.string().min(1), z.int()]).nullable()),
});
