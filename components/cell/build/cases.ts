// Which cases of a switch may be taken out together: those that never ran.
//
// One idea: what matches no case that stays goes to where the others went, and is told apart there.
//
// Source: ECMAScript 2023, 14.12 (`default` is tried last, wherever it stands).

import { childrenOf, declaredBy, isFunction, type Node, usesOf, walk } from './scopes.ts';

export interface Cases {
  cases: readonly Node[];
  /** Whether their names must stay, because there are others that match nothing. */
  named: boolean;
  /** Whether what stands in their place returns what they do; else it goes on behind the switch. */
  returns: boolean;
}

/** Where switches without a `default` end: their closing brackets, in order. */
export function openSwitches(program: Node): number[] {
  const ends: number[] = [];
  walk(program, (node) => {
    if (node.type === 'SwitchStatement' && node.cases.every((one: Node) => one.test))
      ends.push(node.end - 1);
    return undefined;
  });
  return ends.sort((a, b) => a - b);
}

/** Finds the cases that can go; `last` says that the function ends with this switch. The bracket of a
 * switch without a `default` is idle where everything has matched. */
export function casesToCut(
  node: Node,
  idle: (start: number, end: number) => boolean,
  last: boolean,
): Cases | undefined {
  const all: Node[] = node.cases;
  if (!isPlain(node.discriminant) || !all.every(({ test }) => !test || isConstant(test))) return;
  const groups = groupsOf(all);
  const gone = groups.filter((group) => group.every(({ start, end }) => idle(start, end)));
  const cases = gone.flat();
  if (cases.length === 0 || shares(all, cases)) return;
  const other = all.find(({ test }) => !test);
  // What matches none of the cases that stay would fetch the others, if that has been seen.
  const named = other ? !cases.includes(other) : !idle(node.end - 1, node.end);
  const ways = gone.map(wayOf);
  if (ways.includes('elsewhere')) return;
  // A function that comes to its end returns nothing, and so does the piece.
  const returns = (other || named) && ways.every((way) => way === 'returns');
  if (last || returns) return { cases, named, returns: true };
  return ways.every((way) => way === 'leaves') ? { cases, named, returns: false } : undefined;
}

function lastOf(list: readonly Node[]): Node | undefined {
  const last = list.at(-1);
  return last?.type === 'BlockStatement' ? lastOf(last.body) : last;
}

/** A value that may be read twice: nothing is called for it. */
function isPlain(node: Node): boolean {
  if (node.type === 'Identifier') return true;
  return node.type === 'MemberExpression' && !node.computed && isPlain(node.object);
}

function isConstant(test: Node): boolean {
  return test.type === 'Literal' || (test.type === 'TemplateLiteral' && !test.expressions.length);
}

/** Cases of which each falls into the next, taken together. */
function groupsOf(all: readonly Node[]): Node[][] {
  const groups: Node[][] = [];
  let open = false;
  for (const one of all) {
    if (open) groups.at(-1)!.push(one);
    else groups.push([one]);
    open = !/^(?:Return|Throw|Break|Continue)/.test(lastOf(one.consequent)?.type ?? '');
  }
  return groups;
}

/** Whether the cases that go and those that stay have a variable in common. */
function shares(all: readonly Node[], cases: readonly Node[]): boolean {
  const going = new Set(cases);
  const bodies = (stay: boolean): Node[] =>
    all.filter((one) => going.has(one) !== stay).flatMap(({ consequent }) => consequent);
  return [true, false].some((stay) => {
    const { free } = usesOf(bodies(!stay));
    return declaredBy(bodies(stay)).some((name) => free.has(name));
  });
}

/** How control leaves a group: it always returns or throws, it never does, either, or it goes to a
 * place outside the switch. */
function wayOf(group: readonly Node[]): 'returns' | 'leaves' | 'either' | 'elsewhere' {
  const list = group.flatMap(({ consequent }) => consequent as Node[]);
  let returns = false;
  let breaks = false;
  let elsewhere = false;
  const visit = (node: Node, loops: number, inner: number): void => {
    if (isFunction(node)) return;
    if (node.type === 'ReturnStatement') returns = true;
    else if (node.type === 'BreakStatement') {
      elsewhere ||= !!node.label;
      breaks ||= inner === 0;
    } else if (node.type === 'ContinueStatement') elsewhere ||= !!node.label || loops === 0;
    const loop = /^(?:For|While|DoWhile)/.test(node.type) ? 1 : 0;
    const choice = node.type === 'SwitchStatement' ? 1 : 0;
    for (const child of childrenOf(node)) visit(child, loops + loop, inner + loop + choice);
  };
  for (const node of list) visit(node, 0, 0);
  if (elsewhere) return 'elsewhere';
  if (!breaks && /^(?:Return|Throw)/.test(lastOf(list)?.type ?? '')) return 'returns';
  return returns ? 'either' : 'leaves';
}
