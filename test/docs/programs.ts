import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import ts from 'typescript';
import { devDependencies } from '../../package.json';
import venues from '../../src/venues/venues.json';
import { type Block, ROOT } from './pages';

const root = fileURLToPath(ROOT);
/** Below node_modules, so that what is not bundled is found there. */
const FOLDER = resolve(root, 'node_modules/.cache/venuekit-documents');

/** The sources of the package's entries, so that neither the compiler nor a program needs a build. */
const ENTRIES: Readonly<Record<string, string>> = {
  venuekit: resolve(root, 'src/index.ts'),
  ...Object.fromEntries(
    Object.keys(venues).map((id) => [`venuekit/${id}`, resolve(root, `src/venues/${id}/index.ts`)]),
  ),
  ...Object.fromEntries(
    ['adapter', 'emulators', 'opentelemetry', 'remote', 'testing'].map((name) => [
      `venuekit/${name}`,
      resolve(root, `src/${name}/index.ts`),
    ]),
  ),
};

/** A block as a program: a file of its own, with every line where the page has it. */
export interface Program {
  readonly block: Block;
  readonly file: string;
  readonly text: string;
}

export function programOf(block: Block): Program {
  const { page, line, code, setup } = block;
  const name = `${page.replace(/\.md$/, '').replaceAll('/', '-')}-${line}`;
  const head =
    setup === undefined
      ? ''
      : `import * as $setups from '${resolve(root, 'test/docs/setups').replaceAll('\\', '/')}'; ` +
        `await using $context = await $setups.${setup.name}(); const { ${setup.values} } = $context;`;
  return {
    block,
    file: resolve(FOLDER, `${name}.mts`),
    text: `${'\n'.repeat(line - 1)}${head}\n${code}\nexport {};\n`,
  };
}

export function writePrograms(programs: readonly Program[]): void {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const { file, text } of programs) writeFileSync(file, text);
}

/** The errors of each program, by its file, one a line with the line of the page. */
export function compile(programs: readonly Program[]): ReadonlyMap<string, string> {
  const { config } = ts.readConfigFile(resolve(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root);
  const paths = Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, [file]]));
  const all = ts.createProgram(
    programs.map(({ file }) => file),
    { ...options, paths },
  );
  return new Map(
    programs.map(({ block, file }) => {
      const source = all.getSourceFile(file);
      const errors = [...all.getSyntacticDiagnostics(source), ...all.getSemanticDiagnostics(source)];
      return [file, errors.map((error) => `${block.page}:${wordsOf(error)}`).join('\n')];
    }),
  );
}

function wordsOf({ file, start = 0, messageText }: ts.Diagnostic): string {
  const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
  return `${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
}

/** Bundles programs, so that a process does not spend its first seconds on compiling. */
export async function bundle(programs: readonly Program[]): Promise<void> {
  await build({
    config: false,
    silent: true,
    // By name: tsup takes a list for patterns.
    entry: Object.fromEntries(programs.map(({ file }) => [basename(file, '.mts'), file])),
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outDir: FOLDER,
    outExtension: () => ({ js: '.mjs' }),
    splitting: true,
    dts: false,
    clean: false,
    // `node:test` has no other name, and packages of CommonJS, such as pino, load Node's modules by `require`.
    removeNodeProtocol: false,
    external: Object.keys(devDependencies),
    esbuildOptions: (options) => {
      options.alias = ENTRIES;
    },
  });
}

/** How the process of a program ended. */
export interface ProgramEnd {
  /** The exit code, or the signal where it did not end by itself. */
  readonly ended: number | string | null;
  readonly output: string;
}

/** How many blocks of one process run at the same time. */
const AT_ONCE = 8;

/** Packages that change the whole process: requests answered for one block would be answered for all. */
const ALONE = /from ['"](?:msw|node:test)\b/;

/**
 * Runs bundled programs and gives how each ended. They share a process, as most of the time goes into loading the
 * package; where that does not end well, each runs again in a process of its own, which shows whose fault it is.
 */
export async function runAll(
  programs: readonly Program[],
  timeoutMs: number,
): Promise<ReadonlyMap<string, ProgramEnd>> {
  const shared = programs.filter(({ text }) => !ALONE.test(text));
  const together = await run(shared, timeoutMs);
  const ends = new Map<string, ProgramEnd>();
  for (const program of programs) {
    const isShared = together.ended === 0 && shared.includes(program);
    ends.set(program.file, isShared ? together : await run([program], timeoutMs));
  }
  return ends;
}

/** Runs programs in one process, which must end by itself. */
function run(programs: readonly Program[], timeoutMs: number): Promise<ProgramEnd> {
  const files = JSON.stringify(programs.map(({ file }) => file.replace(/\.mts$/, '.mjs')));
  const script = `const files = ${files};
    while (files.length > 0) await Promise.all(files.splice(0, ${AT_ONCE}).map((file) => import(file)));`;
  return new Promise((done, fail) => {
    const child = spawn(
      process.execPath,
      ['--unhandled-rejections=strict', '--input-type=module', '--eval', script],
      { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs },
    );
    let output = '';
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', fail);
    child.once('close', (code, signal) => done({ ended: signal ?? code, output }));
  });
}
