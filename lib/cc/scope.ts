// Scope: the checker's state, its names and its tags.

import type { CaseLabels } from './case-labels.ts';
import type { Lint } from './lint.ts';
import type { Context, Span } from './source.ts';
import type { Declarator, Specifiers } from './tree.ts';
import type { FunctionDef, InitPart, Local, SwitchCase, TExpr, TStmt, Unit } from './typed.ts';
import { type CType, type EnumInfo, INT, type RecordInfo } from './types.ts';

export type Entry =
  | { kind: 'local'; local: Local }
  | {
      kind: 'global';
      symbol: string;
      type: CType;
      span: Span;
      static: boolean;
      thread?: boolean;
      /** A function that nothing but a call has declared. */
      implicit?: boolean;
      /** It was called without a declaration, and its header says what it takes. */
      assumed?: boolean;
    }
  | { kind: 'typedef'; type: CType; span: Span; used?: boolean }
  /** What is wrong with it has been told. */
  | { kind: 'poison'; span: Span }
  | { kind: 'constant'; value: bigint; type: CType; span: Span };

export type Tag =
  | { kind: 'record'; record: RecordInfo }
  | { kind: 'enum'; info: EnumInfo; type: CType & { kind: 'int' } };

export interface Scope {
  names: Map<string, Entry>;
  tags: Map<string, Tag>;
}

/** What is known while a function's body is checked. */
export interface FunctionScope {
  def: FunctionDef;
  returns: CType;
  variadic: boolean;
  breakable: number;
  loops: number;
  switches: SwitchScope[];
  labels: Map<string, Span>;
  gotos: { label: string; span: Span }[];
  locals: Local[];
  /** Static variables. */
  statics: { name: string; symbol: string; span: Span }[];
  typedefs: { name: string; entry: Entry & { kind: 'typedef' } }[];
  /** How often the body names a variable. */
  mentions: Map<Local, number>;
}

export interface SwitchScope {
  cases: SwitchCase[];
  /** The same, to be looked up. */
  labels: CaseLabels;
  hasDefault: boolean;
  default?: Span;
  type: CType;
}

export interface Checker {
  ctx: Context;
  unit: Unit;
  file: number;
  scopes: Scope[];
  fn: FunctionScope | undefined;
  headers: (name: string) => string | undefined;
  included: ReadonlySet<string>;
  /** Names of macros, for suggestions. */
  macros: ReadonlySet<string>;
  /** The type that a header gives a function. */
  prototypeOf: (header: string, name: string) => CType | undefined;
  lint: Lint | undefined;
  /** Inside `sizeof` and its like, of which nothing is computed. */
  unevaluated: boolean;
  /** For naming static locals and string literals. */
  serial: number;
  strings: Map<string, string>;
  /** What compound literals outside of functions set, by symbol. */
  literals: Map<string, InitPart[]>;
  /** The specifiers of the declaration being checked. */
  specified?: Specifiers;
  /** Where the sizes of variable-length arrays are computed; undefined where there can be none. */
  sizes: SizeContext | undefined;
  /** What function declarators declared: a definition's body goes on in that scope. */
  prototypes: Map<Declarator, Prototype>;
}

export interface SizeContext {
  out: TStmt[];
  /** They are those of a function's parameters. */
  params?: boolean;
  /** The sizes outlive the place where they are computed. */
  addressed: boolean;
}

export interface Prototype {
  scope: Scope;
  params: Local[];
  prologue: TStmt[];
}

/** A variable without a name that the compiler needs; `addressed` ones may be set anywhere. */
export function hiddenLocal(type: CType, span: Span, addressed = true): Local {
  return { name: '', type, span, addressed, param: false, assigned: true };
}

export function lookUp(c: Checker, name: string): Entry | undefined {
  for (let i = c.scopes.length - 1; i >= 0; i--) {
    const found = c.scopes[i].names.get(name);
    if (found) return found;
  }
  return undefined;
}

export function lookUpTag(c: Checker, tag: string): Tag | undefined {
  for (let i = c.scopes.length - 1; i >= 0; i--) {
    const found = c.scopes[i].tags.get(tag);
    if (found) return found;
  }
  return undefined;
}

export function innermost(c: Checker): Scope {
  return c.scopes.at(-1)!;
}

export function openScope(c: Checker): void {
  c.scopes.push({ names: new Map(), tags: new Map() });
}

export function closeScope(c: Checker): void {
  c.scopes.pop();
}

/** Makes a symbol that no other file can mean. */
export function privateSymbol(c: Checker, name: string): string {
  return `${name}@${c.unit.name}`;
}

/** Remembers that the code being checked names a symbol, for the linker. */
export function useSymbol(c: Checker, symbol: string, span: Span, type: CType): void {
  c.fn?.def.refs.add(symbol);
  if (!c.unit.wanted.has(symbol)) c.unit.wanted.set(symbol, { span, type });
}

export function intExpr(value: bigint | number, span: Span, type: CType = INT): TExpr {
  return { kind: 'int', span, type, value: BigInt(value) };
}
