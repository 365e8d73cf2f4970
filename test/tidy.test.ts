// The checkable half of the style: who may import whom, how long things are, and what lib must not
// contain. DESIGN and reasons: lib/README.md.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, test, vi } from 'vitest';
import { readsAtOnce } from './reads-at-once.ts';

// Parsing all of lib takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const root = resolve(import.meta.dirname, '..');

function filesUnder(folder: string, pattern: RegExp): string[] {
  const full = join(root, folder);
  if (!existsSync(full)) return [];
  return readdirSync(full, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => pattern.test(name))
    .sort();
}

const lib = filesUnder('lib', /\.ts$/);

const texts = new Map<string, string>();
function textOf(file: string): string {
  let text = texts.get(file);
  if (text === undefined) {
    text = readFileSync(join(root, file), 'utf8');
    texts.set(file, text);
  }
  return text;
}

const trees = new Map<string, ts.SourceFile>();
function treeOf(file: string): ts.SourceFile {
  let tree = trees.get(file);
  if (!tree) {
    tree = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
    trees.set(file, tree);
  }
  return tree;
}

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

const known = new Map<string, Import[]>();

/** Lists the relative imports and re-exports of a file, as paths from the root. */
function importsOf(file: string): Import[] {
  const before = known.get(file);
  if (before) return before;
  const found: Import[] = [];
  known.set(file, found);
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      const target = node.moduleSpecifier;
      if (target && ts.isStringLiteral(target) && target.text.startsWith('.')) {
        found.push({ from: file, to: resolved(file, target.text), typeOnly: isTypeOnly(node) });
      }
    } else if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      ts.isStringLiteral(node.arguments[0]) &&
      node.arguments[0].text.startsWith('.')
    ) {
      found.push({ from: file, to: resolved(file, node.arguments[0].text), typeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(treeOf(file));
  return found;
}

function resolved(file: string, target: string): string {
  return relative(root, resolve(root, dirname(file), target));
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings;
  const listed = names && ts.isNamedImports(names) ? names.elements : [];
  return !clause.name && listed.length > 0 && listed.every((element) => element.isTypeOnly);
}

function roomOf(file: string): string {
  return file.split('/')[1];
}

/** What a room may import besides itself; `type:` means only types of it. */
const MAY_IMPORT: Record<string, string[]> = {
  sim: [],
  abi: [],
  net: ['sim'],
  tcp: ['abi', 'net', 'sim'],
  kernel: ['abi', 'net', 'sim', 'tcp'],
  cc: ['abi', 'type:vm'],
  vm: ['abi', 'cc'],
  view: ['abi', 'net', 'sim', 'type:tcp', 'type:kernel', 'type:machine'],
  machine: ['abi', 'cc', 'kernel', 'net', 'sim', 'tcp', 'view', 'vm'],
  packet: ['abi', 'kernel', 'machine', 'net', 'sim', 'tcp', 'view'],
  debug: ['abi', 'cc', 'kernel', 'machine', 'sim', 'vm'],
  notebook: ['abi', 'cc', 'debug', 'kernel', 'machine', 'net', 'sim', 'view', 'vm'],
  bench: ['abi', 'cc', 'kernel', 'machine', 'net', 'sim', 'view'],
  cli: ['abi', 'cc', 'debug', 'kernel', 'machine', 'net', 'packet', 'sim', 'view', 'vm'],
};

describe('imports', () => {
  test('every room imports only what lies below it', () => {
    const wrong = lib.flatMap((file) => {
      const room = roomOf(file);
      const allowed = MAY_IMPORT[room];
      if (!allowed) return [`${file}: the room '${room}' is not in the table of this test`];
      return importsOf(file)
        .filter(({ to, typeOnly }) => {
          if (!to.startsWith('lib/')) return true;
          const other = roomOf(to);
          if (other === room || allowed.includes(other)) return false;
          return !(typeOnly && allowed.includes(`type:${other}`));
        })
        .map(({ to }) => `${file} imports ${to}`);
    });
    expect(wrong).toEqual([]);
  });

  test('relative imports name a file that is there', () => {
    const wrong = lib.flatMap((file) =>
      importsOf(file)
        .filter(({ to }) => !existsSync(join(root, to)))
        .map(({ to }) => `${file} imports ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  test('lib imports no package', () => {
    const wrong = lib
      .filter((file) => roomOf(file) !== 'cli')
      .flatMap((file) => {
        const bare = [
          ...textOf(file).matchAll(/^(?:import|export)\b[^'"`]*?from '([^.'][^']*)'/gm),
        ];
        return bare.map(([, name]) => `${file} imports ${name}`);
      });
    expect(wrong).toEqual([]);
  });

  test('a machine that runs scripts ships no compiler', () => {
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const { to, typeOnly } of importsOf(file)) if (!typeOnly) visit(to);
    };
    visit('lib/machine/machine.ts');
    const heavy = [...seen].filter((file) => /^lib\/(cc|vm|debug|machine\/libc)\//.test(file));
    expect(heavy).toEqual([]);
    expect(seen.size).toBeGreaterThan(30);
  });

  test('nothing imports the command line, and lib imports no component', () => {
    const others = [...lib, ...filesUnder('components', /\.tsx?$/)];
    const wrong = others
      .flatMap(importsOf)
      .filter(({ from, to }) => {
        const intoCli = to.startsWith('lib/cli/') && !from.startsWith('lib/cli/');
        return intoCli || (from.startsWith('lib/') && /^(components|content)\//.test(to));
      })
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(wrong).toEqual([]);
  });
});

