import { codeSpelling } from '../../../adapter/schema/codes';
import { type Reader, RecordMismatch, readBelow, readerOf } from '../../../adapter/schema/reader';
import type { TextReader } from '../../../adapter/schema/text-reader';
import { atOnce, type Steps } from '../../../core/slices';
import { noJsonError, parseJson, parseSteps } from '../../../transport/json/integers';
import { canBeTooDeep, frameLimit } from '../../../transport/json/limits';
import { checkStreamingTickRecord } from '../generated/checks';
import type { StreamRecords } from '../types/stream';
import { loginReply } from '../wire/reply';
import { streamSchemas } from '../wire/stream';

interface ReplyHead {
  /** `undefined` when it has no boolean `status`, which breaks the protocol. */
  readonly status: boolean | undefined;
  readonly errorCode: string;
  readonly errorDescr?: string;
}

/**
 * A parsed reply of the main connection, before its `returnData` is read.
 * @example {"status":true,"returnData":{"version":"2.4.15"},"customTag":"my_login_command_id"}
 * @example {"status":false,"errorCode":"BE001","errorDescr":"Invalid price"}
 * @see XAPI 2.5.0, Output data format
 */
export interface MainReply extends ReplyHead {
  /** The `customTag` of the request it answers; absent when the venue sent none. */
  readonly tag?: string;
  readonly returnData: unknown;
  /** What was read of `returnData` straight from the text; there is neither `returnData` nor `body` then. */
  readonly cut?: unknown;
  /** The whole reply: login puts its fields beside `status`. */
  readonly body: unknown;
  /** Whether it nests too deep to be read. */
  readonly isTooDeep: boolean;
}

/** Names of the records that the stream sends. */
export type StreamCommand = keyof StreamRecords;

/** A tick: the parsed frame itself, whose `data` is also its own raw form. */
export interface TickFrame {
  readonly command: 'tickPrices';
  readonly data: StreamRecords['tickPrices'];
}

type RecordFrame<C extends StreamCommand> = {
  readonly command: C;
  readonly data: StreamRecords[C];
  /** `data` as it came. */
  readonly raw: unknown;
};

/** What one value of the stream means. */
export type StreamFrame =
  | TickFrame
  | { [C in Exclude<StreamCommand, 'tickPrices'>]: RecordFrame<C> }[Exclude<StreamCommand, 'tickPrices'>]
  /** A bare status without a command: `true` says nothing, `false` is an error that names no request. */
  | ({ readonly command: 'status'; readonly ok: boolean } & Omit<ReplyHead, 'status'>)
  /** A command that this SDK does not know. */
  | { readonly command: 'unknown'; readonly value: unknown };

/** Where the name of the command begins in a frame written without spaces. */
const NAME_AT = '{"command":"'.length;
const LETTER_T = 0x74;
const LETTER_I = 0x69;

const readLogin = readerOf(loginReply);

const streamReaders: { readonly [C in StreamCommand]: Reader<StreamRecords[C]> } = {
  balance: readerOf(streamSchemas.balance),
  candle: readerOf(streamSchemas.candle),
  keepAlive: readerOf(streamSchemas.keepAlive),
  news: readerOf(streamSchemas.news),
  profit: readerOf(streamSchemas.profit),
  tickPrices: readerOf(streamSchemas.tickPrices),
  trade: readerOf(streamSchemas.trade),
  tradeStatus: readerOf(streamSchemas.tradeStatus),
};

const commandSpelling = codeSpelling(...(Object.keys(streamReaders) as StreamCommand[]));

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads the envelope of a reply. Integers that a double cannot hold become strings.
 * @throws ProtocolError when the text is no JSON
 */
export function readReply(text: string, readerOf?: Parameters<typeof replySteps>[1]): MainReply {
  return atOnce(replySteps(text, readerOf));
}

/** What a success with a tag is written in. */
const SUCCESS_HEAD = '{"status":true,"returnData":';
const SUCCESS_TAIL = /,"customTag":"([ -!#-[\]-~]{1,200})"\}$/;
/** The tail begins within so many characters before the end. */
const TAIL_WITHIN = 256;

