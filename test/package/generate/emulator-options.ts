import ts from 'typescript';

/** One option, as its docstring describes it. */
interface Option {
  readonly name: string;
  readonly meaning: string;
  readonly defaultValue: string;
}

/**
 * The rows of a table of options: the members of an interface, by what their docstrings say.
 * @throws Error for one without a meaning or a default
 */
export function optionRows(path: string, text: string, name: string): readonly (readonly string[])[] {
  return membersOf(path, text, name).map((option) => {
    if (option.meaning === '' || option.defaultValue === '')
      throw new Error(`${path}: ${name}.${option.name} needs a sentence and a @defaultValue`);
    return [`\`${option.name}\``, option.meaning, option.defaultValue];
  });
}

function membersOf(path: string, text: string, name: string): readonly Option[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found = source.statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  );
  if (!found) throw new Error(`${path} has no interface ${name}`);
  return found.members.filter(ts.isPropertySignature).map((member) => {
    const [doc] = member.getChildren(source).filter(ts.isJSDoc);
    const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'defaultValue');
    return {
      name: member.name.getText(source),
      meaning: cell(ts.getTextOfJSDocComment(doc?.comment) ?? '').replace(/[.]$/, ''),
      defaultValue: code(cell(ts.getTextOfJSDocComment(tag?.comment) ?? '')),
    };
  });
}

/** Text on one line, safe within a table. */
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}

/** A literal as code; words as they are. */
function code(text: string): string {
  return /^('[^']*'|true|false|-?\d+(\.\d+)?)$/.test(text) ? `\`${text}\`` : text;
}
