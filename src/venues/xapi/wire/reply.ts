import { z } from 'zod';

/**
 * What every reply of the main connection shares, and what the stream may send without a `command`.
 * @example {"status":true,"returnData":{"version":"2.4.15"},"customTag":"my_login_command_id"}
 * @example {"status":false,"errorCode":"BE001","errorDescr":"Invalid price"}
 * @see XAPI 2.5.0, Output data format
 */
export const reply = z.looseObject({ status: z.boolean() });

/**
 * Answer of login.
 * @example {"status":true,"streamSessionId":"8469308861804289383"}
 * @see XAPI 2.5.0, Login
 */
export const loginReply = z.looseObject({
  streamSessionId: z.exactOptional(z.union([z.string().min(1), z.int()]).nullable()),
});
