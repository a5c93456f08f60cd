import { HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { BrokerError, isBrokerError } from '../../../src/errors';
import type { ChpClient } from '../../../src/venues/chp/client/client';
import {
  ChpError,
  ChpFailedError,
  ChpMissingFieldError,
  ChpNotJsonError,
} from '../../../src/venues/chp/errors';
import { fixture } from './fixture';
import { everything, failure, newClient, SECRETS, useChpServer } from './server';

const { answers } = useChpServer();
const { password, token } = SECRETS;

const LIFE: readonly [string, (client: ChpClient) => Promise<unknown>][] = [
  ['connect', (client) => client.connect()],
  ['reconnect', (client) => client.reconnect()],
  ['disconnect', (client) => client.disconnect()],
];
const DATA: readonly [string, (client: ChpClient) => Promise<unknown>][] = [
  ['getSymbols', (client) => client.getSymbols()],
  ['updateQuote', (client) => client.updateQuote()],
  ['updateOrder', (client) => client.updateOrder()],
  [
    'cancelOrder',
    (client) => client.cancelOrder({ portfolio: 'ST123456-MO-01', symbol: 'GAZP', orderid: '1' }),
  ],
];
const ALL = [...LIFE, ...DATA];

// "ChpClient выкидывает 3 вида исключений, все они унаследованы от ChpError"
describe('not JSON', () => {
  // "Сервер выкинул не json"
  it.each(ALL)('default: %s, the sample of the document', async (_, call) => {
    const html = fixture('not-json').value as unknown as string;
    answers(html);
    const error = await failure(call(newClient()));
    expect(error).toBeInstanceOf(ChpNotJsonError);
    expect(error).toBeInstanceOf(ChpError);
    expect(error).toMatchObject({
      name: 'ChpNotJsonError',
      message: 'Пришел не json',
      kind: 'notJson',
      status: 200,
      sent: true,
      venue: 'chp',
      respData: html,
    });
  });

  it.each([
    ['an empty body', () => HttpResponse.text('')],
    ['half of an answer', () => HttpResponse.text('{"result":tr')],
    ['two answers', () => HttpResponse.text('{"result":true}{"result":true}')],
    ['a page of a proxy', () => HttpResponse.html('<html>502</html>', { status: 502 })],
  ])('error: %s', async (_, answer) => {
    answers(answer);
    const error = await failure(newClient().connect());
    expect(error).toMatchObject({ name: 'ChpNotJsonError', retryable: (error['status'] as number) >= 500 });
  });

  it('behavior: a byte order mark is no part of the JSON', async () => {
    answers(() => HttpResponse.text('\ufeff{"result":true,"data":[]}'));
    expect(await newClient().updateQuote()).toEqual([]);
  });
});

describe('a missing field', () => {
  // "В JSON нет поля `result` или `data`"
  it.each(LIFE)('default: %s, the sample of the document', async (_, call) => {
    const sample = fixture('connect-without-result').value;
    answers(sample);
    const error = await failure(call(newClient()));
    expect(error).toBeInstanceOf(ChpMissingFieldError);
    expect(error).toMatchObject({
      message: 'У ответа сервера нет поля result',
      kind: 'missingField',
      field: 'result',
      respData: sample,
    });
  });

  it.each(DATA)('default: %s looks for data first, then for result', async (_, call) => {
    const client = newClient();
    for (const [answer, field] of [
      [{ method: 'X' }, 'data'],
      [{ method: 'X', result: true }, 'data'],
      [{ method: 'X', data: [] }, 'result'],
      [[], 'data'],
      ['null', 'data'],
      ['"text"', 'data'],
    ] as const) {
      answers(answer);
      const error = await failure(call(client));
      expect(error).toMatchObject({ kind: 'missingField', message: `У ответа сервера нет поля ${field}` });
    }
  });

  it('behavior: an inherited name is no field', async () => {
    answers('{"__proto__":{"result":true,"data":[]}}');
    expect(await failure(newClient().updateQuote())).toMatchObject({ field: 'data' });
  });
});

describe('a refusal', () => {
  // "В поле `result` false"
  it.each(ALL)('default: %s, the sample of the document', async (_, call) => {
    const sample = fixture('connect-failed-answer').value;
    answers(sample);
    const error = await failure(call(newClient()));
    expect(error).toBeInstanceOf(ChpFailedError);
    expect(error).toMatchObject({
      message: 'Error #3',
      kind: 'failed',
      reason: 'Error #3',
      additional: 'Не удалось подключиться к серверу',
      dataError: [{ method: 'Connect', reason: 'Error #2', additional: 'Вы уже авторизованы в системе.' }],
      respData: sample,
      retryable: false,
    });
  });

  it.each(ALL)('behavior: %s reads errorData too', async (_, call) => {
    const sample = fixture('listen-quotes-failed-answer').value;
    answers(sample);
    const error = await failure(call(newClient()));
    expect(error).toMatchObject({
      message: 'Error #12',
      additional: 'Ошибка ListenQuotes',
      dataError: sample['errorData'],
      errorData: sample['errorData'],
    });
  });

  it('behavior: other cases of the keys, and odd parts', async () => {
    answers({ Method: 'X', RESULT: false, Reason: 'Error #5', DataError: [{ Reason: 'Error #6' }, null, 5] });
    expect(await failure(newClient().connect())).toMatchObject({
      message: 'Error #5',
      dataError: [{ reason: 'Error #6' }, {}, {}],
    });
    answers({ result: false, reason: 7, dataError: 'none' });
    const bare = await failure(newClient().connect());
    expect(bare).toMatchObject({ kind: 'failed', dataError: [] });
    expect(bare).not.toHaveProperty('reason');
  });

  it.each([['"true"'], ['1'], ['null'], ['"false"'], ['0']])(
    'error: a result of %s proves nothing',
    async (result) => {
      answers(`{"result":${result},"data":[]}`);
      for (const [, call] of ALL) {
        expect(await failure(call(newClient()))).toMatchObject({ name: 'ProtocolError', path: 'result' });
      }
    },
  );

  it('error: data that is no list', async () => {
    answers({ result: true, data: null });
    expect(await failure(newClient().updateQuote())).toMatchObject({ name: 'ProtocolError', path: 'data' });
  });
});

describe('secrets', () => {
  const echo = { login: 'user_login', password, token };
  it.each([
    ['not JSON', `<h1>${password} ${token}</h1>`],
    ['a missing field', { data: [echo] }],
    [
      'a refusal',
      {
        result: false,
        reason: `Error ${password}`,
        additional: `${token}: вход`,
        dataParam: [echo],
        dataError: [{ reason: token, additional: password, message: `${password}${token}` }],
      },
    ],
    ['a broken answer', { result: password, data: [echo] }],
  ])('behavior: %s shows none of them', async (_, answer) => {
    answers(answer);
    const error = await failure(newClient().connect());
    const shown = everything(error);
    expect(shown).not.toContain(password);
    expect(shown).not.toContain(token);
  });

  it('behavior: the getter gives the answer as it came, which shows none of them either', async () => {
    const answer = { result: false, reason: 'Error #3', dataParam: [echo] };
    answers(answer);
    const { respData } = (await failure(newClient().connect())) as unknown as ChpError;
    expect(respData).toEqual(answer);
    expect((respData as typeof answer).dataParam[0]?.password).toBe(password);
    expect(everything(respData)).not.toContain(password);
  });

  it('behavior: the errors are recognised by their brand', async () => {
    answers('x');
    const error = await failure(newClient().connect());
    expect(isBrokerError(error)).toBe(true);
    expect(error).toBeInstanceOf(BrokerError);
    expect(Object.keys(error)).not.toContain('respData');
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ name: 'ChpNotJsonError', kind: 'notJson' });
  });
});
