/**
 * Packs the package as it would be published and checks the archive: its files, publint, and the types of every
 * entry. Expects a finished build; it runs no script of the package.
 */
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.join(__dirname, '..', '..');
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'venuekit-package-'));

function run(command, ...args) {
  return execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

try {
  const [packed] = JSON.parse(
    run('npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', directory),
  );
  const archive = path.join(directory, packed.filename);
  const wanted = /^(dist\/|package\.json$|README\.md$|LICENSE$|CHANGELOG\.md$)/;
  const unwanted = packed.files.map((file) => file.path).filter((name) => !wanted.test(name));
  if (unwanted.length > 0) throw new Error(`The archive holds files it should not: ${unwanted.join(', ')}`);
  console.log(`ok      ${packed.files.length} files, ${Math.round(packed.size / 1024)} kB packed`);

  const bin = (name) => path.join(root, 'node_modules', '.bin', name);
  console.log(run(bin('publint'), 'run', archive, '--strict').trim());
  console.log(run(bin('attw'), archive, '--profile', 'node16', '--no-emoji').trim());
} catch (error) {
  if (error.stdout) console.error(String(error.stdout));
  console.error(error.message);
  process.exitCode = 1;
} finally {
  fs.rmSync(directory, { recursive: true, force: true });
}
