// Typed tree: what a C file means. Made by check, read by emit.
//
// One idea: few kinds and nothing implicit. `a[i]` is a dereference of an offset pointer, `p->x` a
// field of a dereference, every conversion is a cast node, every array that decays an address.

import type { Scope } from './scope.ts';
import type { SourceText, Span } from './source.ts';
import type { Bits, CType } from './types.ts';

/** A variable of a function. `addressed` ones live in the stack's memory, others in registers. */
export interface Local {
  name: string;
  type: CType;
  span: Span;
  addressed: boolean;
  param: boolean;
  /** Set by some initialiser or assignment; a scalar never set is certainly read too early. */
  assigned: boolean;
  /** Where a parameter's declaration begins. */
  from?: Span;
  /** Said to be unused by an attribute. */
  unused?: boolean;
  /** A parameter that is written as an array. */
  array?: boolean;
  /** What `_Alignas` or `aligned` asks for. */
  align?: number;
}

export type TExpr = { span: Span; type: CType } & (
  | { kind: 'int'; value: bigint }
  | { kind: 'float'; value: number }
  // Places (lvalues).
  | { kind: 'local'; local: Local }
  | { kind: 'global'; symbol: string; name: string; thread?: boolean }
  | { kind: 'deref'; pointer: TExpr }
  | { kind: 'field'; base: TExpr; offset: number; name: string; bits?: Bits }
  | { kind: 'compound'; local: Local; init: InitPart[] }
  // Values.
  | { kind: 'address'; of: TExpr }
  | { kind: 'unary'; op: '-' | '~' | '!'; operand: TExpr }
  | { kind: 'binary'; op: ArithmeticOp; left: TExpr; right: TExpr }
  | { kind: 'compare'; op: CompareOp; left: TExpr; right: TExpr }
  | { kind: 'offset'; pointer: TExpr; index: TExpr; size: number; negative: boolean }
  | { kind: 'distance'; left: TExpr; right: TExpr; size: number }
  | { kind: 'logical'; op: '&&' | '||'; left: TExpr; right: TExpr }
  | { kind: 'conditional'; test: TExpr; yes: TExpr; no: TExpr }
  | { kind: 'comma'; left: TExpr; right: TExpr }
  | { kind: 'cast'; operand: TExpr }
  | { kind: 'assign'; target: TExpr; value: TExpr }
  /** `target = (T)((via)target op value)`; with `post` the value is the old one. */
  | { kind: 'update'; op: ArithmeticOp; target: TExpr; value: TExpr; via: CType; post: boolean }
  /** `p += i`, `p++` and so on: `size` is that of what `p` points to. */
  | { kind: 'advance'; target: TExpr; index: TExpr; size: number; negative: boolean; post: boolean }
  | { kind: 'call'; callee: TExpr; args: TExpr[]; fixed: number }
  | { kind: 'syscall'; args: TExpr[] }
  | { kind: 'va-start'; list: TExpr }
  | { kind: 'va-arg'; list: TExpr }
  /** Stack memory until the function returns. */
  | { kind: 'alloca'; bytes: TExpr }
  /** GNU's `({ … })`: the statements, then the value of the last one, if it has one. */
  | { kind: 'statements'; items: TStmt[]; end: Span; result: TExpr | undefined }
);

export type ArithmeticOp = '*' | '/' | '%' | '+' | '-' | '<<' | '>>' | '&' | '^' | '|';
export type CompareOp = '<' | '>' | '<=' | '>=' | '==' | '!=';

/** One stored piece of an initialised object. */
export type InitPart =
  | { kind: 'value'; offset: number; value: TExpr; bits?: Bits }
  | { kind: 'bytes'; offset: number; bytes: number[] };

export interface SwitchCase {
  first: bigint;
  last: bigint;
  span: Span;
}

export type TStmt = { span: Span } & (
  | { kind: 'expr'; expr: TExpr }
  /**
   * Brings a local to life; whole objects are zeroed first, `parts` then say what is not zero.
   * `cleanup` is called wherever its scope is left.
   */
  | { kind: 'declare'; local: Local; parts: InitPart[] | undefined; cleanup?: TExpr | undefined }
  | { kind: 'block'; items: TStmt[]; end: Span }
  | { kind: 'if'; test: TExpr; yes: TStmt; no: TStmt | undefined }
  | {
      kind: 'loop';
      init: TStmt[];
      test: TExpr | undefined;
      step: TExpr | undefined;
      body: TStmt;
      testFirst: boolean;
    }
  | { kind: 'switch'; value: TExpr; cases: SwitchCase[]; hasDefault: boolean; body: TStmt }
  | { kind: 'case'; index: number; body: TStmt }
  | { kind: 'default'; body: TStmt }
  | { kind: 'label'; name: string; body: TStmt }
  | { kind: 'goto'; label: string }
  /** GNU's `goto *p`: goes to the one of the function's `addressed` labels whose number it is. */
  | { kind: 'goto-computed'; target: TExpr }
  | { kind: 'break' }
  | { kind: 'continue' }
  | { kind: 'return'; value: TExpr | undefined }
);

export interface FunctionDef {
  kind: 'function';
  symbol: string;
  name: string;
  type: CType & { kind: 'function' };
  params: Local[];
  /** The sizes of variable-length arrays that parameters point to. */
  prologue: TStmt[];
  body: TStmt & { kind: 'block' };
  span: Span;
  /** Every symbol that its code names, for linking by need. */
  refs: Set<string>;
  /** Labels whose address is taken; the address is LABEL_BASE + the index here. */
  addressed: string[];
  /** Whether its frame grows while it runs: by variable-length arrays, or by alloca alone. */
  grows: 'vla' | 'alloca' | undefined;
  linkage: Linkage;
}

/** What a linker must know of a definition beside its name. */
export interface Linkage {
  /** Gives way to another definition: `weak`, and an inline definition. */
  weak?: boolean | undefined;
  /** Is left out where nothing refers to it, and what it refers to with it: an inline definition. */
  onlyIfUsed?: boolean | undefined;
  /** Runs before main, or at exit; in the order of these numbers. */
  ctor?: number | undefined;
  dtor?: number | undefined;
}

/** `&&label` begins here: an address that no memory has. */
export const LABEL_BASE = 0x60000000;

export interface Relocation {
  offset: number;
  symbol: string;
  addend: number;
}

export interface ObjectDef {
  kind: 'object';
  symbol: string;
  name: string;
  type: CType;
  /** Read-only memory: string literals and const objects. */
  constant: boolean;
  /** Declared without initialiser at file scope; a later definition replaces it. */
  tentative: boolean;
  bytes: Uint8Array;
  relocations: Relocation[];
  span: Span;
  /** String literals have no name of their own in a debugger. */
  anonymous: boolean;
  /** Each thread has one of its own. */
  thread?: boolean;
  align?: number;
  linkage?: Linkage;
}

export type Def = FunctionDef | ObjectDef;

/** One checked file: what it defines, and what it wants from others. */
export interface Unit {
  name: string;
  /** The files that spans of this unit count into. */
  files: SourceText[];
  library: boolean;
  defs: Map<string, Def>;
  /** Where each undefined symbol is first used, and its type. */
  wanted: Map<string, { span: Span; type: CType }>;
  /** The functions that it declares. */
  declared: Map<string, CType>;
  /** What declarations say of symbols, defined here or not. */
  linkage: Map<string, Linkage>;
  /** Of the user's files, for debuggers: what names mean outside of functions. */
  scope?: Scope;
}
