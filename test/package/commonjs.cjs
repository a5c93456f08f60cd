/**
 * Second step of the build: takes the comments out of each ESM file and makes its CommonJS file. Both formats have the same few files, so a class is
 * one class in all entries of a format. tsup itself cannot do it: what it splits for CommonJS passes through a second
 * transformer that changes classes.
 */
const fs = require('node:fs');
const path = require('node:path');
const { transformSync } = require('esbuild');
const { manifest, root } = require('./entries.cjs');
const { withoutComments } = require('./without-comments.cjs');

const dist = path.join(root, 'dist');
const command = path.basename(manifest.bin.venuekit);

/** Packages that say themselves that they were ES modules: they need no copy, which would take a getter for each name. */
const ES_MODULES = ['zod', 'zod/locales', 'zod/mini'];

function commonJs(text) {
  const { code } = transformSync(text.replace(/(["']\.\/[\w-]+)\.mjs(["'])/g, '$1.js$2'), {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // import('./x') becomes require: a program in CommonJS then has one copy of each class.
    supported: { 'dynamic-import': false },
  });
  return ES_MODULES.reduce(
    (output, name) => output.replaceAll(`__toESM(require("${name}"))`, `require("${name}")`),
    code,
  );
}

for (const name of fs.readdirSync(dist).filter((file) => file.endsWith('.mjs'))) {
  const text = withoutComments(fs.readFileSync(path.join(dist, name), 'utf8'));
  fs.writeFileSync(path.join(dist, name), text);
  if (name !== command) fs.writeFileSync(path.join(dist, name.replace(/\.mjs$/, '.js')), commonJs(text));
}
