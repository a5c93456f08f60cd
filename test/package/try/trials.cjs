/** The trials of the package: each is a name and a function that throws when the trial fails. */
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('../entries.cjs');

const NODE_VERSIONS = ['20', '22', '24', '26'];

/** Strict, and checking the declarations themselves; without the types of Node. */
function settingsOf(options, files) {
  return `${JSON.stringify({
    compilerOptions: { target: 'ES2022', strict: true, types: [], outDir: 'out', ...options },
    files,
  })}\n`;
}

/** Compiles and runs the program under a way to resolve modules. */
const RESOLUTIONS = {
  node16(folder) {
    folder.addProgram('first-quote.ts', 'esm.mts');
    folder.addProgram('first-quote.ts', 'cjs.cts');
    folder.write(
      'node16.json',
      settingsOf({ module: 'node16', moduleResolution: 'node16' }, ['esm.mts', 'cjs.cts']),
    );
    folder.run('tsc', '-p', 'node16.json');
    folder.runForQuote('node', 'out/esm.mjs');
    folder.runForQuote('node', 'out/cjs.cjs');
  },
  bundler(folder) {
    folder.addProgram('first-quote.ts');
    const options = { module: 'esnext', moduleResolution: 'bundler', noEmit: true };
    folder.write('bundler.json', settingsOf(options, ['first-quote.ts']));
    folder.run('tsc', '-p', 'bundler.json');
  },
  node10(folder) {
    folder.addProgram('first-quote.ts');
    const options = { module: 'commonjs', moduleResolution: 'node10', esModuleInterop: true };
    folder.write('node10.json', settingsOf(options, ['first-quote.ts']));
    folder.run('tsc', '-p', 'node10.json');
    folder.runForQuote('node', 'out/first-quote.js');
  },
};

/** Plain JavaScript on a version of Node; on the one that runs this without a version. */
function* nodeTrials(folder, versions) {
  for (const [kind, program] of [
    ['ESM', 'first-quote.mjs'],
    ['CommonJS', 'first-quote.cjs'],
  ]) {
    folder.addProgram(program);
    if (versions === undefined) {
      yield [`${kind}, Node ${process.versions.node}`, () => folder.runForQuote('node', program)];
    }
    for (const version of versions ?? []) {
      const node = ['npx', '-y', '-p', `node@${version}`, 'node'];
      yield [`${kind}, Node ${version}`, () => folder.runForQuote(...node, program)];
    }
  }
}

function* typeScriptTrials(folder, resolutions) {
  const compiler = folder.run('tsc', '--version').trim().replace('Version', 'TypeScript');
  for (const resolution of resolutions) {
    yield [`${compiler}, ${resolution}`, () => RESOLUTIONS[resolution](folder)];
  }
}

/**
 * Without a setting ts-node 10 runs no program at all, not even an empty one, on TypeScript 5.9: its own default makes ES
 * modules. What `tsc --init` wrote for years is enough.
 */
const TS_NODE_SETTINGS =
  '{ "compilerOptions": { "target": "es2022", "module": "commonjs", "strict": true, "esModuleInterop": true } }\n';

/** Programs that are run as they are: with ts-node, on an older compiler without any setting, and with tsx. */
function* runnerTrials(folder, runners) {
  const compiler = folder.run('tsc', '--version').trim().replace('Version', 'TypeScript');
  for (const runner of runners) {
    yield [
      `${runner}, ${compiler}`,
      () => {
        folder.addProgram('first-quote.ts');
        folder.runForQuote(runner, 'first-quote.ts');
      },
    ];
  }
}

function* exampleTrials(folder) {
  const directory = path.join(root, 'examples');
  fs.cpSync(directory, path.join(folder.path, 'examples'), { recursive: true });
  for (const name of fs.readdirSync(directory).filter((file) => file.endsWith('.ts'))) {
    yield [`examples/${name}`, () => folder.run('ts-node', `examples/${name}`)];
  }
}

/** The first block of TypeScript in the README, pasted into a file. */
function* readmeTrials(folder) {
  yield [
    "the README's first program",
    () => {
      const text = fs.readFileSync(path.join(root, 'README.md'), 'utf8');
      const program = /^```ts\n([\s\S]*?)^```/m.exec(text)?.[1];
      if (program === undefined) throw new Error('README.md has no block of TypeScript');
      folder.write('readme.ts', program);
      folder.run('ts-node', 'readme.ts');
    },
  ];
}

module.exports = {
  NODE_VERSIONS,
  TS_NODE_SETTINGS,
  exampleTrials,
  nodeTrials,
  readmeTrials,
  runnerTrials,
  typeScriptTrials,
};
