import { expect, test } from 'vitest';
import { subscribeChp, subscribePoloniex, subscribeXapi } from './scale/subscribe';

const MOST = 1.05;

test('behavior: XAPI: topics that the pace lets out in longer than a call takes are subscribed in its time', async () => {
  const { tookMs, paceMs } = await subscribeXapi(250);
  expect(paceMs).toBeGreaterThan(15_000);
  expect(tookMs).toBeLessThanOrEqual(MOST * paceMs);
});

test('behavior: Poloniex: all topics of two channels are subscribed without a wait', async () => {
  const { tookMs, paceMs } = await subscribePoloniex(250);
  expect(tookMs).toBeLessThanOrEqual(paceMs);
});

test('behavior: CHP: symbols that the pace lets out in longer than a call takes are subscribed in its time', async () => {
  const { tookMs, paceMs } = await subscribeChp(1000);
  expect(paceMs).toBeGreaterThan(15_000);
  expect(tookMs).toBeLessThanOrEqual(MOST * paceMs);
});
