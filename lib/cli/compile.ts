// sockscope compile: what the compiler makes of a file, stage by stage, to be read.

import { type CompileOptions, compile, type SourceFile } from '../cc/compile.ts';
import { formatDiagnostics } from '../cc/diagnostic.ts';
import { dumpImage, dumpStage, STAGES, type Stage } from '../cc/dump.ts';
import { buildOptions } from '../machine/build.ts';
import { type CompilerFlags, noFlags, takeFlag } from './compiler-flags.ts';
import { isSource, optionsOf, readSources } from './sources.ts';
import type { Streams } from './streams.ts';

export const COMPILE_USAGE = `Usage: sockscope compile [--emit=${STAGES.join('|')}] [-E] FILE.c ... [-I DIR] [-D NAME[=VALUE]] [-W...]
`;

interface CompileCommand {
  flags: CompilerFlags;
  files: string[];
  emit: Stage | undefined;
}

export function readCompileCommand(argv: readonly string[]): CompileCommand | { wrong: string } {
  const command: CompileCommand = { flags: noFlags(), files: [], emit: undefined };
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i];
    if (word === '-E') command.emit = 'preprocessed';
    else if (word.startsWith('--emit')) {
      const value = word.startsWith('--emit=') ? word.slice(7) : argv[++i];
      const stage = STAGES.find((one) => one === value);
      if (!stage)
        return { wrong: `--emit wants one of ${STAGES.join(', ')}, not '${value ?? ''}'` };
      command.emit = stage;
    } else if (word.startsWith('-')) {
      const took = takeFlag(command.flags, word, argv[i + 1]);
      if (typeof took === 'string') return { wrong: took };
      if (took === 0 && word !== '-c') return { wrong: `unknown option '${word}'` };
      i += Math.max(1, took) - 1;
    } else if (isSource(word)) command.files.push(word);
    else return { wrong: `compile: '${word}' is no C file` };
  }
  if (command.files.length === 0) return { wrong: 'compile: which C file?' };
  return command;
}

/** Compiles and prints what `--emit` asks for; without it, only what is wrong. */
export function compileCommand(argv: readonly string[], streams: Streams): number {
  if (argv.includes('--help') || argv.includes('-h')) {
    streams.write(1, COMPILE_USAGE);
    return 0;
  }
  const command = readCompileCommand(argv);
  const sources = 'wrong' in command ? command.wrong : readSources(command.files);
  if ('wrong' in command || typeof sources === 'string') {
    streams.write(2, `sockscope: ${sources} (see sockscope --help)\n`);
    return 2;
  }
  const { options: more, words } = optionsOf(command.flags);
  streams.write(2, words);
  const options = { ...buildOptions(), ...more };
  if (command.emit && command.emit !== 'bytecode')
    return emitStage(command.emit, sources, options, streams);
  const result = compile(sources, options);
  streams.write(2, formatDiagnostics(result.ok ? result.warnings : result.diagnostics));
  if (!result.ok) return 1;
  const texts = new Map(sources.map(({ name, text }) => [name, text]));
  if (command.emit) streams.write(1, dumpImage(result.image, texts));
  return 0;
}

function emitStage(
  stage: Exclude<Stage, 'bytecode'>,
  sources: readonly SourceFile[],
  options: CompileOptions,
  streams: Streams,
): number {
  const result = dumpStage(stage, sources, options);
  streams.write(2, formatDiagnostics(result.diagnostics));
  streams.write(1, result.text);
  return result.diagnostics.some(({ severity }) => severity === 'error') ? 1 : 0;
}
