import { describe, expect, test } from 'vitest';
import { BrokerError, isTimeoutError, isValidationError, TimeoutError, ValidationError } from '../../src';
import { ContractViolation, type ContractWorld } from '../../src/testing';
import { checkEqual, checkNoSecret, checkRecord, rejection, sendsNothing } from '../../src/testing/check';

let requests = 0;
const world = {
  broker: { venue: 'xapi' },
  secrets: ['canary'],
  now: () => 1000,
  advance: async () => {},
  drive: <T>(work: PromiseLike<T>) => work,
  requests: () => requests,
  executedOrders: () => 0,
} as unknown as ContractWorld;

const good = { venue: 'xapi', source: 'read', receivedTime: 1000, symbol: 'EURUSD', bid: '1.1' };

describe('rejection', () => {
  test('default: gives the error', async () => {
    const error = new TimeoutError('late');
    expect(await rejection(world, Promise.reject(error), isTimeoutError, 'it')).toBe(error);
  });

  test.each([
    ['resolves', () => Promise.resolve(7)],
    ['rejects with a foreign error', () => Promise.reject(new TypeError('x'))],
    ['rejects with another of ours', () => Promise.reject(new BrokerError('x'))],
  ])('error: a call that %s breaks the contract', async (_name, work) => {
    await expect(rejection(world, work(), isValidationError, 'it')).rejects.toThrow(ContractViolation);
  });
});

describe('sendsNothing', () => {
  test('default: gives what the work gives', async () => {
    expect(await sendsNothing(world, 'it', async () => 5)).toBe(5);
  });

  test('error: a request that reached the venue breaks the contract', async () => {
    const work = sendsNothing(world, 'it', async () => {
      requests += 1;
    });
    await expect(work).rejects.toThrow(/it: requests and orders that reached the venue: got \[ 1, 0 \]/);
  });
});

describe('checkRecord', () => {
  test('default: accepts a valid one', () => {
    expect(() => checkRecord(world, good, 'read')).not.toThrow();
  });

  test.each([
    ['another venue', { venue: 'chp' }],
    ['another source', { source: 'stream' }],
    ['no time of arrival', { receivedTime: undefined }],
    ['a time of arrival far off', { receivedTime: 1e12 }],
    ['a raw object', { raw: {} }],
    ['a field that is undefined', { ask: undefined }],
    ['a number for a decimal', { bid: 1.1 }],
    ['a decimal that is not canonical', { bid: '1.10' }],
    ['a number for an id', { id: 5 }],
    ['a time in fractions', { time: 0.5 }],
  ])('error: %s breaks the contract', (_name, change) => {
    expect(() => checkRecord(world, { ...good, ...change }, 'read')).toThrow(ContractViolation);
  });
});

describe('checkNoSecret', () => {
  class Holder {
    readonly #kept: string;
    constructor(secret: string) {
      this.#kept = secret;
    }
    get length(): number {
      return this.#kept.length;
    }
  }

  test('default: a secret in a private field cannot be printed', () => {
    expect(() => checkNoSecret(world, { holder: new Holder('canary') }, 'it')).not.toThrow();
  });

  test.each([
    ['a field', { options: { password: 'canary' } }],
    ['a hidden field', Object.defineProperty({}, 'x', { value: 'canary' })],
    ['a message', new ValidationError('f', 'must not be canary')],
    ['a cause', new BrokerError('m', { cause: new Error('x', { cause: new Error('canary') }) })],
    ['toJSON', { toJSON: () => 'canary' }],
  ])('error: a secret in %s breaks the contract', (_name, value) => {
    expect(() => checkNoSecret(world, value, 'it')).toThrow('it shows a secret');
  });
});

describe('checkEqual', () => {
  test('default: compares by what is printed', () => {
    expect(() => checkEqual([1, { a: 2 }], [1, { a: 2 }], 'it')).not.toThrow();
    expect(() => checkEqual([1], ['1'], 'it')).toThrow("it: got [ 1 ], expected [ '1' ]");
  });
});
