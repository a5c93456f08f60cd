/**
 * Takes the comments out of what the bundler has written: the declarations have those that a user reads. Lines stay lines,
 * so that a stack trace can be read.
 */
const ts = require('typescript');

/** What tells a bundler that a call may be dropped. */
const PURE = /[#@]__PURE__/;

function commentsOf(text) {
  const source = ts.createSourceFile('file.mjs', text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const ranges = new Map();
  const visit = (node) => {
    for (const { pos, end } of ts.getLeadingCommentRanges(text, node.pos) ?? []) ranges.set(pos, end);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...ranges].sort(([left], [right]) => left - right);
}

/** The text without its comments and without the lines that held nothing else. */
function withoutComments(text) {
  let left = '';
  let from = 0;
  for (const [pos, end] of commentsOf(text)) {
    if (PURE.test(text.slice(pos, end))) continue;
    const before = text.slice(from, pos);
    const indent = /(?:^|\n)([ ]*)$/.exec(before)?.[1];
    const isAlone = indent !== undefined && text[end] === '\n';
    left += isAlone ? before.slice(0, before.length - indent.length) : before;
    from = isAlone ? end + 1 : end;
  }
  return left + text.slice(from);
}

module.exports = { withoutComments };
