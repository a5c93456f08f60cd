/**
 * Second step of the build: takes the comments out of each ESM file and makes its CommonJS file. Both formats have the same few files, so a class is
 * one class in all entries of a format. tsup itself cannot do it: what it splits for CommonJS passes through a second
 * transformer that changes classes.
 */
const fs = require('node:fs');
const path = require('node:path');
const { transformSync } = require('esbuild');
const { entries, manifest, root } = require('./entries.cjs');
const { withoutComments } = require('./without-comments.cjs');

const dist = path.join(root, 'dist');
const command = path.basename(manifest.bin.venuekit);

/** Packages that say themselves that they were ES modules: they need no copy, which would take a getter for each name. */
const ES_MODULES = ['zod', 'zod/locales', 'zod/mini'];

/** Packages that may not be installed: a bundler leaves one out where its require stands in a `try`; else it fails. */
const OPTIONAL = Object.keys({ ...manifest.optionalDependencies, ...manifest.peerDependencies });

function commonJs(text) {
  const { code } = transformSync(text.replace(/(["']\.\/[\w-]+)\.mjs(["'])/g, '$1.js$2'), {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // import('./x') becomes require: a program in CommonJS then has one copy of each class.
    supported: { 'dynamic-import': false },
  });
  const optional = OPTIONAL.reduce((output, name) => {
    const loaded = `__toESM(require("${name}"))`;
    const tried = `(async () => { try { return ${loaded}; } catch (error) { throw error; } })()`;
    return output.replaceAll(`Promise.resolve().then(() => ${loaded})`, tried);
  }, code);
  const own = ES_MODULES.reduce(
    (output, name) => output.replaceAll(`__toESM(require("${name}"))`, `require("${name}")`),
    optional,
  );
  // The object of getters itself, instead of a copy whose getters call those: each use of another file's name goes through them.
  return own
    .replace(/^var __toCommonJS = .*\n/m, '')
    .replace('__toCommonJS(stdin_exports)', '__defProp(stdin_exports, "__esModule", { value: true })');
}

/** The file and those that it imports, statically or not. */
function reachableFrom(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  const text = fs.readFileSync(path.join(dist, file), 'utf8');
  for (const [, name] of text.matchAll(/["']\.\/([\w-]+\.mjs)["']/g)) reachableFrom(name, found);
  return found;
}

/**
 * What nobody puts into a bundle is written once: its ES modules are names of the CommonJS ones. Only code without state that another
 * entry shares can be so, as the two formats have a copy each of what is shared.
 */
const ONCE = ['emulators'];

function writtenOnce() {
  const isOnce = ({ name }) => ONCE.includes(name);
  const filesOf = (list) => new Set(list.flatMap(({ name }) => [...reachableFrom(`${name}.mjs`)]));
  const others = filesOf(entries.filter((entry) => !isOnce(entry)));
  return [...filesOf(entries.filter(isOnce))].filter((file) => !others.has(file));
}

const once = writtenOnce();
for (const name of fs.readdirSync(dist).filter((file) => file.endsWith('.mjs'))) {
  const text = withoutComments(fs.readFileSync(path.join(dist, name), 'utf8'));
  fs.writeFileSync(path.join(dist, name), text);
  if (name !== command) fs.writeFileSync(path.join(dist, name.replace(/\.mjs$/, '.js')), commonJs(text));
}
for (const name of once) {
  const twin = name.replace(/\.mjs$/, '.js');
  const names = Object.keys(require(path.join(dist, twin)));
  fs.writeFileSync(path.join(dist, name), `export { ${names.join(', ')} } from './${twin}';\n`);
}
