import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordMismatch } from '../../../src/adapter/schema/reader';
import { readLoginReply, readReply, readStreamFrame } from '../../../src/venues/xapi/client/codec';
import { fixture } from './fixture';

const tick = fixture('stream-tick-record').value as { command: string; data: Record<string, unknown> };

describe('replies', () => {
  it('default: a reply with its tag, data and status', () => {
    expect(readReply('{"status":true,"returnData":{"version":"2.4.15"},"customTag":"t1"}')).toMatchObject({
      status: true,
      tag: 't1',
      returnData: { version: '2.4.15' },
      errorCode: '',
    });
  });

  it('default: an error', () => {
    const reply = readReply(JSON.stringify(fixture('error-reply').value));
    expect(reply).toMatchObject({ status: false, errorCode: 'E123', errorDescr: 'Error description' });
    expect(reply).not.toHaveProperty('tag');
  });

  it('default: login, with the id as a string, a number, or not at all', () => {
    expect(readLoginReply(fixture('login-reply').value)).toBe('8469308861804289383');
    expect(readLoginReply(readReply('{"status":true,"streamSessionId":8469308861804289383}').body)).toBe(
      '8469308861804289383',
    );
    expect(readLoginReply({ status: true })).toBeUndefined();
    expect(readLoginReply({ status: true, streamSessionId: null })).toBeUndefined();
  });

  it('behavior: a number for a tag, spaces and line breaks do not matter', () => {
    expect(readReply('{\n  "customTag" : 17,\n  "status" : true\n}')).toMatchObject({
      tag: '17',
      status: true,
    });
  });

  it('behavior: long integers keep their digits', () => {
    expect(readReply('{"status":true,"returnData":{"order":9223372036854775807}}').returnData).toEqual({
      order: '9223372036854775807',
    });
  });

  it.each([
    '{"returnData":{}}',
    '{"status":"true"}',
    '{"status":1}',
    '{"status":null}',
    '{}',
    '[]',
    '[{"status":true}]',
  ])('error: %s has no status', (text) => {
    expect(readReply(text).status).toBeUndefined();
  });

  it('behavior: what describes an error may be missing or odd', () => {
    expect(readReply('{"status":false}')).toMatchObject({ status: false, errorCode: '' });
    expect(readReply('{"status":false,"errorCode":7,"errorDescr":{}}')).toMatchObject({ errorCode: '7' });
    expect(readReply('{"status":false,"errorCode":null,"errorDescr":null}')).toMatchObject({ errorCode: '' });
  });

  it('error: text that is no JSON', () => {
    expect(() => readReply('{"status":tru}')).toThrow(expect.objectContaining({ name: 'ProtocolError' }));
  });
});

describe('stream frames', () => {
  it('default: a tick is handed on as it was parsed', () => {
    const frame = readStreamFrame(JSON.stringify(tick));
    expect(frame).toEqual(tick);
    expect(Object.keys(frame)).toEqual(['command', 'data']);
  });

  it('behavior: a tick in any other shape gives the same record', () => {
    const { command, data } = tick;
    for (const text of [
      JSON.stringify(tick, null, 2),
      JSON.stringify({ data, command }),
      `{"command":"tickPrices", "data":${JSON.stringify(data)}}`,
      JSON.stringify({ command, data: { ...data, future: 1 } }),
    ]) {
      const frame = readStreamFrame(text);
      expect(frame).toMatchObject({ command: 'tickPrices', data });
    }
  });

  it('behavior: a second command inside the frame decides, as in any JSON', () => {
    expect(
      readStreamFrame('{"command":"tickPrices","data":{"timestamp":1},"command":"keepAlive"}'),
    ).toMatchObject({
      command: 'keepAlive',
      data: { timestamp: 1 },
    });
  });

  it('behavior: ids become strings, the raw object stays', () => {
    const frame = readStreamFrame(JSON.stringify(fixture('stream-profit-record').value));
    expect(frame).toMatchObject({
      command: 'profit',
      data: { order: '7497776', order2: '7497777', position: '7497776' },
      raw: { order: 7497776 },
    });
    const long = readStreamFrame(
      '{"command":"tradeStatus","data":{"customComment":null,"message":null,"order":9007199254740993,"price":null,"requestStatus":3}}',
    );
    expect(long).toMatchObject({ data: { order: '9007199254740993' } });
  });

  it('default: status frames name no command', () => {
    expect(readStreamFrame('{"status":true}')).toEqual({ command: 'status', ok: true, errorCode: '' });
    expect(readStreamFrame('{"status":false,"errorCode":"BE117","errorDescr":"Invalid token"}')).toEqual({
      command: 'status',
      ok: false,
      errorCode: 'BE117',
      errorDescr: 'Invalid token',
    });
  });

  it.each([
    '{"command":"future","data":1}',
    '{"command":"toString","data":1}',
    '{"hello":1}',
    '{"command":5}',
  ])('behavior: %s is unknown, and kept', (text) => {
    expect(readStreamFrame(text)).toEqual({ command: 'unknown', value: JSON.parse(text) });
  });

  it('error: a record against its schema names the field', () => {
    const bad = (data: unknown) => () => readStreamFrame(JSON.stringify({ command: 'tickPrices', data }));
    expect(bad({ ...tick.data, bid: '1' })).toThrow(expect.objectContaining({ path: 'data.bid' }));
    expect(bad({ ...tick.data, bidVolume: 2 ** 60 })).toThrow(
      expect.objectContaining({ path: 'data.bidVolume' }),
    );
    expect(bad(undefined)).toThrow(expect.objectContaining({ path: 'data' }));
    expect(bad([])).toThrow(RecordMismatch);
    expect(() => readStreamFrame('[1]')).toThrow(RecordMismatch);
  });

  it('error: text that is no JSON', () => {
    for (const text of ['{"command":"tickPrices"', '{"command":"tickPrices","data":}', '{x}']) {
      expect(() => readStreamFrame(text)).toThrow(expect.objectContaining({ name: 'ProtocolError' }));
    }
  });

  it('behavior: no text whatever makes it throw anything else', () => {
    const piece = fc.oneof(
      fc.json(),
      fc.string(),
      fc.string().map((text) => `{"command":"tickPrices"${text}`),
      fc.jsonValue().map((data) => JSON.stringify({ command: 'trade', data })),
      fc.jsonValue().map((status) => JSON.stringify({ status })),
    );
    fc.assert(
      fc.property(piece, (text) => {
        for (const read of [readStreamFrame, readReply]) {
          try {
            read(text);
          } catch (error) {
            expect(error instanceof RecordMismatch || (error as Error).name === 'ProtocolError').toBe(true);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});
