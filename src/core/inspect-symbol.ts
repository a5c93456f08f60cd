/**
 * The name of the method by which Node prints an object: `inspect.custom` of `node:util`, taken from the registry of
 * symbols, so that the declarations of the package need no types of Node.
 */
export const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom');
