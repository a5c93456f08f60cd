/**
 * `prepack` and `postpack`: the manifest in the archive lacks what serves a clone alone, as its scripts name files that are
 * not packed. `strip` writes that manifest, `restore` puts the own one back byte for byte.
 */
const fs = require('node:fs');
const path = require('node:path');

const manifestFile = path.join(__dirname, '..', '..', 'package.json');
const ownFile = path.join(__dirname, '..', '..', 'node_modules', '.cache', 'venuekit', 'package.json');

function strip() {
  const text = fs.readFileSync(manifestFile, 'utf8');
  const { scripts, devDependencies, overrides, ...packed } = JSON.parse(text);
  if (scripts === undefined) return; // an earlier pack was interrupted: what was put aside is the own one
  fs.mkdirSync(path.dirname(ownFile), { recursive: true });
  fs.writeFileSync(ownFile, text);
  fs.writeFileSync(manifestFile, `${JSON.stringify(packed, null, 2)}\n`);
}

function restore() {
  if (!fs.existsSync(ownFile)) return;
  fs.copyFileSync(ownFile, manifestFile);
  fs.rmSync(ownFile);
}

module.exports = { strip, restore };

if (require.main === module) {
  if (process.argv[2] === 'strip') strip();
  else if (process.argv[2] === 'restore') restore();
  else throw new Error('Say strip or restore');
}
