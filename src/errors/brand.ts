const BRAND = Symbol.for('venuekit.error');

/** The names of an error class and of its ancestors, nearest first. */
export type ErrorLineage = readonly string[];

/** Marks an error so that it is recognised across copies of the package, where `instanceof` fails. */
export function brandError(error: object, lineage: ErrorLineage): void {
  Object.defineProperty(error, BRAND, { value: lineage, enumerable: false });
}

/** Whether `value` is an SDK error of the named class or of one below it, from any copy of the package. */
export function hasErrorBrand(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const lineage: unknown = (value as { [BRAND]?: unknown })[BRAND];
  return Array.isArray(lineage) && lineage.includes(name);
}
