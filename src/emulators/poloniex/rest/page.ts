import { badParameter } from '../refusal';
import { numberOf } from './route';

/** Records in pages, newest first: `from` names a record, NEXT asks for older ones than it, PRE for newer ones. */
export function pageOf<T>(
  newestFirst: readonly T[],
  query: URLSearchParams,
  numberOfItem: (item: T) => string,
  limits: { readonly absent: number; readonly max: number },
): T[] {
  const limit = numberOf(query, 'limit', limits);
  const from = query.get('from') ?? '';
  if (from === '' || from === '0') return newestFirst.slice(0, limit);
  if (!/^\d{1,19}$/.test(from)) throw badParameter('from');
  const direction = (query.get('direction') ?? 'NEXT').toUpperCase();
  if (direction !== 'PRE' && direction !== 'NEXT') throw badParameter('direction');
  const start = BigInt(from);
  if (direction === 'NEXT') {
    return newestFirst.filter((item) => BigInt(numberOfItem(item)) < start).slice(0, limit);
  }
  return newestFirst.filter((item) => BigInt(numberOfItem(item)) > start).slice(-limit);
}

/** A test by text of the query; everything passes where it is absent. */
export function filterOf(query: URLSearchParams, name: string): (value: string) => boolean {
  const wanted = (query.get(name) ?? '').split(',').filter((value) => value !== '');
  return (value) => wanted.length === 0 || wanted.includes(value);
}
