import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConnectionError, TimeoutError, VenueError } from '../../src/errors';
import type { TopicShare } from '../../src/streaming/topics/topic-driver';
import { TopicRegistry } from '../../src/streaming/topics/topics';
import { turn } from './subscription-setup';
import { listener, TestVenue } from './topics-setup';

const key = fc.constantFrom('A', 'B', '__proto__');

const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ join: key, params: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 5, arbitrary: fc.record({ leave: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ abort: fc.nat(20) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      answer: fc.nat(5),
      how: fc.constantFrom('done', 'done', 'done', 'refused', 'timeout', 'timeoutApplied'),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ turn: true } as const) },
  { weight: 1, arbitrary: fc.record({ drop: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ restore: true } as const) },
);

interface Joined {
  readonly key: string;
  readonly params: number;
  readonly controller: AbortController;
  share?: TopicShare;
  over: boolean;
}

/** Never more than one unanswered command a topic on one connection. */
function checkOneAtATime(venue: TestVenue, since: ReadonlySet<unknown>): void {
  const live = venue.pending.filter((command) => !since.has(command));
  expect(new Set(live.map((command) => command.key)).size).toBe(live.length);
}

describe('TopicRegistry against a model', () => {
  it('behavior: in the end the venue serves exactly what is joined, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 60 }), async (run) => {
        const venue = new TestVenue();
        venue.automatic = false;
        const registry = new TopicRegistry();
        const joins: Joined[] = [];
        const waits: Promise<unknown>[] = [];
        /** Commands of connections that are gone: nobody answers them. */
        const dead = new Set<unknown>();
        let connection = new AbortController();

        const drop = (told: boolean) => {
          venue.open.clear();
          for (const command of venue.pending) dead.add(command);
          connection.abort(new ConnectionError('reset', { failure: 'reset' }));
          if (told) registry.lost();
        };
        const restore = () => {
          drop(false);
          connection = new AbortController();
          waits.push(registry.restore(connection.signal).catch(() => {}));
        };

        for (const step of run) {
          if ('join' in step) {
            const joined: Joined = {
              key: step.join,
              params: step.params,
              controller: new AbortController(),
              over: false,
            };
            joins.push(joined);
            waits.push(
              registry.join(venue.driver(step.join), step.params, listener(), joined.controller.signal).then(
                (share) => {
                  joined.share = share;
                },
                () => {
                  joined.over = true;
                },
              ),
            );
          } else if ('leave' in step) {
            const joined = joins[step.leave];
            if (joined?.share) {
              joined.over = true;
              waits.push(joined.share.leave());
            }
          } else if ('abort' in step) joins[step.abort]?.controller.abort();
          else if ('answer' in step) {
            const command = venue.pending.filter((pending) => !dead.has(pending))[step.answer];
            if (step.how === 'done') command?.done();
            else if (step.how === 'refused') command?.fail(new VenueError('refused', { code: 'X' }));
            else command?.fail(new TimeoutError('timeout'), step.how === 'timeoutApplied');
          } else if ('turn' in step) await turn();
          else if ('drop' in step) drop(step.drop);
          else restore();
          checkOneAtATime(venue, dead);
        }

        // The weather clears: one good connection on which everything is answered.
        restore();
        for (let quiet = 0; quiet < 3; quiet += 1) {
          await turn();
          checkOneAtATime(venue, dead);
          for (const command of venue.pending.filter((pending) => !dead.has(pending))) {
            command.done();
            quiet = 0;
          }
        }
        let settled = false;
        void Promise.all(waits).then(() => {
          settled = true;
        });
        await turn();
        expect(settled).toBe(true);

        const wanted = new Map<string, number>();
        for (const joined of joins) {
          if (!joined.share || joined.over) continue;
          wanted.set(joined.key, Math.max(joined.params, wanted.get(joined.key) ?? 0));
        }
        expect(new Map([...venue.open].sort())).toEqual(new Map([...wanted].sort()));
        expect(registry.topics).toBe(wanted.size);
      }),
      { numRuns: 300 },
    );
  });
});
