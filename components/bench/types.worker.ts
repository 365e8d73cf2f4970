// TypeScript's own language service over one cell, in a worker, fetched when a reader asks for types.

import { createSystem, createVirtualTypeScriptEnvironment } from '@typescript/vfs';
import ts from 'typescript';
import type { Asked, Problem, Told } from './types.ts';

const CELL = '/cell.ts';

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  types: [],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  paths: { bench: ['/lib/bench/api.d.ts'] },
};

type Environment = ReturnType<typeof createVirtualTypeScriptEnvironment>;
let environment: Environment | undefined;

addEventListener('message', ({ data }: MessageEvent<Asked & { id: number }>) => {
  postMessage({ id: data.id, told: answer(data) });
});

function answer(asked: Asked): Told {
  if (asked.type === 'files') {
    const system = createSystem(new Map([...Object.entries(asked.files), [CELL, ' ']]));
    environment = createVirtualTypeScriptEnvironment(system, [CELL, '/globals.d.ts'], ts, options);
    return {};
  }
  if (!environment) return {};
  environment.updateFile(CELL, asked.text || ' ');
  if (asked.type === 'problems') return { problems: problems(environment) };
  return asked.type === 'complete'
    ? completions(environment, asked.at)
    : hover(environment, asked.at);
}

/** Kinds of names that a cell has no use for. */
const UNWANTED: string[] = [ts.ScriptElementKind.warning, ts.ScriptElementKind.scriptElement];

function completions({ languageService }: Environment, at: number): Told {
  const found = languageService.getCompletionsAtPosition(CELL, at, {});
  const entries = (found?.entries ?? []).filter(({ kind }) => !UNWANTED.includes(kind));
  return {
    completions: entries.slice(0, 500).map(({ name, kind, sortText }) => {
      // Names of the cell and of the bench come before those of the language.
      return { label: name, kind, boost: sortText < '15' ? 1 : 0 };
    }),
  };
}

function hover({ languageService }: Environment, at: number): Told {
  const info = languageService.getQuickInfoAtPosition(CELL, at);
  if (!info) return {};
  const { start, length } = info.textSpan;
  return {
    hover: {
      from: start,
      to: start + length,
      type: ts.displayPartsToString(info.displayParts),
      says: ts.displayPartsToString(info.documentation),
    },
  };
}

/** Lists what TypeScript has against the cell, in the order of its text. */
function problems({ languageService }: Environment): Problem[] {
  const found = [
    ...languageService.getSyntacticDiagnostics(CELL),
    ...languageService.getSemanticDiagnostics(CELL),
  ];
  return found
    .map(({ start = 0, length = 0, messageText }) => {
      const message = ts.flattenDiagnosticMessageText(messageText, ' ');
      return { from: start, to: start + length, message };
    })
    .sort((a, b) => a.from - b.from);
}
