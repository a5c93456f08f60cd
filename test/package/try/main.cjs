/**
 * Packs the package and tries it as users do, in empty folders outside of the checkout. Prints a table and fails where a
 * trial fails. `--short` tries one version of each; expects a finished build and the registry of npm.
 */
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pack } = require('../archive.cjs');
const { Folder } = require('./folder.cjs');
const trials = require('./trials.cjs');

const RESOLUTIONS = ['node16', 'bundler', 'node10'];

const isShort = process.argv.includes('--short');
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'venuekit-try-'));
const failures = [];

const secondsSince = (start) => ((performance.now() - start) / 1000).toFixed(1);
const megabytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

/** Does one thing, prints its line and remembers its failure. */
function attempt(name, run) {
  const start = performance.now();
  let result = 'passed';
  try {
    run();
  } catch (error) {
    result = 'FAILED';
    failures.push(`${name}\n${error.message}`);
  }
  console.log(`${result}  ${secondsSince(start).padStart(6)} s  ${name}`);
}

function attemptAll(list) {
  for (const [name, run] of list) attempt(name, run);
}

/** Installs into a new folder and tries what the list gives; what is not installed is one failure. */
function inFolder(name, packages, ...lists) {
  const folder = new Folder(directory, name);
  let isInstalled = false;
  attempt(`install ${packages.map((item) => path.basename(item)).join(' ')}`, () => {
    folder.install(...packages);
    isInstalled = true;
  });
  if (isInstalled) for (const list of lists) attemptAll(list(folder));
  return folder;
}

function tryAll(archive) {
  const {
    NODE_VERSIONS,
    TS_NODE_SETTINGS,
    exampleTrials,
    nodeTrials,
    readmeTrials,
    runnerTrials,
    typeScriptTrials,
  } = trials;
  const start = performance.now();
  let untilQuote = 'no quote came';
  const plain = inFolder('plain', [archive], function* (folder) {
    const [first, ...others] = nodeTrials(folder);
    yield first;
    if (failures.length === 0) untilQuote = `${secondsSince(start)} s`;
    yield* others;
  });
  const bare = inFolder('bare', [archive, '--omit=optional'], nodeTrials);
  if (isShort) {
    inFolder('typescript-5.9', [archive, 'typescript@5.9'], (folder) =>
      typeScriptTrials(folder, RESOLUTIONS),
    );
  } else {
    attemptAll(nodeTrials(plain, NODE_VERSIONS));
    inFolder(
      'typescript-5.4',
      [archive, 'typescript@5.4', 'ts-node@10'],
      (folder) => typeScriptTrials(folder, RESOLUTIONS),
      (folder) => runnerTrials(folder, ['ts-node']),
    );
    inFolder(
      'typescript-5.9',
      [archive, 'typescript@5.9', 'ts-node@10', 'tsx'],
      (folder) => typeScriptTrials(folder, RESOLUTIONS),
      (folder) => {
        folder.write('tsconfig.json', TS_NODE_SETTINGS);
        return runnerTrials(folder, ['ts-node', 'tsx']);
      },
      readmeTrials,
      exampleTrials,
    );
    // Newer compilers have no node10.
    inFolder('typescript-latest', [archive, 'typescript@latest'], (folder) =>
      typeScriptTrials(
        folder,
        RESOLUTIONS.filter((resolution) => resolution !== 'node10'),
      ),
    );
  }
  console.log(`\nfrom npm install to the first quote: ${untilQuote}`);
  console.log(
    `installed: ${megabytes(plain.installedBytes())}, ${megabytes(bare.installedBytes())} without optional packages`,
  );
}

try {
  tryAll(pack(directory).archive);
} finally {
  fs.rmSync(directory, { recursive: true, force: true });
}
for (const failure of failures) console.error(`\nfailed: ${failure}`);
if (failures.length > 0) process.exitCode = 1;
