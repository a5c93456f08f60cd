import { createHash } from 'node:crypto';

/** A script that the bus's server runs as one step. */
export interface Script {
  readonly text: string;
  readonly sha: string;
}

function script(text: string): Script {
  const body = text.trim();
  return { text: body, sha: createHash('sha1').update(body).digest('hex') };
}

/** Milliseconds of the server's clock. */
const NOW = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)`;

export const TIME = script(`${NOW}
return now`);

/**
 * The life of this server: one that was started anew, or took over from another, may have lost the last of what it knew,
 * although all that it needs to go on is there.
 */
const RUN = `
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')`;

/**
 * KEYS epoch, token, lease, run, cursor, the count of the commands. ARGV holder, ttlMs, above, a new epoch.
 * With a new life of the server begins a new epoch, and no command of before is ever claimed. Its tokens begin at the server's
 * time: whoever takes the lease need not have seen those that were lost for its own to be larger.
 * The lease is a hash of token and end: its key's own expiry only tidies up.
 */
export const TAKE_LEASE = script(`${NOW}${RUN}
if redis.call('GET', KEYS[4]) ~= run or not redis.call('GET', KEYS[1]) then
  redis.call('SET', KEYS[1], ARGV[4])
  redis.call('SET', KEYS[4], run)
  redis.call('SET', KEYS[5], redis.call('GET', KEYS[6]) or '0')
  redis.call('SET', KEYS[2], math.max(tonumber(redis.call('GET', KEYS[2]) or '0'), now))
  redis.call('DEL', KEYS[3])
end
local till = tonumber(redis.call('HGET', KEYS[3], 'until') or '0')
if till > now then return false end
local token = math.max(tonumber(redis.call('GET', KEYS[2]) or '0'), tonumber(ARGV[3])) + 1
redis.call('SET', KEYS[2], token)
redis.call('HSET', KEYS[3], 'token', token, 'holder', ARGV[1], 'until', now + tonumber(ARGV[2]))
redis.call('PEXPIRE', KEYS[3], tonumber(ARGV[2]))
return { tostring(token), redis.call('GET', KEYS[1]) }`);

/** What a lease is worth now. KEYS epoch, token, lease, run. ARGV token, epoch. */
const STATE = `${RUN}
local function state()
  if redis.call('GET', KEYS[1]) ~= ARGV[2] or redis.call('GET', KEYS[4]) ~= run then return 'forgotten' end
  if redis.call('HGET', KEYS[3], 'token') ~= ARGV[1] then return 'lost' end
  if tonumber(redis.call('HGET', KEYS[3], 'until')) <= now then return 'lost' end
  return 'kept'
end`;

/** KEYS epoch, token, lease, run. ARGV token, epoch, ttlMs. */
export const KEEP_LEASE = script(`${NOW}${STATE}
local is = state()
if is == 'kept' then
  redis.call('HSET', KEYS[3], 'until', now + tonumber(ARGV[3]))
  redis.call('PEXPIRE', KEYS[3], tonumber(ARGV[3]))
end
return is`);

/** KEYS lease. ARGV token. */
export const LEAVE_LEASE = script(`
if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`);

/** A process that was stopped for a while must not speak for the holder of a newer lease. */
const isOld = (token: string): string =>
  `${token} ~= '' and tonumber(redis.call('GET', KEYS[4]) or '0') > tonumber(${token})`;

/** How long what a connector has written is kept after the last change, in ms: a week, so that a quote outlives holidays. */
const LIFE_MS = 7 * 86_400_000;

/**
 * Adds to a numbered log and tells who follows it. KEYS log, counter, epoch, and the token where it is
 * one of a connector. ARGV text, keep, channel, token or nothing. A counter that fell behind its log has been lost: the log is begun anew.
 * Gives the epoch.
 */
export const APPEND = script(`
if ${isOld('ARGV[4]')} then return '' end
local epoch = redis.call('GET', KEYS[3]) or ''
local n = redis.call('INCR', KEYS[2])
local added = redis.pcall('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], n .. '-0', 't', ARGV[1])
if type(added) == 'table' and added.err then
  redis.call('DEL', KEYS[1])
  redis.call('XADD', KEYS[1], n .. '-0', 't', ARGV[1])
end
if ARGV[4] ~= '' then
  redis.call('PEXPIRE', KEYS[1], ${LIFE_MS})
  redis.call('PEXPIRE', KEYS[2], ${LIFE_MS})
end
redis.call('PUBLISH', ARGV[3], epoch .. ' ' .. n .. ' ' .. ARGV[1])
return epoch`);

/**
 * Replaces a value and tells who follows it. KEYS value, counter, epoch, token. ARGV text, channel, token.
 * All values have one counter, so that the number of one whose key has been lost does not fall.
 */
