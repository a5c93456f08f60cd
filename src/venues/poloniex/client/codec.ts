import { codeSpelling, isCode } from '../../../adapter/schema/codes';
import { RecordMismatch, readBelow } from '../../../adapter/schema/reader';
import { parseJson } from '../../../transport/json/integers';
import { frameLimit } from '../../../transport/json/limits';
import type { PoloniexAcknowledgement, PoloniexCandleChannel, PoloniexSocketCancel } from '../types/stream';
import { frameAction } from '../wire/codes';
import {
  type ChannelKind,
  type ChannelRows,
  type RowReader,
  readAcknowledgement,
  readAuthentication,
  readOrderEntryRows,
  rowReader,
} from '../wire/stream-readers';

/** The rows of a frame that break their schema. */
export interface RowFault {
  /** Of the first one, with the count of all; its path begins with the index of the row. */
  readonly mismatch: RecordMismatch;
  readonly row: unknown;
}

interface RowsFrame<K extends string, R, C extends string> {
  readonly kind: K;
  readonly channel: C;
  /** The rows that are valid; mostly the parsed objects themselves. */
  readonly rows: readonly R[];
  /** `snapshot` or `update` where the channel has an action, else empty. */
  readonly action: string;
  /** Absent when every row is valid. */
  readonly fault: RowFault | undefined;
  /** The venue's own objects of `rows`, where they were asked for. */
  readonly raws: readonly unknown[] | undefined;
}

/** Rows of a channel. */
export type ChannelFrame = {
  [K in ChannelKind]: RowsFrame<K, ChannelRows[K], K extends 'candles' ? PoloniexCandleChannel : K>;
}[ChannelKind];

/** An answer to a command that names what it answers by its `key`. */
export type CommandAnswer =
  | {
      readonly kind: 'acknowledgement';
      /** `subscribe ticker` */
      readonly key: string;
      readonly acknowledgement: PoloniexAcknowledgement;
    }
  | { readonly kind: 'unsubscribedAll'; readonly key: 'unsubscribe_all' }
  | {
      readonly kind: 'subscriptions';
      readonly key: 'list_subscriptions';
      readonly subscriptions: readonly string[];
    }
  | { readonly kind: 'auth'; readonly key: 'auth'; readonly success: boolean; readonly message?: string };

/** An answer of order entry. */
export interface OrderEntryAnswer {
  readonly kind: 'orderEntry';
  readonly id: string;
  readonly rows: readonly PoloniexSocketCancel[];
  /** The text of an error that is about the whole request. */
  readonly refusal: string | undefined;
  /** Why the rows cannot be read; there are none then. */
  readonly mismatch: RecordMismatch | undefined;
}

/** A frame that belongs to no channel. */
export type ControlFrame =
  | { readonly kind: 'pong' }
  /** Names neither a channel nor a request. */
  | { readonly kind: 'error'; readonly message: string }
  | CommandAnswer
  | OrderEntryAnswer;

/** What a frame means; `unknown` is one with a channel or an event that this SDK does not know. */
export type PoloniexFrame =
  | ChannelFrame
  | ControlFrame
  | { readonly kind: 'unknown'; readonly value: unknown };

const eventSpelling = codeSpelling('pong', 'error', 'subscribe', 'unsubscribe', 'unsubscribe_all');
/** Most rows of a public frame: the largest honest one is a snapshot of all markets, of which there are about 1,000. */
const MAX_ROWS = 2000;
/**
 * Most rows of a private frame: each is an order or a balance to be worked through. In every capture there is one; an
 * account that refuses one reads its orders and balances anew.
 */
const MAX_PRIVATE_ROWS = 500;
/** Most rows of a frame that may break their schema: naming what is wrong with one takes longer than reading ten. */
const MAX_FAULTS = 50;

/** Whether rows of this kind are about the account. */
export function isPrivate(kind: ChannelKind): boolean {
  return kind === 'orders' || kind === 'balances';
}

/** Tells the rows of a channel from everything else. */
export function isChannelFrame(frame: PoloniexFrame): frame is ChannelFrame {
  return 'rows' in frame && frame.kind !== 'orderEntry';
}

/**
 * Reads a frame. Integers that a double cannot hold become strings. Rows that break their schema are left out, the first
 * is named with the count of them; the others count. A frame of too many rows, or of too many that cannot be read, is
 * refused as a whole.
 *
 * One parse, one check: rows are the parsed objects, brought into their documented form in place.
 * @param keepRaws - copies the venue's own objects before that
 * @throws ProtocolError when the text is no JSON
 * @throws RecordMismatch when the frame itself breaks the protocol
 */
