// Signature: do a call through a pointer and the function behind it fit each other?
//
// One idea: what matters to the machine is how many arguments there are and what class of value each
// is; that one pointer type stands for another, as in comparison functions for qsort, is no mistake.

import { type CType, declare, sizeOf, typeName, valueClass } from './types.ts';

type Function = CType & { kind: 'function' };

function classOf(type: CType): string {
  if (type.kind === 'void') return 'void';
  return type.kind === 'record' ? `struct of ${sizeOf(type)} bytes` : valueClass(type);
}

/** Says what is wrong with calling `callee` as a `wanted`; undefined for nothing. */
export function mismatch(wanted: Function, callee: Function, name: string): string | undefined {
  // Natives, and functions declared as `f()`, take what they are given.
  if (callee.oldStyle && callee.params.length === 0) return undefined;
  const [passed, taken] = [wanted.params.length, callee.params.length];
  const as = `calls '${declare(callee, name)}' as '${typeName(wanted)}'`;
  if (callee.variadic ? passed < taken : passed !== taken) {
    return `${as}: it takes ${number(taken)}, but ${passed} ${passed === 1 ? 'is' : 'are'} passed`;
  }
  if (callee.variadic !== wanted.variadic) {
    const variable = 'takes a variable number of arguments';
    return callee.variadic ? `${as}: it ${variable}` : `${as}: no function that ${variable}`;
  }
  for (const [i, { type }] of callee.params.entries()) {
    const given = wanted.params[i].type;
    if (classOf(type) !== classOf(given)) {
      return `${as}: its argument ${i + 1} is '${typeName(type)}', but '${typeName(given)}' is passed`;
    }
  }
  const { returns } = wanted;
  // A thread's function that returns nothing is wrong and common: there is no value, and nobody looks.
  if (callee.returns.kind === 'void' && returns.kind === 'pointer') return undefined;
  if (returns.kind !== 'void' && classOf(returns) !== classOf(callee.returns)) {
    return `${as}: it returns '${typeName(callee.returns)}'`;
  }
  return undefined;
}

function number(n: number): string {
  return n === 0 ? 'no arguments' : `${n} argument${n === 1 ? '' : 's'}`;
}
