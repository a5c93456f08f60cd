/** Modules that are being loaded. A clock of a test stands still meanwhile: how long a disk takes is no time of a venue. */
const loading = new Set<Promise<unknown>>();

/** Notes a module that is being loaded, and gives it. */
export function noteLoad<T>(module: Promise<T>): Promise<T> {
  loading.add(module);
  const end = (): void => void loading.delete(module);
  module.then(end, end);
  return module;
}

/** Resolves when no module is being loaded. */
export async function modulesLoaded(): Promise<void> {
  while (loading.size > 0) await Promise.allSettled(loading);
}
