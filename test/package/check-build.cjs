/**
 * The last step of the build: loads every entry of its own output, as a user would, through the package's name.
 * Run with the checkout as the working directory.
 */
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { buildSync } = require('esbuild');
const { bundlesOf } = require('./bundle-sizes.cjs');
const { entries, manifest, root } = require('./entries.cjs');

/** Most files of this package that an entry may load: each costs a third of a millisecond. */
const MOST_FILES = 20;

const venues = Object.entries(require('../../src/venues/venues.json'));

function filesBelow(directory, extension) {
  return fs
    .readdirSync(path.join(root, directory), { recursive: true })
    .map((name) => path.join(directory, name))
    .filter((name) => name.endsWith(extension));
}

/** Runs a piece of code in a process of its own, so that nothing another check loaded is there. */
function run(code, type = 'commonjs') {
  const output = execFileSync(process.execPath, [`--input-type=${type}`, '--eval', code], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return JSON.parse(output);
}

/** A word of the protocol of each venue, which no other part of the package uses. */
const PROTOCOL_WORDS = {
  chp: 'GetMyPortfolioData',
  finnotech: 'companiesIdInquiry',
  poloniex: '/smartorders',
  xapi: 'getTradesHistory',
};

const checks = {
  'every folder of src/venues is registered and an entry'() {
    const folders = fs.readdirSync(path.join(root, 'src/venues'), { withFileTypes: true });
    const ids = folders.filter((item) => item.isDirectory()).map((item) => item.name);
    assert.deepEqual(venues.map(([id]) => id).sort(), ids.sort());
    const missing = ids.filter((id) => !entries.some(({ subpath }) => subpath === `./${id}`));
    assert.deepEqual(missing, []);
  },

  'every file that package.json names exists'() {
    const targets = [manifest.main, manifest.module, manifest.types, ...Object.values(manifest.bin)];
    targets.push(...entries.flatMap(({ files }) => files));
    targets.push(...Object.values(manifest.typesVersions['*']).flat());
    const missing = targets.filter((file) => !fs.existsSync(path.join(root, file)));
    assert.deepEqual(missing, []);
  },

  'require and import of an entry give the same names'() {
    for (const { specifier: name } of entries) {
      const required = run(`console.log(JSON.stringify(Object.keys(require('${name}')).sort()))`);
      const imported = run(
        `import * as entry from '${name}'; console.log(JSON.stringify(Object.keys(entry).sort()))`,
        'module',
      );
      assert.deepEqual(imported, required, name);
      assert.ok(required.length > 0, `${name} exports nothing`);
      assert.ok(!required.includes('default'), `${name} has a default export`);
    }
  },

  'a class is named as it is exported, and a broker prints that name'() {
    const specifiers = JSON.stringify([...entries.map(({ specifier }) => specifier), 'node:util']);
    const samples = JSON.stringify(
      venues.map(([, { className, sampleOptions }]) => [`${className}Broker`, sampleOptions]),
    );
    const body = `const all = modules.flatMap((entry) => Object.entries(entry));
      const classes = all.filter(([, value]) => typeof value === 'function' && /^class\\b/.test(String(value)));
      const { inspect } = modules.at(-1), named = Object.fromEntries(classes);
      const prints = ${samples}.map(([name, options]) => [name, inspect(new named[name](options)).split(' ')[0]]);
      console.log(JSON.stringify([...classes.map(([name, value]) => [name, value.name]), ...prints]));`;
    const required = run(`const modules = ${specifiers}.map((name) => require(name)); ${body}`);
    const imported = run(
      `const modules = await Promise.all(${specifiers}.map((name) => import(name))); ${body}`,
      'module',
    );
    for (const pairs of [required, imported]) {
      assert.ok(pairs.length > 2 * venues.length);
      assert.deepEqual(
        pairs.filter(([exported, own]) => exported !== own),
        [],
      );
    }
  },

  'CommonJS files contain no import()'() {
    const offenders = filesBelow('dist', '.js').filter((file) =>
      /(?<![\w.$'"`*/])import\(/.test(withoutComments(fs.readFileSync(path.join(root, file), 'utf8'))),
    );
    assert.deepEqual(offenders, []);
  },

  'createBroker loads the class that the venue entry exports'() {
    for (const [venue, { sampleOptions }] of venues) {
      const options = JSON.stringify(sampleOptions);
      const body = `entry.createBroker('${venue}', ${options}).then((broker) =>
        console.log(JSON.stringify(Object.values(venue).includes(broker.constructor))))`;
      const name = `${manifest.name}/${venue}`;
      assert.ok(
        run(`const entry = require('${manifest.name}'), venue = require('${name}'); ${body}`),
        'require',
      );
      assert.ok(
        run(`import * as entry from '${manifest.name}'; import * as venue from '${name}'; ${body}`, 'module'),
        'import',
      );
    }
  },

  'no entry loads axios, and none more than a few files of this package'() {
    for (const { specifier, files } of entries) {
      const loaded = run(`require('${specifier}'); console.log(JSON.stringify(Object.keys(require.cache)))`);
      const isOf = (folder) => (file) => file.startsWith(path.join(root, folder, path.sep));
      assert.deepEqual(loaded.filter(isOf('node_modules/axios')), [], specifier);
      const own = loaded.filter(isOf('dist'));
      assert.ok(own.includes(path.join(root, files.at(-1))));
      assert.ok(own.length <= MOST_FILES, `${specifier} loads ${own.length} files of this package`);
    }
  },

  'no venue builds a schema when it is loaded'() {
    for (const [venue] of venues) {
      // Every function of zod that could make a schema says that it was called.
      const made =
        run(`const Module = require('node:module'), zod = require('zod/mini'), load = Module._load, made = [];
        const names = Object.keys(zod).filter((name) => /^[a-z]/.test(name) && typeof zod[name] === 'function');
        const counted = names.map((name) => [name, (...args) => (made.push(name), zod[name](...args))]);
        const watched = { ...zod, ...Object.fromEntries(counted) };
        Module._load = (name, ...rest) => (name === 'zod/mini' ? watched : load(name, ...rest));
        const entry = require('venuekit/${venue}'), atImport = made.length;
        try { new entry[Object.keys(entry).find((name) => /^[A-Z]\\w+Broker$/.test(name))]({}) } catch {}
        console.log(JSON.stringify([atImport, made.length]))`);
      assert.equal(made[0], 0, `venuekit/${venue} makes ${made[0]} schemas at import`);
      assert.ok(made[1] > 0, `a broker of ${venue} makes no schema: this check counts nothing`);
    }
  },

  'a bundle of a venue is no larger than its limit and holds one language of zod'() {
    for (const [venue, { className }] of venues) {
      const { whole, own, limits } = bundlesOf(venue, className);
      const sizes = `${venue}: ${whole.kilobytes.toFixed(1)} kB, own code ${own.kilobytes.toFixed(1)} kB`;
      assert.ok(whole.kilobytes <= limits.whole && own.kilobytes <= limits.own, sizes);
      const languages = whole.files.filter((file) => /\/zod\/v4\/locales\/(?!en\.|index\.)/.test(file));
      assert.deepEqual(languages, [], venue);
    }
  },

  'an entry can be bundled where the optional packages are not installed'() {
    const optional = Object.keys({ ...manifest.optionalDependencies, ...manifest.peerDependencies });
    const options = {
      bundle: true,
      platform: 'node',
      write: false,
      logLevel: 'silent',
      alias: Object.fromEntries(optional.map((name) => [name, './absent'])),
    };
    for (const name of ['emulators', 'remote', 'xapi'].map((entry) => `${manifest.name}/${entry}`)) {
      for (const contents of [`import * as entry from '${name}'; console.log(entry)`, `require('${name}')`]) {
        buildSync({ ...options, stdin: { contents, resolveDir: root } });
      }
    }
  },

  'no entry loads what a proxy needs'() {
    const entries = venues.map(([venue]) => `require('venuekit/${venue}');`).join(' ');
    const loaded = run(`${entries} console.log(JSON.stringify(Object.keys(require.cache)))`);
    const agents = ['https-proxy-agent', 'socks-proxy-agent', 'socks'].map((name) =>
      path.join(root, 'node_modules', name, path.sep),
    );
    assert.deepEqual(
      loaded.filter((file) => agents.some((folder) => file.startsWith(folder))),
      [],
    );
  },

  'no entry but venuekit/opentelemetry loads @opentelemetry/api'() {
    for (const { subpath, specifier } of entries) {
      const loaded = run(`require('${specifier}'); console.log(JSON.stringify(Object.keys(require.cache)))`);
      const isLoaded = loaded.some((file) => file.includes(`${path.sep}@opentelemetry${path.sep}`));
      assert.equal(isLoaded, subpath === './opentelemetry', specifier);
    }
  },

  'no entry loads redis, and venuekit/remote nothing of a venue'() {
    const dist = path.join(root, 'dist', path.sep);
    const has = (file, word) => file.startsWith(dist) && fs.readFileSync(file, 'utf8').includes(word);
    const isRedis = (file) => /node_modules[\\/](@?redis|rate-limiter-flexible)[\\/]/.test(file);
    for (const { subpath, specifier } of entries) {
      const loaded = run(`require('${specifier}'); console.log(JSON.stringify(Object.keys(require.cache)))`);
      assert.deepEqual(loaded.filter(isRedis), [], specifier);
      if (subpath !== './remote') continue;
      // A word of each venue's protocol, which its own entry has.
      for (const [venue, word] of Object.entries(PROTOCOL_WORDS)) {
        assert.deepEqual(
          loaded.filter((file) => has(file, word)),
          [],
          `${specifier}: ${word}`,
        );
        const ofVenue = run(
          `require('venuekit/${venue}'); console.log(JSON.stringify(Object.keys(require.cache)))`,
        );
        assert.ok(
          ofVenue.some((file) => has(file, word)),
          `${venue}: ${word}`,
        );
      }
    }
  },

  'declarations name no package that a user may lack'() {
    const allowed = /^(\.{1,2}\/|eventemitter3$)/;
    // Who writes an adapter writes schemas: zod, a dependency, may stand in the kit's declarations and nowhere else.
    const kit = declarationsOf('./adapter');
    const telemetry = path.join('dist', 'opentelemetry.d.ts');
    for (const file of filesBelow('dist', '.d.ts')) {
      const isAllowed = (name) =>
        allowed.test(name) ||
        (name === 'zod' && kit.has(file)) ||
        (name === '@opentelemetry/api' && file === telemetry);
      for (const name of specifiersOf(file)) assert.ok(isAllowed(name), `${file} names ${name}`);
    }
  },

  'the command answers --version'() {
    const file = path.join(root, manifest.bin.venuekit);
    assert.match(fs.readFileSync(file, 'utf8'), /^#!\/usr\/bin\/env node\n/);
    const version = execFileSync(process.execPath, [file, '--version'], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.equal(version.trim(), manifest.version);
  },
};

/** What a declaration file imports. */
function specifiersOf(file) {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*['"]([^'"]+)['"]/g)].map(([, name]) => name);
}

/** The declaration files of an entry: its own, and those that it imports. */
function declarationsOf(wanted) {
  const found = new Set();
  const queue = [path.normalize(entries.find(({ subpath }) => subpath === wanted).requireTypes)];
  for (const file of queue) {
    if (found.has(file)) continue;
    found.add(file);
    for (const name of specifiersOf(file).filter((specifier) => specifier.startsWith('.'))) {
      queue.push(path.join(path.dirname(file), name.replace(/\.js$/, '.d.ts')));
    }
  }
  return found;
}

function withoutComments(code) {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    check();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.error(`failed  ${name}\n${error.message}`);
  }
}
process.exitCode = failed > 0 ? 1 : 0;
