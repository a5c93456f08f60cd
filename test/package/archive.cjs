/** Packs the finished build as `npm pack` would, without building once more. */
const { execFileSync } = require('node:child_process');
const path = require('node:path');
const { root } = require('./entries.cjs');
const { restore, strip } = require('./packed-manifest.cjs');

/** @returns the path of the archive in the directory, the paths of its files and its packed size in bytes */
function pack(directory) {
  strip();
  try {
    const output = execFileSync(
      'npm',
      ['pack', '--ignore-scripts', '--json', '--pack-destination', directory],
      {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
        shell: process.platform === 'win32',
      },
    );
    const [{ filename, files, size }] = JSON.parse(output);
    return { archive: path.join(directory, filename), files: files.map((file) => file.path), size };
  } finally {
    restore();
  }
}

module.exports = { pack };
