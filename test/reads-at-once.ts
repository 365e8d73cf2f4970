// Finds what browser tests read at once. A page draws a moment after an act, and on a busy computer much
// later, so a value that is read once is now and then the one of before.
//
// One idea: a read stands inside `expect.poll` or inside `still` (test/browser/waiting.ts), or its value is
// nobody's. A function that hands one on reads, too, and so whoever calls it is looked at.

import ts from 'typescript';

/** Methods of a page, or of a place on it, that answer with what is there now. */
const READS =
  /^(?:all|allInnerTexts|allTextContents|ariaSnapshot|boundingBox|content|count|evaluate|evaluateAll|getAttribute|innerHTML|innerText|inputValue|is(?:Checked|Disabled|Editable|Enabled|Hidden|Visible)|textContent|title|url)$/;

/** What reads stand in. */
const WAITS = /^(?:poll|still)$/;

/** Methods whose functions run in the page, where reading is all that can be done. */
const IN_PAGE = /^(?:evaluate|evaluateAll|waitForFunction|addInitScript)$/;

/** Receivers that have methods of such names and are no pages. */
const OTHERS = /^(?:Promise|request)$/;

/** Lists the reads of tests, and of what they import, that nobody waits for, as `file:line: text`. */
export function readsAtOnce(files: readonly ts.SourceFile[]): string[] {
  const isTest = (file: ts.SourceFile) => file.fileName.endsWith('.test.ts');
  // Functions of a test are its own, those of other files everybody's.
  const shared = new Set<string>();
  const own = new Map(files.map((file) => [file, isTest(file) ? new Set<string>() : shared]));
  for (let before = -1; ; ) {
    const wrong: string[] = [];
    for (const file of files) {
      const readers = own.get(file)!;
      const isReader = (name: string) => READS.test(name) || readers.has(name) || shared.has(name);
      for (const call of unwaited(file, isReader)) {
        const owner = functionAround(call);
        if (owner !== undefined) readers.add(owner);
        else wrong.push(placeOf(file, call));
      }
    }
    const now = [...new Set(own.values())].reduce((sum, names) => sum + names.size, 0);
    if (now === before) return wrong;
    before = now;
  }
}

function unwaited(file: ts.SourceFile, isReader: (name: string) => boolean): ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (!ts.isCallExpression(node)) {
      ts.forEachChild(node, visit);
      return;
    }
    const name = nameOf(node);
    if (WAITS.test(name)) return;
    const other = OTHERS.test(receiverOf(node));
    if (isReader(name) && !other && !isDiscarded(node)) found.push(node);
    visit(node.expression);
    for (const argument of node.arguments) {
      if (!(IN_PAGE.test(name) && ts.isFunctionLike(argument))) visit(argument);
    }
  };
  visit(file);
  return found;
}

function nameOf({ expression }: ts.CallExpression): string {
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
  return ts.isIdentifier(expression) ? expression.text : '';
}

function receiverOf({ expression }: ts.CallExpression): string {
  return ts.isPropertyAccessExpression(expression) ? expression.expression.getText() : '';
}

/** Whether it is done for what it does, and its value goes nowhere. */
function isDiscarded(call: ts.CallExpression): boolean {
  const value = ts.isAwaitExpression(call.parent) ? call.parent : call;
  return ts.isExpressionStatement(value.parent);
}

/** The name of the innermost function around a node that has one. */
function functionAround(node: ts.Node): string | undefined {
  for (let around = node.parent; around; around = around.parent) {
    if (!ts.isFunctionLike(around)) continue;
    const named = around.name ?? (ts.isVariableDeclaration(around.parent) && around.parent.name);
    if (named && ts.isIdentifier(named)) return named.text;
  }
  return undefined;
}

function placeOf(file: ts.SourceFile, call: ts.CallExpression): string {
  const { line } = file.getLineAndCharacterOfPosition(call.getStart());
  return `${file.fileName}:${line + 1}: ${call.getText().replace(/\s+/g, ' ').slice(0, 80)}`;
}