/**
 * The same in steps, for a large reply.
 * @param readerOf - reads the `returnData` of a success from its text, by the tag of the reply
 * @throws ProtocolError when the text is no JSON
 */
export function* replySteps(
  text: string,
  readerOf?: (tag: string) => TextReader<unknown> | undefined,
): Steps<MainReply> {
  if (readerOf !== undefined && text.startsWith(SUCCESS_HEAD)) {
    const [tail = '', tag = ''] = SUCCESS_TAIL.exec(text.slice(-TAIL_WITHIN)) ?? [];
    const read = readerOf(tag);
    const cut = read && (yield* read(text, SUCCESS_HEAD.length, text.length - tail.length));
    if (cut !== undefined) {
      return {
        status: true,
        errorCode: '',
        tag,
        cut,
        returnData: undefined,
        body: undefined,
        isTooDeep: false,
      };
    }
  }
  const parsed = yield* parseSteps(text);
  if (parsed === undefined) throw noJsonError(text);
  const { value: body, isTooDeep } = parsed;
  const fields = isObject(body) ? body : {};
  const tag = fields['customTag'];
  return {
    ...readHead(fields),
    returnData: fields['returnData'],
    body,
    isTooDeep,
    ...(typeof tag === 'string' || typeof tag === 'number' ? { tag: String(tag) } : {}),
  };
}

/** Only the status decides; what describes an error may be absent or of any type. */
function readHead({ status, errorCode, errorDescr }: Record<string, unknown>): ReplyHead {
  return {
    status: typeof status === 'boolean' ? status : undefined,
    errorCode: typeof errorCode === 'string' || typeof errorCode === 'number' ? String(errorCode) : '',
    ...(typeof errorDescr === 'string' ? { errorDescr } : {}),
  };
}

/** The `streamSessionId` of an answer to login; absent when the venue gave none. */
export function readLoginReply(body: unknown): string | undefined {
  const { streamSessionId } = readLogin(body);
  return streamSessionId == null ? undefined : String(streamSessionId);
}

/**
 * Reads one value of the stream.
 *
 * Ticks written in the usual way take a short cut: one parse, one check, and the parsed object itself is handed on.
 * @throws ProtocolError when the text is no JSON
 * @throws RecordMismatch when a record breaks its schema; the connection stays usable
 */
export function readStreamFrame(text: string): StreamFrame {
  // Two letters are a hint, and cheaper than comparing the start: the parsed command decides.
  if (text.charCodeAt(NAME_AT) === LETTER_T && text.charCodeAt(NAME_AT + 1) === LETTER_I) {
    const tick = readTick(text);
    if (tick !== undefined) return tick;
  }
  const limit = frameLimit(text);
  if (limit !== undefined) throw new RecordMismatch('', limit.rule, limit.values);
  const value = parseJson(text);
  if (!isObject(value)) throw new RecordMismatch('', 'expected an object');
  const { command, data } = value;
  const known = typeof command === 'string' ? commandSpelling(command) : undefined;
  if (known !== undefined) return readRecord(known, data);
  if (command === undefined) {
    const { status, ...error } = readHead(value);
    if (status !== undefined) return { command: 'status', ok: status, ...error };
    if (Object.keys(value).length === 0) throw new RecordMismatch('command', 'is missing');
  }
  return { command: 'unknown', value };
}

/** The parsed frame as it is; `undefined` sends it the long way, which also names what is wrong with it. */
function readTick(text: string): TickFrame | undefined {
  if (canBeTooDeep(text)) return undefined;
  let frame: TickFrame;
  try {
    // Without the search for long integers: the check refuses every number beyond 2^53.
    frame = JSON.parse(text) as TickFrame;
  } catch {
    return undefined;
  }
  return frame.command === 'tickPrices' && checkStreamingTickRecord(frame.data) ? frame : undefined;
}

function readRecord<C extends StreamCommand>(command: C, data: unknown): StreamFrame {
  const record = readBelow('data', streamReaders[command] as Reader<unknown>, data);
  return { command, data: record, raw: data } as unknown as StreamFrame;
}
