// Dump: each stage's result as text, for whoever studies the compiler.
//
// One idea: trees are plain data, so one printer does for both: a node a line, its kind first, what
// hangs below it indented. Types are written as C writes them, places as line:column.

import { disassemble, WIDTH } from './bytecode.ts';
import { type CompileOptions, readUnit, type SourceFile } from './compile.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Image } from './image.ts';
import type { Context, Span } from './source.ts';
import type { Token } from './tokenize.ts';
import type { Unit } from './typed.ts';
import { type CType, declare, typeName } from './types.ts';

export const STAGES = ['preprocessed', 'tokens', 'ast', 'ir', 'bytecode'] as const;
export type Stage = (typeof STAGES)[number];

/** Runs the compiler up to a stage and writes what came out of it. */
export function dumpStage(
  stage: Exclude<Stage, 'bytecode'>,
  sources: readonly SourceFile[],
  options: CompileOptions,
): { text: string; diagnostics: Diagnostic[] } {
  const files = sources.map((s) => ({ ...s, library: false }));
  const ctx: Context = { files, diagnostics: [], warnings: options.warnings };
  let text = '';
  sources.forEach((source, file) => {
    if (source.name.endsWith('.h')) return;
    const { tokens, tree, unit } = readUnit(ctx, file, options);
    if (stage === 'preprocessed') text += preprocessedText(ctx, tokens);
    else if (stage === 'tokens') text += tokens.map((t) => tokenLine(ctx, t)).join('');
    else if (stage === 'ast') text += tree.map((item) => nodeText(item, 0, '')).join('');
    else if (unit) text += unitText(unit);
  });
  return { text, diagnostics: ctx.diagnostics };
}

function tokenLine(ctx: Context, { kind, text, span }: Token): string {
  const macro = span.macro ? `  from macro ${span.macro.name}` : '';
  const where = `${ctx.files[span.file].name}:${span.line}:${span.column}`;
  return `${where.padEnd(24)} ${kind.padEnd(7)} ${text}${macro}\n`;
}

/** What gcc -E prints: the tokens on their lines, with the files that they come from. */
function preprocessedText(ctx: Context, tokens: readonly Token[]): string {
  let out = '';
  let file = -1;
  let line = 0;
  for (const { kind, text, span, space } of tokens) {
    if (kind === 'end') break;
    if (span.file !== file || span.line < line || span.line > line + 8) {
      out += `${out === '' ? '' : '\n'}# ${span.line} "${ctx.files[span.file].name}"\n`;
      ({ file, line } = span);
      out += ' '.repeat(span.column - 1);
    } else if (span.line > line) {
      out += '\n'.repeat(span.line - line) + ' '.repeat(span.column - 1);
      ({ line } = span);
    } else if (space || needsSpace(out.at(-1) ?? '', text[0])) out += ' ';
    out += text;
  }
  return `${out}\n`;
}

function needsSpace(before: string, next: string): boolean {
  return (
    (/[\w$]/.test(before) && /[\w$]/.test(next)) || (/[-+&|<>=]/.test(before) && before === next)
  );
}

// ---- trees ------------------------------------------------------------------------------------

const DEEP = 200;

/** One node and what is below it; `role` is its name in the node above. */
function nodeText(node: object, depth: number, role: string): string {
  const indent = '  '.repeat(depth);
  if (depth > DEEP) return `${indent}...\n`;
  let head = role === '' ? '' : `${role}: `;
  let below = '';
  const entries = Object.entries(node) as [string, unknown][];
  const kind = 'kind' in node ? String(node.kind) : '';
  head += kind;
  for (const [key, value] of entries) {
    if (key === 'kind' || value === undefined) continue;
    if (key === 'span') head += ` <${place(value as Span)}>`;
    else if (isType(key, value)) head += ` '${typeName(value)}'`;
    else if (Array.isArray(value) && value.every((v) => typeof v !== 'object')) {
      head += ` ${key}=[${value.slice(0, 80).join(' ')}]`;
    } else if (Array.isArray(value)) {
      value.forEach((one, i) => {
        if (typeof one === 'object' && one) below += nodeText(one, depth + 1, `${key}[${i}]`);
      });
    } else if (key === 'local') head += ` ${(value as { name: string }).name || '(hidden)'}`;
    else if (typeof value === 'object' && value !== null) {
      if (!/[sS]pan$|^end$|^record$/.test(key) && !(value instanceof Map && value.size === 0)) {
        below += nodeText(value, depth + 1, key);
      }
    } else if (value !== false)
      head += ` ${key}=${typeof value === 'string' ? `'${value}'` : String(value)}`;
  }
  return `${indent}${head}\n${below}`;
}

function place({ line, column, macro }: Span): string {
  return `${line}:${column}${macro ? ` ${macro.name}` : ''}`;
}

const TYPE_KINDS = new Set(['void', 'int', 'float', 'pointer', 'array', 'record', 'function']);

function isType(key: string, value: unknown): value is CType {
  if (key !== 'type' && key !== 'via' && key !== 'of') return false;
  return (
    typeof value === 'object' &&
    value !== null &&
    !('span' in value) &&
    'kind' in value &&
    TYPE_KINDS.has(String(value.kind))
  );
}

/** The typed tree of a file: its objects, then its functions. */
function unitText(unit: Unit): string {
  let out = '';
  for (const def of unit.defs.values()) {
    if (def.kind === 'object') {
      const bytes = [...def.bytes.slice(0, 32)]
        .map((b) => b.toString(16).padStart(2, '0'))
        .join(' ');
      out += `object ${declare(def.type, def.symbol)} ${def.constant ? 'constant ' : ''}${def.bytes.length} bytes: ${bytes}\n`;
      continue;
    }
    out += `\nfunction ${declare(def.type, def.symbol)}\n`;
    out += nodeText(def.body, 1, '');
  }
  return out;
}

// ---- bytecode ---------------------------------------------------------------------------------

/** The instructions of the program's own functions, with the source line that each comes from. */
export function dumpImage(image: Image, texts: ReadonlyMap<string, string>): string {
  let out = '';
  for (const fn of image.functions) {
    const file = image.files[fn.file];
    if (!file || file.library) continue;
    const lines = texts.get(file.name)?.split('\n') ?? [];
    out += `\n${declare(fn.type, fn.name)}  ; ${fn.registers} registers, ${fn.frameBytes} bytes of stack\n`;
    let line = 0;
    for (let pc = fn.pc; pc < fn.endPc; pc += WIDTH) {
      const at = image.lines.findLast((entry) => entry.pc <= pc);
      if (at && at.line !== line) {
        ({ line } = at);
        out += `  ; ${line}: ${(lines[line - 1] ?? '').trim()}\n`;
      }
      out += `  ${String(pc / WIDTH).padStart(6)}  ${disassemble(image.code, pc)}\n`;
    }
  }
  return out.trimStart();
}
