/** What a venue weighs in a user's bundle: made by esbuild, minified, in kB of gzip. Expects a finished build. */
const { gzipSync } = require('node:zlib');
const { buildSync } = require('esbuild');
const { manifest, root } = require('./entries.cjs');

/** About a tenth above what they are: the whole bundle, and the part that is this package's. */
const LIMITS = {
  chp: { whole: 185, own: 95 },
  finnotech: { whole: 156, own: 66 },
  poloniex: { whole: 225, own: 119 },
  xapi: { whole: 134, own: 106 },
};

function bundle(venue, className, external) {
  const code = `import { ${className}Broker } from '${manifest.name}/${venue}'; console.log(${className}Broker);`;
  const { metafile, outputFiles } = buildSync({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    external: [...external, ...Object.keys(manifest.optionalDependencies)],
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const [{ contents }] = outputFiles;
  const [{ inputs }] = Object.values(metafile.outputs);
  return { kilobytes: gzipSync(contents, { level: 9 }).length / 1000, files: Object.keys(inputs) };
}

/** The sizes of the bundles of a venue, with their limits, and the files that they are made of. */
function bundlesOf(venue, className) {
  const whole = bundle(venue, className, []);
  const own = bundle(venue, className, Object.keys(manifest.dependencies));
  return { whole, own, limits: LIMITS[venue] };
}

module.exports = { bundlesOf };
