import { describe, expect, test } from 'vitest';
import { SILENCE_TOLERANCE_MS, SilentTopic } from '../../../src/streaming/topics/silent-topic';

/** When the venue is asked, in seconds, about a topic that is only ever silent. */
function questions(topic: SilentTopic, untilSeconds: number): number[] {
  const asked: number[] = [];
  for (let second = 0; second <= untilSeconds; second += 1) {
    if (!topic.isDue(second * 1000)) continue;
    asked.push(second);
    topic.asked(second * 1000);
  }
  return asked;
}

describe('a silent topic', () => {
  test('default: is read after 30 s, then at growing intervals', () => {
    expect(questions(new SilentTopic(0), 1400)).toEqual([30, 60, 120, 240, 480, 780, 1080, 1380]);
  });

  test('args: slack comes on top', () => {
    expect(questions(new SilentTopic(0, 10_000), 70)).toEqual([40, 70]);
  });

  test('behavior: a record restarts it', () => {
    const topic = new SilentTopic(0);
    expect(questions(topic, 200)).toEqual([30, 60, 120]);
    topic.hear(200_000);
    expect([topic.isDue(229_999), topic.isDue(230_000), topic.heard]).toEqual([false, true, 200_000]);
  });

  test('behavior: restartTimer gives it its full time again, and clears the suspect state', () => {
    const topic = new SilentTopic(0);
    topic.suspect(31_000);
    topic.restartTimer(32_000);
    expect([topic.isSuspected, topic.isDue(61_999), topic.isDue(62_000)]).toEqual([false, false, true]);
    expect(topic.markStale(62_000)).toBe(false);
    topic.reopened(70_000, 5000);
    expect([topic.isDue(104_999), topic.isDue(105_000)]).toEqual([false, true]);
  });

  test('behavior: is silent when a record that the venue has did not arrive in time', () => {
    const topic = new SilentTopic(0);
    topic.suspect(30_000);
    const ripe = 30_000 + SILENCE_TOLERANCE_MS;
    expect([topic.isDue(40_000), topic.isOverdue(ripe - 1), topic.markStale(ripe - 1)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(topic.isOverdue(ripe)).toBe(true);
    expect([topic.markStale(ripe), topic.isOverdue(ripe), topic.isSuspected]).toEqual([true, false, false]);
  });

  test('behavior: what came in time clears it', () => {
    const topic = new SilentTopic(0);
    topic.asked(30_000);
    topic.suspect(30_000);
    topic.clear();
    expect([topic.isOverdue(40_000), topic.isDue(59_999), topic.isDue(60_000)]).toEqual([false, false, true]);
    expect(topic.lastAsked).toBe(30_000);
    topic.asked(60_000);
    topic.unanswered(60_000);
    expect(topic.isDue(60_000)).toBe(true);
  });

  test('behavior: repairs come at growing intervals, until one has held for a minute', () => {
    const topic = new SilentTopic(0);
    const repairs: number[] = [];
    for (let second = 30; second <= 1300; second += 1) if (topic.repair(second * 1000)) repairs.push(second);
    expect(repairs).toEqual([30, 60, 120, 240, 480, 780, 1080]);
    topic.hear(1_139_000);
    expect(topic.repair(1_200_000)).toBe(false);
    topic.hear(1_390_000);
    expect([topic.repair(1_390_000), topic.repair(1_419_999), topic.repair(1_420_000)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
