const MapIterator = Object.getPrototypeOf(new Map().entries()) as { next(): unknown };
const SetIterator = Object.getPrototypeOf(new Set().values()) as { next(): unknown };
const ArrayIterator = Object.getPrototypeOf([][Symbol.iterator]()) as { next(): unknown };

type Method = (this: unknown, ...args: unknown[]) => unknown;

const COUNTED: readonly (readonly [object, readonly string[]])[] = [
  [Map.prototype, ['get', 'set', 'has', 'delete']],
  [Set.prototype, ['add', 'has', 'delete']],
  [MapIterator, ['next']],
  [SetIterator, ['next']],
  [ArrayIterator, ['next']],
];
/** Each takes as many steps as its array is long. */
const LISTED = ['filter', 'map', 'flatMap', 'forEach', 'find', 'findIndex', 'includes', 'indexOf', 'slice'];

/** How many steps of collections `run` takes: look-ups, changes, and each element that is passed. */
export function stepsOf(run: () => void): number {
  let steps = 0;
  const restore: (() => void)[] = [];
  const count = (target: object, name: string, sizeOf: (self: unknown) => number): void => {
    const methods = target as Record<string, Method>;
    const method = methods[name] as Method;
    methods[name] = function (this: unknown, ...args: unknown[]) {
      steps += sizeOf(this);
      return method.apply(this, args);
    };
    restore.push(() => {
      methods[name] = method;
    });
  };
  for (const [target, names] of COUNTED) for (const name of names) count(target, name, () => 1);
  for (const name of LISTED) count(Array.prototype, name, (self) => (self as unknown[]).length);
  steps = 0;
  try {
    run();
    return steps;
  } finally {
    for (const each of restore) each();
  }
}
