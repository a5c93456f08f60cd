import { describe, expect, it } from 'vitest';
import type { ChpClient } from '../../../src/venues/chp/client/client';
import { fixture } from './fixture';
import { everything, failure, newClient, SECRETS, type Seen, useChpServer } from './server';

const { answers, seen } = useChpServer();

type List = 'listeningQuotes' | 'listeningTicks' | 'listeningBidAsk' | 'listeningPortfolios';
type Listen = 'listenQuotes' | 'listenTicks' | 'listenBidAsks' | 'listenPortfolio';
type Cancel = 'cancelQuotes' | 'cancelTicks' | 'cancelBidAsks' | 'cancelPortfolio';

// "ListenTicks: Аналогично ListenQuotes", "CancelTicks: Аналогично CancelQuotes", and so on.
const FEEDS: readonly [List, Listen, Cancel, string, string, string][] = [
  [
    'listeningQuotes',
    'listenQuotes',
    'cancelQuotes',
    'Instruments/ListenQuotes',
    'Instruments/CancelQuotes',
    'symbol',
  ],
  [
    'listeningTicks',
    'listenTicks',
    'cancelTicks',
    'Instruments/ListenTicks',
    'Instruments/CancelTicks',
    'symbol',
  ],
  [
    'listeningBidAsk',
    'listenBidAsks',
    'cancelBidAsks',
    'Instruments/ListenBidAsks',
    'Instruments/CancelBidAsks',
    'symbol',
  ],
  [
    'listeningPortfolios',
    'listenPortfolio',
    'cancelPortfolio',
    'AccountInformation/ListenPortfolio',
    'AccountInformation/CancelPortfolio',
    'portfolio',
  ],
];
const LISTS = FEEDS.map(([list]) => list);

const listened = fixture('listen-quotes-answer').value;
const refused = fixture('listen-quotes-failed-answer').value;

