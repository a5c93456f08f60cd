import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../../..');

/**
 * The compiler's errors, one text for each snippet, each behind the piece of source that it marks; empty where it
 * compiles. Snippets share one program.
 */
export function diagnose(header: string, snippets: readonly string[]): readonly string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, ROOT);
  const nameOf = (index: number): string => join(ROOT, `test/types/snippet-${index}.ts`);
  const texts = new Map(snippets.map((snippet, index) => [nameOf(index), `${header}\n${snippet}\n`]));
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.getSourceFile = (file, ...rest) => {
    const text = texts.get(file);
    return text === undefined
      ? getSourceFile(file, ...rest)
      : ts.createSourceFile(file, text, options.target ?? ts.ScriptTarget.Latest);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return [...texts.keys()].map((file) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(file))
      .map(({ file: source, start = 0, length = 0, messageText }) => {
        const place = source?.text.slice(start, start + length);
        return `${place}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
      })
      .join('\n'),
  );
}
