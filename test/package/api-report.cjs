/**
 * Writes the public surface of every entry, as its declarations say it, into `test/package/api`; with `--check` it writes
 * nothing and fails where a report differs. Expects a finished build.
 */
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Extractor, ExtractorConfig } = require('@microsoft/api-extractor');
const { entries, root } = require('./entries.cjs');

const isCheck = process.argv.includes('--check');
const folder = path.join(__dirname, 'api');
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'venuekit-api-'));

/** What API Extractor reads of an entry: its CommonJS declaration, which the ESM one re-exports. */
function configOf({ name, requireTypes }) {
  const entryPoint = path.join(root, requireTypes);
  const compilerOptions = {
    target: 'ES2022',
    module: 'ESNext',
    moduleResolution: 'Bundler',
    strict: true,
    skipLibCheck: true,
    types: [],
  };
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: entryPoint,
      compiler: { overrideTsconfig: { compilerOptions, files: [entryPoint] } },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: folder,
        reportTempFolder: temporary,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: { default: { logLevel: 'none' } },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: path.join(root, 'package.json'),
  });
}

/** Whether the report of an entry is as it was. */
function report(entry) {
  const messageCallback = (message) => {
    message.handled = message.logLevel !== 'error';
  };
  const { apiReportChanged, errorCount } = Extractor.invoke(configOf(entry), {
    localBuild: !isCheck,
    messageCallback,
  });
  if (errorCount > 0) throw new Error(`API Extractor cannot read ${entry.requireTypes}`);
  if (apiReportChanged)
    console.log(`${isCheck ? 'differs' : 'written'} test/package/api/${entry.name}.api.md`);
  return !apiReportChanged;
}

try {
  fs.mkdirSync(folder, { recursive: true });
  const names = entries.map(({ name }) => `${name}.api.md`);
  const left = fs.readdirSync(folder).filter((file) => !names.includes(file));
  if (!isCheck) for (const file of left) fs.rmSync(path.join(folder, file));
  const same = entries.map(report);
  if (isCheck && (left.length > 0 || same.includes(false))) {
    for (const file of left) console.log(`is of no entry: test/package/api/${file}`);
    console.error(
      'The public surface is not the one that was recorded. If the change is meant, run `npm run api`, read the ' +
        'difference as a reader of a release would, and commit it',
    );
    process.exitCode = 1;
  }
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}
