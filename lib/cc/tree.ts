// Tree: a C file as it was written, with the place of everything. Made by parse, read by check.
//
// One idea: nothing is resolved yet. Types are syntax (specifiers and declarators), names are
// names, `a[i]` is still an index; what they mean is check's business.

import type { Span } from './source.ts';
import type { CType } from './types.ts';

/** `parens`: it stands in parentheses of its own. */
export type Expr = { span: Span; parens?: boolean } & (
  | { kind: 'number'; text: string }
  | { kind: 'char'; value: number; type: CType }
  /** Without the zero behind it; `of` is the type of one character. */
  | { kind: 'string'; bytes: number[]; of: CType }
  | { kind: 'name'; name: string }
  | { kind: 'unary'; op: '-' | '+' | '!' | '~' | '*' | '&'; operand: Expr }
  | { kind: 'step'; op: '++' | '--'; prefix: boolean; operand: Expr }
  | { kind: 'binary'; op: BinaryOp; left: Expr; right: Expr }
  | { kind: 'assign'; op: BinaryOp | undefined; target: Expr; value: Expr }
  /** Without `yes` it is GNU's `test ?: no`. */
  | { kind: 'conditional'; test: Expr; yes: Expr | undefined; no: Expr }
  | { kind: 'comma'; left: Expr; right: Expr }
  | { kind: 'call'; callee: Expr; args: Expr[] }
  | { kind: 'index'; base: Expr; index: Expr }
  | { kind: 'member'; base: Expr; name: string; nameSpan: Span; arrow: boolean }
  | { kind: 'cast'; type: TypeName; operand: Expr }
  | { kind: 'compound'; type: TypeName; init: Init & { kind: 'list' } }
  | { kind: 'sizeof'; operand: Expr }
  | { kind: 'sizeof-type'; type: TypeName }
  | { kind: 'alignof'; of: TypeName | Expr }
  | { kind: 'generic'; control: Expr; cases: { type: TypeName | undefined; value: Expr }[] }
  | { kind: 'statements'; body: Stmt & { kind: 'block' } }
  | { kind: 'label-address'; label: string }
  /** What takes types or places: see parse-builtin.ts. */
  | { kind: 'builtin'; name: string; args: (Expr | TypeName)[] }
  | { kind: 'offsetof'; type: TypeName; path: (string | Expr)[] }
);

export type BinaryOp =
  | '*'
  | '/'
  | '%'
  | '+'
  | '-'
  | '<<'
  | '>>'
  | '<'
  | '>'
  | '<='
  | '>='
  | '=='
  | '!='
  | '&'
  | '^'
  | '|'
  | '&&'
  | '||';

export type Init =
  | { kind: 'expr'; span: Span; expr: Expr }
  | { kind: 'list'; span: Span; items: InitItem[] };

export interface InitItem {
  designators: Designator[];
  init: Init;
}

export type Designator =
  | { kind: 'field'; name: string; span: Span }
  /** GNU's `[first ... last]` has a `last`. */
  | { kind: 'index'; index: Expr; last: Expr | undefined; span: Span };

export type Storage = 'typedef' | 'extern' | 'static' | 'auto' | 'register' | undefined;

/** GNU attributes by name without underscores; the arguments of those that are understood. */
export type Attributes = Map<string, Expr[]>;

export interface Specifiers {
  span: Span;
  storage: Storage;
  const: boolean;
  volatile: boolean;
  atomic: boolean;
  noreturn: boolean;
  inline: boolean;
  thread: boolean;
  /** Every `_Alignas`. */
  align: (Expr | TypeName)[];
  attributes: Attributes;
  base: BaseType;
}

export type BaseType =
  | { kind: 'builtin'; type: CType }
  | { kind: 'named'; name: string; span: Span }
  | { kind: 'typeof'; operand: Expr | TypeName; span: Span }
  | { kind: 'auto'; span: Span }
  | RecordSyntax
  | EnumSyntax;

export interface RecordSyntax {
  kind: 'record';
  union: boolean;
  tag: string | undefined;
  members: (Declaration | StaticAssert)[] | undefined;
  attributes: Attributes;
  /** What `#pragma pack` said where the members began. */
  pack: number | undefined;
  span: Span;
}

export interface EnumSyntax {
  kind: 'enum';
  tag: string | undefined;
  names: { name: string; value: Expr | undefined; span: Span }[] | undefined;
  packed: boolean;
  span: Span;
}

/** From the outside in: `*a[3]` is a pointer around an array around a name. */
export type Declarator =
  | { kind: 'name'; name: string | undefined; span: Span }
  | { kind: 'pointer'; const: boolean; volatile: boolean; restrict: boolean; inner: Declarator }
  /** `[*]`, in a prototype, is `star`. */
  | { kind: 'array'; length: Expr | undefined; star: boolean; inner: Declarator; span: Span }
  | {
      kind: 'function';
      params: ParamSyntax[];
      variadic: boolean;
      oldStyle: boolean;
      /** The names of an old-style definition, whose types follow. */
      names: { name: string; span: Span }[];
      inner: Declarator;
      span: Span;
    };

export interface ParamSyntax {
  specifiers: Specifiers;
  declarator: Declarator;
}

export interface TypeName {
  span: Span;
  specifiers: Specifiers;
  declarator: Declarator;
}

export interface Declaration {
  kind: 'declaration';
  span: Span;
  specifiers: Specifiers;
  declarators: InitDeclarator[];
}

export interface InitDeclarator {
  declarator: Declarator;
  init: Init | undefined;
  /** Of a bit-field. */
  width: Expr | undefined;
  attributes: Attributes;
  /** `__asm__("name")`: what the linker is to call it. */
  label: string | undefined;
}

export interface FunctionSyntax {
  kind: 'function';
  span: Span;
  specifiers: Specifiers;
  declarator: Declarator;
  body: Stmt & { kind: 'block' };
}

export interface StaticAssert {
  kind: 'static-assert';
  span: Span;
  test: Expr;
  message: string;
}

export type Stmt = { span: Span } & (
  | { kind: 'expr'; expr: Expr }
  | { kind: 'empty' }
  | { kind: 'block'; items: BlockItem[]; end: Span }
  | { kind: 'if'; test: Expr; yes: Stmt; no: Stmt | undefined }
  | { kind: 'while'; test: Expr; body: Stmt }
  | { kind: 'do'; body: Stmt; test: Expr }
  | {
      kind: 'for';
      init: Declaration | Expr | undefined;
      test: Expr | undefined;
      step: Expr | undefined;
      body: Stmt;
    }
  | { kind: 'switch'; value: Expr; body: Stmt }
  | { kind: 'case'; value: Expr; last: Expr | undefined; body: Stmt }
  | { kind: 'default'; body: Stmt }
  | { kind: 'label'; name: string; body: Stmt }
  | { kind: 'goto'; label: string; labelSpan: Span }
  | { kind: 'goto-computed'; target: Expr }
  | { kind: 'break' }
  | { kind: 'continue' }
  | { kind: 'return'; value: Expr | undefined }
);

export type BlockItem = Stmt | Declaration | StaticAssert;

export type TopLevel = Declaration | FunctionSyntax | StaticAssert;
