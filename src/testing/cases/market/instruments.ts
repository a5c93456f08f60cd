import { isValidationError } from '../../../index';
import { check, checkEqual, rejection } from '../../check';
import { defineCase } from '../../contract-case';

const MINUTE_MS = 60_000;

export const instrumentCases = [
  defineCase(
    345,
    'behavior: a market listed today is found today, and an unknown symbol is requested once a minute',
    [],
    async (world, broker) => {
      const { otherSymbol, unknownSymbol } = world;
      world.answerInstruments?.((text) => {
        const rows = JSON.parse(text) as readonly unknown[];
        const others = rows.filter((row) => !JSON.stringify(row).includes(`"${otherSymbol}"`));
        check(others.length < rows.length, `the venue lists no ${otherSymbol}`);
        return JSON.stringify(others);
      });
      await world.drive(broker.connect());
      // Where only the whole list can be requested, it is requested at most once in ten minutes.
      for (let minutes = 0; minutes < 11; minutes += 1) await world.advance(MINUTE_MS);
      const instrument = await world.drive(broker.fetchInstrument(otherSymbol));
      checkEqual(instrument.symbol, otherSymbol, 'the market that was listed later');
      // Not at the time of the requests that the broker makes every half minute.
      await world.advance(5000);
      for (let minutes = 0; minutes < 2; minutes += 1) {
        const before = world.requests();
        for (let calls = 0; calls < 5; calls += 1)
          await rejection(
            world,
            broker.fetchInstrument(unknownSymbol),
            isValidationError,
            'an unknown symbol',
          );
        const requests = world.requests() - before;
        check(requests <= 1, `the venue got ${requests} requests for a symbol that it does not have`);
        await world.advance(MINUTE_MS);
      }
    },
    ['answerInstruments'],
  ),
];
