// Warnings: their names, which of them are on, and what -W flags make of that.
//
// One idea: a warning without a flag of its own belongs to a group as in gcc: always on, -Wall or
// -Wextra. Without any flag this compiler gives what `gcc -Wall -Wextra` gives, except for what is
// about style and not about mistakes.
//
// Source: gcc 12 manual, "Options to Request or Suppress Warnings".

/** Which warnings are on, and which of them are errors. */
export interface WarningSet {
  enabled: ReadonlySet<string>;
  errors: ReadonlySet<string>;
  /** -Werror. */
  allErrors: boolean;
  /** -w. */
  none: boolean;
}

const DEFAULT = [
  ...['address-of-packed-member', 'attributes', 'builtin-macro-redefined', 'cpp', 'deprecated'],
  ...['discarded-qualifiers', 'div-by-zero', 'implicit-function-declaration', 'implicit-int'],
  ...['incompatible-pointer-types', 'int-conversion', 'int-to-pointer-cast', 'multichar'],
  ...['overflow', 'pointer-to-int-cast', 'return-local-addr', 'shift-count-negative'],
  ...['shift-count-overflow', 'sizeof-array-argument', 'switch-unreachable'],
  ...['switch-bool', 'switch-outside-range'],
  ...[
    'varargs',
    'main',
    'builtin-declaration-mismatch',
    'free-nonheap-object',
    'stringop-overflow',
    'stringop-overread',
  ],
];

const ALL = [
  ...[
    'address',
    'array-bounds',
    'array-compare',
    'bool-compare',
    'char-subscripts',
    'comment',
    'dangling-else',
  ],
  ...['duplicate-decl-specifier', 'enum-compare', 'format', 'format-extra-args'],
  ...['format-overflow', 'format-security', 'format-zero-length', 'format-contains-nul'],
  ...['int-in-bool-context', 'logical-not-parentheses', 'maybe-uninitialized'],
  ...['memset-transposed-args', 'misleading-indentation', 'missing-braces', 'nonnull'],
  ...['parentheses', 'pointer-sign', 'return-type', 'sequence-point', 'sizeof-pointer-div'],
  ...['sizeof-pointer-memaccess', 'strict-aliasing', 'switch', 'tautological-compare', 'trigraphs'],
  ...['uninitialized', 'unknown-pragmas', 'unused-but-set-variable', 'unused-function'],
  ...['unused-label', 'unused-value', 'unused-variable', 'unused-local-typedefs', 'use-after-free'],
  ...['unused-const-variable', 'unused-result', 'sizeof-array-div', 'infinite-recursion'],
];

const EXTRA = [
  'extra',
  ...['cast-function-type', 'empty-body', 'implicit-fallthrough', 'missing-field-initializers'],
  ...['missing-parameter-type', 'old-style-declaration', 'override-init', 'sign-compare'],
  ...[
    'type-limits',
    'unused-parameter',
    'unused-but-set-parameter',
    'string-compare',
    'endif-labels',
  ],
];

/** Of -Wall and -Wextra, what is on only if it is asked for: correct programs do these on purpose. */
const ASKED = [
  ...['unused-parameter', 'unused-but-set-parameter', 'missing-field-initializers'],
  'missing-braces',
];

/** In gcc's -Wall or -Wextra, but another option there: off unless named. */
const OFF = ['shadow'];

/** Words that gcc knows and that change nothing here. */
const IGNORED =
  /^(pedantic|conversion|cast-\w+|strict-\w+|missing-\w+|error|fatal-errors|format=?\d?|write-strings|undef|\w+-prototypes|inline|float-equal|vla|declaration-after-statement|init-self|nested-externs|redundant-decls|switch-\w+|double-promotion|null-dereference|duplicated-\w+|logical-op|stack-\w+|alloca|useless-cast|system-headers|packed|padded|c\+\+-compat|a,.*|l,.*|p,.*)/;

export const ALL_WARNINGS: ReadonlySet<string> = new Set([...DEFAULT, ...ALL, ...EXTRA, ...OFF]);

function without(names: readonly string[], off: readonly string[]): string[] {
  return names.filter((name) => !off.includes(name));
}

let usual: WarningSet | undefined;

/** What is on without any -W flag; the set is made when the first warning is about to be given. */
export function usualWarnings(): WarningSet {
  const enabled = [...DEFAULT, ...without([...ALL, ...EXTRA], [...ASKED, ...OFF])];
  usual ??= { enabled: new Set(enabled), errors: new Set(), allErrors: false, none: false };
  return usual;
}

/** What gcc gives without any -W flag. */
export function defaultWarnings(): WarningSet {
  return { ...usualWarnings(), enabled: new Set(DEFAULT) };
}

export const NO_WARNINGS: WarningSet = {
  ...{ enabled: new Set(), errors: new Set(), allErrors: false, none: true },
};

/** Tells whether a warning is wanted; one without a name always is. */
export function isEnabled(set: WarningSet | undefined, option: string | undefined): boolean {
  const { none, enabled } = set ?? usualWarnings();
  return !none && (option === undefined || enabled.has(option));
}

/** Reads -w and -W… flags, in order; returns also the flags that mean nothing here. */
export function readWarningFlags(flags: readonly string[]): {
  set: WarningSet;
  unknown: string[];
} {
  const enabled = new Set(usualWarnings().enabled);
  const errors = new Set<string>();
  const unknown: string[] = [];
  let [allErrors, none] = [false, false];
  for (const flag of flags) {
    const word = flag.replace(/^-W?/, '');
    const off = word.startsWith('no-');
    const name = word
      .replace(/^no-/, '')
      .replace(/^error=/, '')
      .replace(/=.*$/, '');
    if (flag === '-w') none = true;
    else if (name === 'error') allErrors = !off;
    else if (name === 'all' || name === 'extra') {
      const group = without(name === 'all' ? [...ALL, ...DEFAULT] : EXTRA, OFF);
      for (const one of group) off ? enabled.delete(one) : enabled.add(one);
    } else if (ALL_WARNINGS.has(name)) {
      if (off && word.includes('error=')) errors.delete(name);
      else if (off) enabled.delete(name);
      else enabled.add(name);
      if (!off && word.startsWith('error=')) errors.add(name);
    } else if (!IGNORED.test(name)) unknown.push(flag);
  }
  return { set: { enabled, errors, allErrors, none }, unknown };
}
