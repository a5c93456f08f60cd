/** The public entries of the package, read from `exports` of its manifest. */
const path = require('node:path');

const root = path.join(__dirname, '..', '..');
const manifest = require('../../package.json');

/** `venuekit/xapi`, the paths of its files from the root of the package, and `xapi`, the name of its files. */
const entries = Object.entries(manifest.exports)
  .filter(([subpath]) => subpath !== './package.json')
  .map(([subpath, target]) => ({
    subpath,
    specifier: path.posix.join(manifest.name, subpath),
    name: path.basename(target.import.default, '.mjs'),
    importTypes: target.import.types,
    requireTypes: target.require.types,
    files: [...Object.values(target.import), ...Object.values(target.require)],
  }));

module.exports = { entries, manifest, root };
