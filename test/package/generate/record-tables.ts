import ts from 'typescript';
import { between, type Read, table } from './documents';

const PAGE = 'docs/decimals-and-time.md';

/** The files of the records, in the order of the page. */
const FILES = ['record', 'instrument', 'market-data', 'order', 'account', 'interval'].map(
  (name) => `src/model/${name}.ts`,
);

/** The page with a table for each record, made of the comments of `src/model`, and one of the words that fields take. */
export function recordDocuments(read: Read): Readonly<Record<string, string>> {
  const files = FILES.map((path) => ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true));
  const statements = files.flatMap(({ statements }) => [...statements]);
  const records = statements.filter(ts.isInterfaceDeclaration).map(recordSection).join('\n');
  const types = statements.filter(ts.isTypeAliasDeclaration).map((type) => {
    return [`\`${type.name.text}\``, codeOf(type.type), commentOf(type, type.name.text)];
  });
  const content = `${records}\n### Types of fields\n\n${table(['type', 'values', 'meaning'], types)}`;
  return {
    [PAGE]: between(read(PAGE), '<!-- generated: records -->\n', '<!-- end -->', content, PAGE),
  };
}

function recordSection(record: ts.InterfaceDeclaration): string {
  const name = record.name.text;
  const rows = record.members.filter(ts.isPropertySignature).map((member) => {
    const field = member.name.getText();
    const isOptional = member.questionToken !== undefined;
    return [
      `\`${field}${isOptional ? '?' : ''}\``,
      member.type ? codeOf(member.type) : '',
      commentOf(member, `${name}.${field}`),
    ];
  });
  return `### ${name}\n\n${commentOf(record, name)}\n\n${table(['field', 'type', 'meaning'], rows)}`;
}

/** A type as it is written, in one line of a table. */
function codeOf(type: ts.TypeNode): string {
  const text = type.getText().replaceAll(/\s+/g, ' ').replace(/^\| /, '');
  return `\`${text.replaceAll('|', '\\|')}\``;
}

/** @throws Error for a member without a comment: the page would have nothing to say of it */
function commentOf(node: ts.Node, name: string): string {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = ts.getTextOfJSDocComment(comment?.comment)?.replaceAll(/\s+/g, ' ').trim();
  if (!text) throw new Error(`${node.getSourceFile().fileName}: ${name} has no comment`);
  return text.replaceAll('|', '\\|');
}