describe.each(FEEDS)('%s', (list, listen, cancel, listenUrn, cancelUrn, key) => {
  const sent = () => seen.map(({ path, body }) => [path, body]);
  const body = (name: string) => ({ token: SECRETS.token, [key]: name });

  it('default: listening to one name, and to several', async () => {
    answers(listened);
    const client = newClient();
    // "chp.ListenQuotes('SBER') # Ok": "словарь в формате {'symbol': 'ответ сервера'}"
    expect({ ...(await client[listen]('SBER')) }).toEqual({ SBER: listened });
    expect({ ...(await client[listen](['GAZP', 'LKOH', 'GAZP'])) }).toEqual({
      GAZP: listened,
      LKOH: listened,
    });
    expect(sent()).toEqual(['SBER', 'GAZP', 'LKOH'].map((name) => [`/${listenUrn}`, body(name)]));
    // "если в ответе на подписку в поле result было True, она добавлена"
    expect(client[list]).toEqual(['SBER', 'GAZP', 'LKOH']);
  });

  it('behavior: only result true changes the list', async () => {
    const client = newClient();
    const replies: Record<string, unknown> = {
      GAZP: listened,
      SBER: refused,
      LKOH: { method: 'X' },
      ROSN: { result: 'true' },
    };
    answers((request: Seen) => replies[String(request.body[key])]);
    // "если в поле result было False или поля result не было, она не добавлена"
    expect({ ...(await client[listen](Object.keys(replies))) }).toEqual(replies);
    expect(client[list]).toEqual(['GAZP']);
    answers(refused);
    await client[cancel]('GAZP');
    expect(client[list]).toEqual(['GAZP']);
  });

  it('default: cancelling one name, several, and all', async () => {
    const done = { method: 'X', result: true };
    answers(done);
    const client = newClient();
    client[list] = ['A', 'B', 'C', 'D'];
    // "она удалена из listening_quotes"
    expect({ ...(await client[cancel]('A')) }).toEqual({ A: done });
    expect(client[list]).toEqual(['B', 'C', 'D']);
    await client[cancel](['B']);
    // "пустое (не переданы параметры) - отправит запрос на отписку от всех"
    expect({ ...(await client[cancel]()) }).toEqual({ C: done, D: done });
    expect(sent()).toEqual(['A', 'B', 'C', 'D'].map((name) => [`/${cancelUrn}`, body(name)]));
    expect(client[list]).toEqual([]);
    expect({ ...(await client[cancel]()) }).toEqual({});
    expect(seen).toHaveLength(4);
  });

  it('error: an answer that is no JSON', async () => {
    // "Выкидывает исключение ChpError если результат не приводится в JSON"
    answers((request: Seen) => (request.body[key] === 'SBER' ? '<h1> это не json </h1>' : listened));
    const client = newClient();
    for (const call of [client[listen](['GAZP', 'SBER', 'LKOH']), client[cancel]('SBER')]) {
      expect(await failure(call)).toMatchObject({ name: 'ChpNotJsonError', message: 'Пришел не json' });
    }
    // What was done before stays done, what comes after is not tried.
    expect(client[list]).toEqual(['GAZP']);
    expect(seen).toHaveLength(3);
  });

  it.each([[null], [[]], [''], [' SBER'], ['A\nB'], [5], [['SBER', 5]], [{}]])(
    'error: %j is no name',
    async (names) => {
      answers(listened);
      const client = newClient();
      for (const call of [client[listen](names as never), client[cancel](names as never)]) {
        expect(await failure(call)).toMatchObject({ name: 'ValidationError', sent: false });
      }
      expect(seen).toEqual([]);
    },
  );

  it('error: listening to nothing', async () => {
    const call = (newClient()[listen] as unknown as () => Promise<unknown>).call(newClient());
    expect(await failure(call)).toMatchObject({ name: 'ValidationError' });
  });

  it('error: an answer that is no object', async () => {
    answers('null');
    expect(await failure(newClient()[listen]('SBER'))).toMatchObject({ name: 'ProtocolError', sent: true });
  });

  it('behavior: a name like __proto__ is safe', async () => {
    answers(listened);
    const client = newClient();
    const result = await client[listen](['__proto__', 'constructor']);
    expect(Object.keys(result)).toEqual(['__proto__', 'constructor']);
    expect(Object.entries(result)[0]).toEqual(['__proto__', listened]);
    expect(Object.getPrototypeOf(result)).toBeNull();
    expect(client[list]).toEqual(['__proto__', 'constructor']);
  });

  it('behavior: a token in an answer is not shown', async () => {
    answers({ ...refused, dataParam: [{ symbol: 'SBER', token: SECRETS.token }] });
    const result = await newClient()[listen]('SBER');
    expect(result['SBER']?.dataParam).toEqual([{ symbol: 'SBER', token: SECRETS.token }]);
    expect(everything(result)).not.toContain(SECRETS.token);
    expect(everything(result)).toContain('Подписка на SBER уже оформлена.');
  });
});

describe('lists', () => {
  const set = (client: ChpClient, list: List, value: unknown) => {
    (client as unknown as Record<string, unknown>)[list] = value;
  };

  it.each(LISTS)('default: %s is read as a copy, written with an array, cleared', (list) => {
    const client = newClient();
    expect(client[list]).toEqual([]);
    // "chp.listening_quotes = ['GAZP'] # Ok"
    const given = ['GAZP'];
    client[list] = given;
    given.push('SBER');
    client[list].push('LKOH');
    expect(client[list]).toEqual(['GAZP']);
    // "При удалении список очищается"
    client[list] = [];
    expect(client[list]).toEqual([]);
  });

  // "chp.listening_quotes = 'GAZP' # Error": "тип передаваемого значения должен быть список"
  it.each(
    LISTS.flatMap((list) => ['GAZP', null, undefined, {}, [''], [5]].map((value) => [list, value] as const)),
  )('error: %s takes no %j', (list, value) => {
    const client = newClient();
    client[list] = ['SBER'];
    expect(() => set(client, list, value)).toThrow(
      expect.objectContaining({ name: 'ValidationError', field: expect.stringContaining(list) }),
    );
    expect(client[list]).toEqual(['SBER']);
  });
});
