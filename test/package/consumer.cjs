/**
 * Compiles a program that imports every entry of the unpacked archive, as consumers of each kind do, and compares the
 * values that the declarations promise with those that the modules have.
 */
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const ts = require('typescript');
const { entries, manifest, root } = require('./entries.cjs');

/** What a consumer may have set. None of them has the types of Node, and each checks the declarations themselves. */
const SETTINGS = {
  'node16, ESM': { module: ts.ModuleKind.Node16, extension: '.mts' },
  'node16, CommonJS': { module: ts.ModuleKind.Node16, extension: '.cts' },
  bundler: {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    extension: '.ts',
  },
  node10: {
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    esModuleInterop: true, // on in ts-node and after `tsc --init`; the declarations of zod need it here
    extension: '.ts',
  },
};

/** An empty folder with the package, its dependencies and its peers, and nothing else that the checkout has. */
function installInto(directory, archive) {
  const modules = path.join(directory, 'node_modules');
  fs.mkdirSync(path.join(modules, manifest.name), { recursive: true });
  execFileSync('tar', ['-xzf', archive, '-C', path.join(modules, manifest.name), '--strip-components=1']);
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    fs.mkdirSync(path.dirname(path.join(modules, name)), { recursive: true });
    fs.symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name), 'junction');
  }
}

/** The names of the values of each entry, in the order of the entries, as the compiler sees them. */
function declaredValues(directory, { extension, ...options }) {
  const file = path.join(directory, `consumer${extension}`);
  const imports = entries.map(({ specifier }, index) => `import * as entry${index} from '${specifier}';`);
  const uses = entries.map((_, index) => `export const use${index} = entry${index};`);
  fs.writeFileSync(file, [...imports, ...uses, ''].join('\n'));
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2022,
    strict: true,
    skipLibCheck: false,
    types: [],
    noEmit: true,
    ...options,
  });
  const problems = ts.getPreEmitDiagnostics(program);
  const host = {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => directory,
    getNewLine: () => '\n',
  };
  assert.equal(ts.formatDiagnostics(problems, host), '');
  const checker = program.getTypeChecker();
  return program
    .getSourceFile(file)
    .statements.filter(ts.isVariableStatement)
    .map(({ declarationList: { declarations } }) => checker.getTypeAtLocation(declarations[0].name))
    .map((type) => checker.getPropertiesOfType(type).map((property) => property.name));
}

/** The names that each entry has at run time, in the order of the entries. */
function presentValues(directory, type) {
  const specifiers = JSON.stringify(entries.map(({ specifier }) => specifier));
  const load = type === 'module' ? 'await import(name)' : 'require(name)';
  const code = `(async () => { const all = [];
    for (const name of ${specifiers}) all.push(Object.keys(${load}));
    console.log(JSON.stringify(all)); })()`;
  const options = { cwd: directory, encoding: 'utf8', timeout: 60_000 };
  return JSON.parse(execFileSync(process.execPath, [`--input-type=${type}`, '--eval', code], options));
}

/** @throws AssertionError where a program does not compile, or a declaration and its module differ */
function checkConsumers(directory, archive) {
  installInto(directory, archive);
  const present = {
    module: presentValues(directory, 'module'),
    commonjs: presentValues(directory, 'commonjs'),
  };
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const declared = declaredValues(directory, setting);
    for (const names of Object.values(present)) {
      entries.forEach(({ specifier }, index) => {
        assert.deepEqual(
          declared[index].sort(),
          names[index].sort(),
          `${specifier} declares (first) other values than it has, under ${name}`,
        );
      });
    }
    console.log(`ok      compiles without the types of Node and declares what is there: ${name}`);
  }
}

module.exports = { checkConsumers };
