// Makes `npx venuekit` in a clone run this clone. Without the link npx installs a copy of the checkout into its cache:
// that takes half a minute, and it keeps the state that it saw first.
const { chmodSync, mkdirSync, rmSync, symlinkSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..', '..');
const command = join('dist', 'cli.mjs');
const folder = join(root, 'node_modules', '.bin');

if (process.platform !== 'win32') {
  mkdirSync(folder, { recursive: true });
  chmodSync(join(root, command), 0o755);
  rmSync(join(folder, 'venuekit'), { force: true });
  symlinkSync(join('..', '..', command), join(folder, 'venuekit'));
}
