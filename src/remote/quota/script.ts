/** How long a request counts as running that nobody has settled, in ms: its process may have died. */
const HOLD_MS = 15_000;
/** Scores of what is no request lie above those of all requests. */
const APART = 1e15;

/**
 * Counts one more request within a window that slides, unless it is full. KEYS a sorted set: a member a request, whose score
 * is when it was settled, or the latest time at which it will be. ARGV[3]: how many there may be.
 *
 * A life of the server of which it has no member may have lost requests: it counts none until a window has passed.
 * @returns the script; it gives how many there are with this one, more than there may be where it is refused, and the
 *   request's member; in a refusal the ms until there may be one more
 */
export function takeScript(windowMs: number): string {
  return `
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local most = tonumber(ARGV[3])
local run = 'run ' .. string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
local began = redis.call('ZSCORE', KEYS[1], run)
if not began then
  redis.call('DEL', KEYS[1])
  began = now + ${APART}
  redis.call('ZADD', KEYS[1], began, run)
end
local rest = began - ${APART} + ${windowMs} - now
if rest > 0 then return { most + 1, math.ceil(rest) } end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ${windowMs})
local count = redis.call('ZCARD', KEYS[1]) - 1
if count >= most then
  local at = count - most
  local blocking = redis.call('ZRANGE', KEYS[1], at, at, 'WITHSCORES')
  return { most + 1, math.max(1, math.ceil(blocking[2] + ${windowMs} - now)) }
end
local id = t[1] * 1000000 + t[2]
while redis.call('ZADD', KEYS[1], 'NX', now + ${HOLD_MS}, string.format('%.0f', id)) == 0 do id = id + 1 end
return { count + 1, id }`;
}

/** A request was answered, or failed. KEYS the sorted set. ARGV its member. */
export const SETTLE = `
local t = redis.call('TIME')
return redis.call('ZADD', KEYS[1], 'XX', t[1] * 1000 + t[2] / 1000, ARGV[1])`;
