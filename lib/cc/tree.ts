// Tree: a C file as it was written, with the place of everything. Made by parse, read by check.
//
// One idea: nothing is resolved yet. Types are syntax (specifiers and declarators), names are
// names, `a[i]` is still an index; what they mean is check's business.

import type { Span } from './source.ts';
import type { CType } from './types.ts';

/** `parens`: it stands in parentheses of its own. */
export type Expr = { span: Span; parens?: boolean } & (
  | { kind: 'number'; text: string }
  | { kind: 'char'; value: number }
  | { kind: 'string'; bytes: number[] }
  | { kind: 'name'; name: string }
  | { kind: 'unary'; op: '-' | '+' | '!' | '~' | '*' | '&'; operand: Expr }
  | { kind: 'step'; op: '++' | '--'; prefix: boolean; operand: Expr }
  | { kind: 'binary'; op: BinaryOp; left: Expr; right: Expr }
  | { kind: 'assign'; op: BinaryOp | undefined; target: Expr; value: Expr }
  | { kind: 'conditional'; test: Expr; yes: Expr; no: Expr }
  | { kind: 'comma'; left: Expr; right: Expr }
  | { kind: 'call'; callee: Expr; args: Expr[] }
  | { kind: 'index'; base: Expr; index: Expr }
  | { kind: 'member'; base: Expr; name: string; nameSpan: Span; arrow: boolean }
  | { kind: 'cast'; type: TypeName; operand: Expr }
  | { kind: 'compound'; type: TypeName; init: Init & { kind: 'list' } }
  | { kind: 'sizeof'; operand: Expr }
  | { kind: 'sizeof-type'; type: TypeName }
  | { kind: 'alignof'; type: TypeName }
  | { kind: 'va-start'; list: Expr }
  | { kind: 'va-arg'; list: Expr; type: TypeName }
  | { kind: 'va-copy'; to: Expr; from: Expr }
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
  | { kind: 'index'; index: Expr; span: Span };

export type Storage = 'typedef' | 'extern' | 'static' | 'auto' | 'register' | undefined;

export interface Specifiers {
  span: Span;
  storage: Storage;
  const: boolean;
  volatile: boolean;
  noreturn: boolean;
  base: BaseType;
}

export type BaseType =
  | { kind: 'builtin'; type: CType }
  | { kind: 'named'; name: string; span: Span }
  | { kind: 'typeof'; operand: Expr | TypeName; span: Span }
  | RecordSyntax
  | EnumSyntax;

export interface RecordSyntax {
  kind: 'record';
  union: boolean;
  tag: string | undefined;
  members: Declaration[] | undefined;
  packed: boolean;
  span: Span;
}

export interface EnumSyntax {
  kind: 'enum';
  tag: string | undefined;
  names: { name: string; value: Expr | undefined; span: Span }[] | undefined;
  span: Span;
}

/** From the outside in: `*a[3]` is a pointer around an array around a name. */
export type Declarator =
  | { kind: 'name'; name: string | undefined; span: Span }
  | { kind: 'pointer'; const: boolean; volatile: boolean; inner: Declarator }
  | { kind: 'array'; length: Expr | undefined; inner: Declarator; span: Span }
  | {
      kind: 'function';
      params: ParamSyntax[];
      variadic: boolean;
      oldStyle: boolean;
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
  declarators: { declarator: Declarator; init: Init | undefined }[];
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
  | { kind: 'break' }
  | { kind: 'continue' }
  | { kind: 'return'; value: Expr | undefined }
);

export type BlockItem = Stmt | Declaration | StaticAssert;

export type TopLevel = Declaration | FunctionSyntax | StaticAssert;
