import { afterEach, beforeEach, expect, test } from 'vitest';
import { settle } from '../raw-client';
import { ChpHarness, LIMIT_BUY, PORTFOLIO } from './harness';

let venue: ChpHarness;
beforeEach(async () => {
  venue = await ChpHarness.connected();
  await venue.data('ListenPortfolio', { portfolio: PORTFOLIO });
});
afterEach(() => venue.close());

const executed = (): number => venue.emulator.orders.executed.length;
const requests = (): number => venue.emulator.orders.requests.length;

test('behavior: html and status answer instead of the envelope, before or after execution', async () => {
  const { faults } = venue.emulator;
  faults.html(200, { times: 1 });
  const page = await venue.raw('GetSymbols');
  expect([page.status, page.text.startsWith('<!DOCTYPE html>')]).toEqual([200, true]);
  faults.html(502, { command: 'PlaceOrder', times: 1 });
  await venue.data('GetPortfolioList');
  expect((await venue.raw('PlaceOrder', LIMIT_BUY)).status).toBe(502);
  expect(executed()).toBe(0);
  faults.status(502, { applied: true }, { command: 'PlaceOrder', times: 1 });
  expect((await venue.raw('PlaceOrder', LIMIT_BUY)).status).toBe(502);
  expect(executed()).toBe(1);
  faults.redirect('http://127.0.0.1:1/', { times: 1 });
  const moved = await venue.raw('GetSymbols');
  expect([moved.status, moved.headers['location']]).toEqual([302, 'http://127.0.0.1:1/']);
});

test('behavior: applyThenDrop executes, dropBeforeApply does not; both lose the answer', async () => {
  const { faults } = venue.emulator;
  faults.applyThenDrop('PlaceOrder');
  await expect(venue.raw('PlaceOrder', LIMIT_BUY)).rejects.toThrow();
  expect(executed()).toBe(1);
  faults.dropBeforeApply('PlaceOrder');
  await expect(venue.raw('PlaceOrder', { ...LIMIT_BUY, cookie: 13 })).rejects.toThrow();
  expect(executed()).toBe(1);
  faults.applyThenDrop('PlaceOrder', { drop: 'reply' });
  const unanswered = venue.raw('PlaceOrder', { ...LIMIT_BUY, cookie: 14 });
  await settle(() => executed() === 2);
  faults.reset();
  await expect(unanswered).rejects.toThrow();
});

test('behavior: delayApply acknowledges an order now and executes it later', async () => {
  venue.emulator.faults.delayApply('PlaceOrder', 5000);
  await venue.data('PlaceOrder', LIMIT_BUY);
  expect((await venue.data('UpdateOrder')).map(({ state }) => state)).toEqual([0, 1]);
  expect(executed()).toBe(0);
  venue.clock.advanceSync(5000);
  expect((await venue.data('UpdateOrder')).map(({ state }) => state)).toEqual([2]);
  expect(executed()).toBe(1);
});

test('behavior: latency, delayApply and freeze hold answers back on the clock of the emulator', async () => {
  const { faults } = venue.emulator;
  const late = async (arrange: () => void, lift: () => unknown): Promise<void> => {
    arrange();
    const before = requests();
    let done = false;
    const call = venue.raw('GetPortfolioList').then(() => {
      done = true;
    });
    await settle(() => requests() > before || venue.clock.pendingTimers > 0 || faults.holds('main'));
    expect(done).toBe(false);
    lift();
    await call;
  };
  await late(
    () => faults.latency(300, { times: 1 }),
    () => venue.clock.advanceSync(300),
  );
  await late(
    () => faults.delayApply('GetPortfolioList', 300),
    () => venue.clock.advanceSync(300),
  );
  await late(
    () => faults.freeze(),
    () => faults.thaw(),
  );
  await late(
    () => faults.hangHandshake(),
    () => faults.clear(),
  );
});

test('behavior: fail answers with an error, executed or not', async () => {
  const { faults } = venue.emulator;
  faults.fail('PlaceOrder', 'Error #99', { errorDescr: 'Внутренняя ошибка', applied: true });
  expect(await venue.call('PlaceOrder', LIMIT_BUY)).toMatchObject({
    ...{ method: 'PlaceOrder', result: false, reason: 'Error #99', additional: 'Внутренняя ошибка' },
  });
  expect(executed()).toBe(1);
  faults.fail('GetSymbols', 'Error #3');
  expect(await venue.call('GetSymbols')).toMatchObject({ reason: 'Error #3' });
});

test('behavior: envelopes lose and gain members, bodies are padded, cut, corrupted and sliced', async () => {
  const { faults } = venue.emulator;
  faults.envelope({ omit: ['result'], add: { extra: 1 } });
  expect(Object.keys(await venue.call('GetPortfolioList'))).toEqual(['method', 'data', 'extra']);
  faults.giantBody(1_000_000);
  const giant = await venue.raw('GetPortfolioList');
  expect(giant.text.length).toBe(1_000_000);
  expect(JSON.parse(giant.text)).toMatchObject({ result: true });
  faults.truncate(20);
  expect((await venue.raw('GetPortfolioList')).text).toBe('{"method":"GetPortfo');
  faults.corrupt(3);
  expect(() => JSON.parse('{}')).not.toThrow();
  expect((await venue.raw('GetPortfolioList')).text.charCodeAt(3)).toBe(1);
  faults.rewrite('GetPortfolioList', (text) => text.replace('"result":true', '"result":"yes"'));
  expect(await venue.call('GetPortfolioList')).toMatchObject({ result: 'yes' });
  faults.slice(7, { times: 1 });
  expect(await venue.data('GetPortfolioList')).toHaveLength(1);
  faults.unknownEnum();
  expect(await venue.data('GetPortfolioList')).toMatchObject([
    { portfolioStatus: 77, unknownField: 'новое' },
  ]);
});

test('behavior: hang sends a part of the answer and nothing more', async () => {
  const { faults } = venue.emulator;
  faults.hang(10);
  const hanging = venue.raw('GetSymbols');
  const before = requests();
  await settle(() => requests() > before);
  faults.reset();
  await expect(hanging).rejects.toThrow();
});

test('behavior: duplicate repeats the items of a poll, dropEvent loses them', async () => {
  const { faults } = venue.emulator;
  await venue.data('ListenTicks', { symbol: 'GAZP' });
  faults.duplicate('AddTick');
  venue.emulator.market.setPrice('GAZP', 164, 164.02);
  const [first, second] = await venue.data('AddTick');
  expect(second).toEqual(first);
  faults.dropEvent('AddTick');
  venue.emulator.market.setPrice('GAZP', 165, 165.02);
  expect(await venue.data('AddTick')).toEqual([]);
  expect(await venue.data('AddTick')).toEqual([]);
});

test('behavior: refuse and accept keep the port; reset and closeAll end connections', async () => {
  const { faults } = venue.emulator;
  faults.refuse();
  faults.reset();
  await settle(() => venue.emulator.connections().length === 0);
  await expect(venue.raw('GetPortfolioList')).rejects.toThrow();
  await faults.accept();
  await venue.data('GetPortfolioList');
  expect(venue.emulator.connections()).toMatchObject([
    { side: 'main', transport: 'http', address: '127.0.0.1' },
  ]);
  faults.closeAll();
  await settle(() => venue.emulator.connections().length === 0);
});