export function readFrame(text: string, keepRaws = false): PoloniexFrame {
  const limit = frameLimit(text);
  if (limit !== undefined) throw new RecordMismatch('', limit.rule, limit.values);
  const value = parseJson(text);
  if (!isObject(value)) throw new RecordMismatch('', 'expected an object');
  const { channel, data } = value;
  if (typeof channel === 'string' && data !== undefined && value['event'] === undefined) {
    const known = rowReader(channel);
    if (known !== undefined) return readRows(known, value, keepRaws);
    if (isCode(channel, 'auth')) return { kind: 'auth', key: 'auth', ...readAuthentication(data) };
    return { kind: 'unknown', value };
  }
  return readControl(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readRows(
  { kind, channel, read }: RowReader,
  frame: Record<string, unknown>,
  keepRaws: boolean,
): ChannelFrame {
  const { action, data } = frame;
  if (!Array.isArray(data)) throw new RecordMismatch('data', 'expected an array');
  const most = isPrivate(kind) ? MAX_PRIVATE_ROWS : MAX_ROWS;
  if (data.length > most) {
    throw new RecordMismatch('data', `must not have more than ${most} rows`, data.length);
  }
  let rows: unknown[] = data;
  let raws: unknown[] | undefined = keepRaws ? data.map(copyOf) : undefined;
  let first: RowFault | undefined;
  const bad = new Set<number>();
  for (let index = 0; index < data.length; index += 1) {
    try {
      data[index] = readBelow(index, read, data[index]);
    } catch (error) {
      if (!(error instanceof RecordMismatch)) throw error;
      first ??= { mismatch: error, row: data[index] };
      bad.add(index);
      if (bad.size > MAX_FAULTS) {
        const { path, rule } = first.mismatch;
        throw new RecordMismatch(`data${path}`, `${rule}, and so on: the frame is refused`, bad.size);
      }
    }
  }
  let fault: RowFault | undefined;
  if (first !== undefined) {
    raws = raws?.filter((_, index) => !bad.has(index));
    rows = data.filter((_, index) => !bad.has(index));
    const { path, rule } = first.mismatch;
    fault = { mismatch: new RecordMismatch(path, rule, bad.size), row: first.row };
  }
  const spelled = typeof action === 'string' ? frameAction(action) : '';
  // The table of readers ties the kind to the type of its rows; the compiler cannot see that.
  return { kind, channel, rows, action: spelled, fault, raws } as ChannelFrame;
}

function copyOf(row: unknown): unknown {
  return isObject(row) ? { ...row } : row;
}

function readControl(value: Record<string, unknown>): PoloniexFrame {
  const { id, subscriptions } = value;
  const event = eventOf(value);
  if (typeof id === 'string' || typeof id === 'number') return readOrderEntry(String(id), value);
  if (event === 'pong') return { kind: 'pong' };
  if (event === 'error') return { kind: 'error', message: textOf(value['message']) };
  if (event === 'subscribe' || event === 'unsubscribe') {
    const acknowledgement = readAcknowledgement({ ...value, event });
    return { kind: 'acknowledgement', key: `${event} ${acknowledgement.channel}`, acknowledgement };
  }
  if (event === 'unsubscribe_all') return { kind: 'unsubscribedAll', key: 'unsubscribe_all' };
  if (Array.isArray(subscriptions)) {
    const names = subscriptions.map((name) => (typeof name === 'string' ? name : JSON.stringify(name)));
    return { kind: 'subscriptions', key: 'list_subscriptions', subscriptions: names };
  }
  return { kind: 'unknown', value };
}

function eventOf({ event }: Record<string, unknown>): ReturnType<typeof eventSpelling> {
  return typeof event === 'string' ? eventSpelling(event) : undefined;
}

function textOf(message: unknown): string {
  return typeof message === 'string' && message !== '' ? message : 'no reason was given';
}

/** The id names the request, so what cannot be read of the answer is an error of that call. */
function readOrderEntry(id: string, value: Record<string, unknown>): OrderEntryAnswer {
  const refusal = eventOf(value) === 'error' ? textOf(value['message']) : undefined;
  const nothing = { kind: 'orderEntry', id, rows: [], refusal, mismatch: undefined } as const;
  if (refusal !== undefined) return nothing;
  try {
    return { ...nothing, rows: readOrderEntryRows(value['data']) };
  } catch (error) {
    if (!(error instanceof RecordMismatch)) throw error;
    return { ...nothing, mismatch: error };
  }
}
