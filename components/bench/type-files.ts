// The types of the bench for the editor: declarations of lib/bench and what they need, and ECMAScript's own.
//
// One idea: made by the compiler from the library itself when the book is built, so that completion cannot
// tell what is not there.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** Declarations by path, as the editor's compiler sees them. */
export type TypeFiles = Record<string, string>;

/** Where `import … from 'bench'` leads. */
export const ENTRY = '/lib/bench/api.d.ts';

const GLOBALS = `/** Prints as \`print\` does. */
declare const console: Record<'log' | 'info' | 'warn' | 'error' | 'debug', (...values: unknown[]) => void>;
`;

let files: TypeFiles | undefined;

/** Makes the declarations, once a build. */
export function typeFiles(): TypeFiles {
  files ??= { ...benchTypes(process.cwd()), ...languageTypes(), '/globals.d.ts': GLOBALS };
  return files;
}

function benchTypes(root: string): TypeFiles {
  const emitted: TypeFiles = {};
  const program = ts.createProgram([join(root, 'lib/bench/api.ts')], {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    skipLibCheck: true,
    rootDir: root,
    outDir: '/',
  });
  program.emit(undefined, (path, text) => {
    // Declarations name files as the library does, and are looked up as if they were JavaScript's.
    emitted[`/${relative('/', path)}`] = text.replace(/(['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2');
  });
  return reachable(emitted, ENTRY);
}

/** Keeps the declarations that a file leads to. */
function reachable(all: TypeFiles, entry: string): TypeFiles {
  const kept: TypeFiles = {};
  const visit = (path: string): void => {
    const text = all[path];
    if (text === undefined || kept[path] !== undefined) return;
    kept[path] = text;
    for (const [, name] of text.matchAll(/(?:from|import)\s*\(?['"](\.[^'"]+)\.js['"]/g)) {
      visit(`${join(dirname(path), name!)}.d.ts`);
    }
  };
  visit(entry);
  return kept;
}

function languageTypes(): TypeFiles {
  const folder = dirname(ts.getDefaultLibFilePath({}));
  const kept: TypeFiles = {};
  const visit = (name: string): void => {
    const path = join(folder, name);
    if (kept[`/${name}`] !== undefined || !existsSync(path)) return;
    const text = readFileSync(path, 'utf8');
    kept[`/${name}`] = text;
    for (const [, lib] of text.matchAll(/<reference lib="([^"]+)"/g)) visit(`lib.${lib}.d.ts`);
  };
  visit('lib.es2023.d.ts');
  return kept;
}
