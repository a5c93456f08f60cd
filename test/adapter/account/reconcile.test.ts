import { describe, expect, test } from 'vitest';
import { type ReconcileStep, reconcile } from '../../../src/adapter/account/reconcile';
import { ConnectionError, VenueError } from '../../../src/errors';

function steps(ran: string[], kinds: readonly string[]): ReconcileStep[] {
  return kinds.map((kind) => ({ kind, run: async () => ran.push(kind) > 0 }));
}

describe('reconcile', () => {
  test('behavior: one after the other as given, and what cannot be read is unproved', async () => {
    const ran: string[] = [];
    const result = await reconcile([...steps(ran, ['fills', 'orders', 'news']), { kind: 'quotes' }], {
      signal: new AbortController().signal,
      onFailure: () => {},
    });
    expect(ran).toEqual(['fills', 'orders', 'news']);
    expect(result).toEqual({ proved: ran, unproved: ['quotes'] });
  });

  test('behavior: what the venue refuses is unproved and stops nothing', async () => {
    const ran: string[] = [];
    const failures: string[] = [];
    const refused = { kind: 'fills', run: () => Promise.reject(new VenueError('no', { code: 'BE104' })) };
    const result = await reconcile([refused, ...steps(ran, ['orders'])], {
      signal: new AbortController().signal,
      onFailure: (kind) => failures.push(kind),
    });
    expect(result).toEqual({ proved: ['orders'], unproved: ['fills'] });
    expect(failures).toEqual(['fills']);
  });

  test('behavior: what was read in part is unproved', async () => {
    const part = { kind: 'trades', run: async () => false };
    const options = { signal: new AbortController().signal, onFailure: () => {} };
    expect(await reconcile([part], options)).toEqual({ proved: [], unproved: ['trades'] });
  });

  test('error: a lost connection voids the attempt', async () => {
    const ran: string[] = [];
    const lost = {
      kind: 'fills',
      run: () => Promise.reject(new ConnectionError('gone', { failure: 'reset' })),
    };
    const options = { signal: new AbortController().signal, onFailure: () => {} };
    await expect(reconcile([lost, ...steps(ran, ['orders'])], options)).rejects.toThrow('gone');
    expect(ran).toEqual([]);
  });

  test('error: an aborted attempt does not continue', async () => {
    const controller = new AbortController();
    const ran: string[] = [];
    const first = { kind: 'fills', run: async () => controller.abort(new Error('over')) === undefined };
    const options = { signal: controller.signal, onFailure: () => {} };
    await expect(reconcile([first, ...steps(ran, ['orders'])], options)).rejects.toThrow('over');
    expect(ran).toEqual([]);
  });
});