/** Longer than 600 lines, each with its reason. */
const LONG_FILES: Record<string, string> = {
  'lib/vm/loop/loop.ts': 'one flat switch, an opcode a case',
};

/** Longer than 70 lines, each with its reason. */
const LONG_FUNCTIONS: Record<string, string> = {
  'lib/cc/tokenize.ts: tokenize': 'one loop over the characters, a kind of token a branch',
  'lib/vm/native-api.ts: nativeApi': 'one object literal of one-line methods',
};

const MAX_LINES = 600;
const MAX_FUNCTION_LINES = 70;

/** A function may be long where it is little more than one switch. */
function isFlatSwitch(node: ts.FunctionLikeDeclaration, lines: number): boolean {
  let longest = 0;
  const visit = (inner: ts.Node): void => {
    if (ts.isSwitchStatement(inner)) longest = Math.max(longest, linesOf(inner));
    ts.forEachChild(inner, visit);
  };
  if (node.body) visit(node.body);
  return longest > lines / 2;
}

function linesOf(node: ts.Node): number {
  const source = node.getSourceFile();
  const first = source.getLineAndCharacterOfPosition(node.getStart()).line;
  return source.getLineAndCharacterOfPosition(node.getEnd()).line - first + 1;
}

describe('sizes', () => {
  test('files of lib have at most 600 lines', () => {
    const long = lib
      .filter((file) => textOf(file).split('\n').length > MAX_LINES + 1 && !LONG_FILES[file])
      .map((file) => `${file}: ${textOf(file).split('\n').length} lines`);
    expect(long).toEqual([]);
  });

  test('functions of lib have at most 70 lines, save a flat switch', () => {
    const long: string[] = [];
    for (const file of lib) {
      const visit = (node: ts.Node): void => {
        if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) {
          const lines = linesOf(node);
          if (lines > MAX_FUNCTION_LINES && !isFlatSwitch(node, lines)) {
            const name = `${file}: ${node.name?.getText()}`;
            if (!LONG_FUNCTIONS[name]) long.push(`${name} has ${lines} lines`);
          }
        }
        ts.forEachChild(node, visit);
      };
      visit(treeOf(file));
    }
    expect(long).toEqual([]);
  });
});

