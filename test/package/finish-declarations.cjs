/**
 * Third step of the build: repairs the bundled declarations of each entry.
 *
 * 1. The bundler of declarations turns `export type { SomeClass }` into an export of a value that does not exist. What the
 *    module does not have at run time becomes a type again.
 * 2. `Symbol.asyncDispose` needs a library of TypeScript that a consumer has not always asked for: it is referenced.
 * 3. The ESM declaration re-exports the CommonJS one: both formats have the same types, and each is written once.
 */
const fs = require('node:fs');
const path = require('node:path');
const ts = require('typescript');
const { entries, root } = require('./entries.cjs');

const LIBRARY = '/// <reference lib="esnext.disposable" />\n';

/** Where the declaration exports a name as a value that the module lacks. */
function absentValues(text, names) {
  const source = ts.createSourceFile('entry.d.ts', text, ts.ScriptTarget.Latest);
  return source.statements
    .filter(
      (statement) => ts.isExportDeclaration(statement) && !statement.isTypeOnly && statement.exportClause,
    )
    .flatMap((statement) => [...statement.exportClause.elements])
    .filter((specifier) => !specifier.isTypeOnly && !names.includes(specifier.name.text))
    .map((specifier) => specifier.getStart(source));
}

for (const { specifier, name, requireTypes, importTypes } of entries) {
  const file = path.join(root, requireTypes);
  let text = fs.readFileSync(file, 'utf8');
  for (const at of absentValues(text, Object.keys(require(specifier))).reverse()) {
    text = `${text.slice(0, at)}type ${text.slice(at)}`;
  }
  fs.writeFileSync(file, text);
  fs.writeFileSync(path.join(root, importTypes), `export * from './${name}.js';\n`);
}

for (const name of fs.readdirSync(path.join(root, 'dist')).filter((name) => name.endsWith('.d.ts'))) {
  const file = path.join(root, 'dist', name);
  const text = fs.readFileSync(file, 'utf8');
  if (/Symbol\.(asyncDispose|dispose)|\bAsyncDisposable\b|\bDisposable\b/.test(text)) {
    fs.writeFileSync(file, LIBRARY + text);
  }
}