export const PUBLISH = script(`
if ${isOld('ARGV[3]')} then return 0 end
local n = redis.call('INCR', KEYS[2])
redis.call('HSET', KEYS[1], 'n', n, 't', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ${LIFE_MS})
redis.call('PUBLISH', ARGV[2], (redis.call('GET', KEYS[3]) or '') .. ' ' .. n .. ' ' .. ARGV[1])
return n`);

/** The value of a topic. KEYS value, epoch. */
export const VALUE = script(`
local v = redis.call('HMGET', KEYS[1], 'n', 't')
return { redis.call('GET', KEYS[2]) or '', v[1] or '0', v[2] or '' }`);

/** The last number of a log, and its messages after one. KEYS log, counter, epoch. ARGV after, most. */
export const READ_LOG = script(`
local last = redis.call('GET', KEYS[2]) or '0'
local rows = {}
if tonumber(last) > tonumber(ARGV[1]) then
  rows = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1] .. '-0', '+', 'COUNT', ARGV[2])
end
local out = { redis.call('GET', KEYS[3]) or '', last }
for _, row in ipairs(rows) do
  out[#out + 1] = string.match(row[1], '^%d+')
  out[#out + 1] = row[2][2]
end
return out`);

/**
 * Whether a command may be executed. KEYS epoch, token, lease, run, cursor, claims, names. ARGV token, epoch, number,
 * deadline, text, name, until when the name is kept.
 * The cursor is the last command that was claimed or passed over: none before it is ever claimed again. Names are kept until
 * the deadline at least, after which nobody claims the command anyway.
 */
export const CLAIM = script(`${NOW}${STATE}
if state() ~= 'kept' then return 'lost' end
if tonumber(redis.call('GET', KEYS[5]) or '0') >= tonumber(ARGV[3]) then return 'taken' end
redis.call('SET', KEYS[5], ARGV[3])
if tonumber(ARGV[4]) < now then return 'late' end
redis.call('ZREMRANGEBYSCORE', KEYS[7], '-inf', '(' .. now)
if redis.call('ZADD', KEYS[7], 'NX', ARGV[7], ARGV[6]) == 0 then return 'taken' end
redis.call('HSET', KEYS[6], ARGV[3], ARGV[5])
return 'claimed'`);

/**
 * The commands that were claimed and not answered, each with the time of the first such question: who claimed it had lost
 * the lease by then. KEYS claims, times.
 */
export const UNANSWERED = script(`${NOW}
local rows = redis.call('HGETALL', KEYS[1])
local out = {}
for at = 1, #rows, 2 do
  redis.call('HSETNX', KEYS[2], rows[at], now)
  out[#out + 1] = rows[at]
  out[#out + 1] = rows[at + 1]
  out[#out + 1] = redis.call('HGET', KEYS[2], rows[at])
end
return out`);

/**
 * The answer to a command, or its withdrawal: its name is claimed by nobody, unless a connector has claimed it. Of what was
 * known in another life of the server, or is not kept any more, nothing follows. KEYS answer, epoch, run, names. ARGV epoch,
 * name, until when the name is kept.
 */
export const RECALL = script(`${NOW}${RUN}
local answer = redis.call('GET', KEYS[1])
if answer then return { 'answered', answer } end
if redis.call('GET', KEYS[2]) ~= ARGV[1] or redis.call('GET', KEYS[3]) ~= run then return { 'open' } end
if tonumber(ARGV[3]) < now then return { 'open' } end
local mark = ARGV[2] .. ' withdrawn'
if redis.call('ZADD', KEYS[4], 'NX', ARGV[3], ARGV[2]) == 1 then
  redis.call('ZADD', KEYS[4], ARGV[3], mark)
elseif not redis.call('ZSCORE', KEYS[4], mark) then
  return { 'open' }
end
return { 'withdrawn' }`);

/** KEYS claims, their times, answer. ARGV number of the command or nothing, text, keepMs, channel, message. */
export const ANSWER = script(`
if ARGV[1] ~= '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[2], ARGV[1])
end
redis.call('SET', KEYS[3], ARGV[2], 'PX', ARGV[3])
redis.call('PUBLISH', ARGV[4], ARGV[5])
return 1`);

/** KEYS wishes, times. ARGV owner, text, ttlMs. */
export const WISH = script(`${NOW}
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], now + tonumber(ARGV[3]), ARGV[1])
return 1`);

/** The wishes of the living; those of the dead are forgotten. KEYS wishes, times. */
export const WISHES = script(`${NOW}
local dead = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)
for _, owner in ipairs(dead) do
  redis.call('HDEL', KEYS[1], owner)
  redis.call('ZREM', KEYS[2], owner)
end
return redis.call('HGETALL', KEYS[1])`);

/** What the server does when its memory is full: `noeviction` as well where it has no limit. KEYS any. */
export const EVICTION = script(`
local memory = redis.call('INFO', 'memory')
if string.match(memory, 'maxmemory:(%d+)') == '0' then return 'noeviction' end
return string.match(memory, 'maxmemory_policy:([%w-]+)') or 'noeviction'`);