describe('what lib does not contain', () => {
  const pure = lib.filter((file) => roomOf(file) !== 'cli');

  test('no wall clock, no chance, nothing asynchronous', () => {
    const names = ['setTimeout', 'setInterval', 'queueMicrotask', 'Promise', 'performance'];
    const wrong: string[] = [];
    for (const file of pure) {
      const visit = (node: ts.Node): void => {
        const text = ts.isPropertyAccessExpression(node) ? node.getText() : '';
        const line = () => treeOf(file).getLineAndCharacterOfPosition(node.getStart()).line + 1;
        if (/^(Date\.now|Math\.random)$/.test(text)) wrong.push(`${file}:${line()}: ${text}`);
        if (ts.isAwaitExpression(node)) wrong.push(`${file}:${line()}: await`);
        if (
          ts.isNewExpression(node) &&
          node.expression.getText() === 'Date' &&
          !node.arguments?.length
        ) {
          wrong.push(`${file}:${line()}: new Date()`);
        }
        if (ts.canHaveModifiers(node)) {
          const modifiers = ts.getModifiers(node) ?? [];
          if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)) {
            wrong.push(`${file}:${line()}: async`);
          }
        }
        if (
          ts.isIdentifier(node) &&
          names.includes(node.text) &&
          !ts.isPropertyAccessExpression(node.parent)
        ) {
          wrong.push(`${file}:${line()}: ${node.text}`);
        }
        ts.forEachChild(node, visit);
      };
      visit(treeOf(file));
    }
    expect(wrong).toEqual([]);
  });

  test('every file says first what it is', () => {
    const wrong = lib.filter(
      (file) => !textOf(file).startsWith('//') && !/\/\*\*/.test(textOf(file).slice(0, 3)),
    );
    expect(wrong).toEqual([]);
  });
});

describe('browser tests', () => {
  test('read a page inside expect.poll, or inside still with a reason', () => {
    expect(readsAtOnce(filesUnder('test/browser', /\.ts$/).map(treeOf))).toEqual([]);
  });

  test('what reads at once is found, also behind a function', () => {
    const found = (text: string) => {
      const name = 'a.test.ts';
      return readsAtOnce([ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true)]).length;
    };
    expect(found('test("", async () => expect(await row.count()).toBe(1))')).toBe(1);
    expect(found('const n = () => row.count(); test("", async () => { f(await n()) })')).toBe(1);
    expect(found('async function f() { return g(await a.url()) } test("", () => f())')).toBe(1);
    expect(found('test("", () => expect.poll(() => row.count()).toBe(await row.count()))')).toBe(1);
    expect(found('const n = () => row.count(); test("", () => expect.poll(n).toBe(1))')).toBe(0);
    expect(found('test("", async () => { f(await still("why", row.count())) })')).toBe(0);
    expect(found('test("", async () => { await page.evaluate(() => a.getAttribute()) })')).toBe(0);
  });
});

describe('the repository', () => {
  /** Every text file that git knows or would add. */
  const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((name) => /\.(ts|tsx|mjs|js|md|mdx|astro|css|c|h|json|yml|pkt|trace)$/.test(name))
    .filter((name) => name !== 'package-lock.json' && existsSync(join(root, name)));

  test('tests are neither skipped nor alone', () => {
    const marks = new RegExp(
      `\\b(?:test|it|describe)\\.(?:${['sk', 'on', 'to'].map((a, i) => a + ['ip', 'ly', 'do'][i]).join('|')})\\b`,
    );
    const wrong = tracked.filter((name) => name.startsWith('test/') && marks.test(textOf(name)));
    expect(wrong).toEqual([]);
  });

  test('nothing speaks of where it was written', () => {
    // Spelled in two halves, so that this file does not find itself.
    const words = [
      ['/wo', 'rk/'],
      ['/tmp', '/w/'],
      ['Cla', 'ude'],
      ['Anth', 'ropic'],
      ['Chat', 'GPT'],
      ['language', ' model'],
      ['sub', 'agent'],
    ].map((halves) => halves.join(''));
    const pattern = new RegExp(words.join('|'), 'i');
    const wrong = tracked.flatMap((name) =>
      textOf(name)
        .split('\n')
        .flatMap((line, i) => (pattern.test(line) ? [`${name}:${i + 1}: ${line.trim()}`] : [])),
    );
    expect(wrong).toEqual([]);
  });
});
