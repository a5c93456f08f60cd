import { describe, expect, test } from 'vitest';
import { featuresWithout } from '../../../src/adapter/broker/features';
import { OPERATION_NAMES } from '../../../src/broker';

describe('featuresWithout', () => {
  test('default: every operation and every stream, frozen', () => {
    const features = featuresWithout();
    expect(features).toEqual(expect.arrayContaining([...OPERATION_NAMES]));
    expect(features.filter((feature) => feature.startsWith('subscribe:'))).toHaveLength(9);
    expect(Object.isFrozen(features)).toBe(true);
  });

  test('args: what a venue lacks is left out, and nothing else', () => {
    const features = featuresWithout('fetchTrades', 'subscribe:news');
    const lacking = featuresWithout().filter((feature) => !features.includes(feature));
    expect(lacking).toEqual(['fetchTrades', 'subscribe:news']);
  });
});
