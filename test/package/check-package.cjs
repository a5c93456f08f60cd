/**
 * Packs the package as it would be published and checks the archive: its files, its manifest, the links of its documents,
 * publint, and the types of every entry. Expects a finished build; it runs no script of the package.
 */
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pack } = require('./archive.cjs');
const { checkConsumers } = require('./consumer.cjs');
const { manifest, root } = require('./entries.cjs');

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'venuekit-package-'));
const WANTED =
  /^(dist\/|docs\/|examples\/|package\.json$|(README|CHANGELOG|CONTRIBUTING|SECURITY)\.md$|LICENSE$)/;

function run(name, ...args) {
  const bin = path.join(root, 'node_modules', '.bin', name);
  return execFileSync(bin, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}

/** The relative links of a document, without their anchors. */
function linksOf(file) {
  const text = fs.readFileSync(path.join(root, file), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, link]) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => path.posix.join(path.posix.dirname(file), link));
}

/** A document in the archive links to nothing that is not in it: its links work wherever the archive is shown. */
function checkLinks(files) {
  const isPacked = (link) =>
    files.some((file) => file === link || file.startsWith(link.replace(/\/?$/, '/')));
  for (const file of files.filter((name) => name.endsWith('.md'))) {
    const broken = linksOf(file).filter((link) => !isPacked(link));
    assert.deepEqual(broken, [], `${file} links to what is not in the archive`);
  }
}

function checkManifest(consumer) {
  const packed = JSON.parse(
    fs.readFileSync(path.join(consumer, 'node_modules', manifest.name, 'package.json'), 'utf8'),
  );
  assert.equal(packed.scripts, undefined, 'The packed manifest has scripts, whose files are not packed');
  assert.deepEqual(packed.exports, manifest.exports);
}

try {
  const { archive, files, size } = pack(directory);
  const unwanted = files.filter((name) => !WANTED.test(name));
  assert.deepEqual(unwanted, [], 'The archive holds files it should not');
  console.log(`ok      ${files.length} files, ${Math.round(size / 1024)} kB packed`);
  checkLinks(files);
  console.log('ok      every link of its documents leads to a file of the archive');
  const consumer = path.join(directory, 'consumer');
  checkConsumers(consumer, archive);
  checkManifest(consumer);
  console.log('ok      its manifest has no scripts');
  console.log(run('publint', 'run', archive, '--strict'));
  console.log(run('attw', archive, '--profile', 'strict', '--no-emoji'));
} catch (error) {
  if (error.stdout) console.error(String(error.stdout));
  console.error(error.message);
  process.exitCode = 1;
} finally {
  fs.rmSync(directory, { recursive: true, force: true });
}
