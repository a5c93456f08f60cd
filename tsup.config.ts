import { defineConfig } from 'tsup';
import { optionalDependencies } from './package.json';
import venues from './src/venues/venues.json';

const entry: Record<string, string> = {
  index: 'src/index.ts',
  ...Object.fromEntries(Object.keys(venues).map((id) => [id, `src/venues/${id}/index.ts`])),
  adapter: 'src/adapter/index.ts',
  emulators: 'src/emulators/index.ts',
  opentelemetry: 'src/opentelemetry/index.ts',
  testing: 'src/testing/index.ts',
};

const common = {
  target: 'node20',
  platform: 'node',
  outDir: 'dist',
  external: Object.keys(optionalDependencies), // tsup leaves out only the required ones by itself
  silent: true,
} as const;

// Splitting is for ESM only: in CommonJS tsup passes its output through a second transformer that changes classes.
export default defineConfig([
  {
    ...common,
    entry,
    format: 'esm',
    splitting: true,
    outExtension: () => ({ js: '.mjs' }),
  },
  {
    ...common,
    entry: ['src/**/*.ts'],
    format: 'cjs',
    outDir: 'dist/cjs',
    bundle: false,
    splitting: false,
    // import('./x') becomes require: Node's ESM resolver would refuse a path without an extension.
    esbuildOptions: (options) => {
      options.supported = { ...options.supported, 'dynamic-import': false };
    },
  },
  {
    ...common,
    entry,
    format: 'cjs',
    dts: { only: true },
  },
]);
