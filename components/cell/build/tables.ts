// Tables: constants that only rooms read move to the rooms, with the functions that only they call.
//
// One idea: a constant that is worked out from literals may as well be worked out when somebody first
// reads it.
//
// Units: offsets in characters.

import { parseAst } from 'vite';
import type { Cut } from './cutting.ts';
import { isFunction, type Node, usesOf } from './scopes.ts';

/** Smallest constant that is moved, in characters: what is shorter is hardly longer than its name. */
const WORTH = 4;
/** Room of what several rooms read. */
const SHARED = 'tables';

/** Methods of the language that only compute. */
const PURE =
  /^(?:split|map|flatMap|trim|filter|join|replaceAll|replace|concat|indexOf|slice|toString|repeat|entries|fromEntries|keys|values|raw|from|freeze|reduce)$/;

/** Objects of the language that are made from their arguments alone. */
const MADE =
  /^(?:(?:Weak)?(?:Map|Set)|RegExp|ArrayBuffer|DataView|(?:Big)?(?:Int|Uint|Float)\d+Array|Text(?:De|En)coder)$/;

interface Table {
  name: string;
  /** Its declarator; for a function that only tables and rooms call, its declaration. */
  node: Node;
  /** Names that its value refers to. */
  free: ReadonlySet<string>;
}

/** Plans which constants leave a script for the rooms of the pieces that were cut from it; of several
 * rooms the one that comes first in `stages` gets it. */
export function planTables(
  code: string,
  program: Node,
  cuts: readonly Cut[],
  stages: readonly string[],
): Cut[] {
  const tables: Table[] = [];
  const wanted = new Set<string>();
  const want = (names: Iterable<string>): void => {
    for (const name of names) wanted.add(name);
  };
  const pure = pureFunctions(program);
  const useless = (program.body as Node[]).filter((one) => isUseless(one, pure));
  for (const statement of program.body as Node[]) {
    if (useless.includes(statement)) continue;
    const nodes: Node[] =
      statement.type === 'VariableDeclaration' ? statement.declarations : [statement];
    for (const node of nodes) {
      const { free } = usesOf([node.init ?? node]);
      const isMovable =
        node === statement ? node.type === 'FunctionDeclaration' : isTable(statement, node, pure);
      if (isMovable) tables.push({ name: node.id.name, node, free });
      else want(free);
    }
  }
  // What a table that stays refers to stays too.
  for (let before = -1; before !== wanted.size; ) {
    before = wanted.size;
    for (const { name, free } of tables) if (wanted.has(name)) want(free);
  }
  const moved = tables.filter(({ name }) => !wanted.has(name));
  const roomOf = roomsOf(moved, cuts, stages);
  const gone = new Map(moved.map((table) => [table.node, roomOf.get(table.name)!]));
  return (program.body as Node[]).flatMap((statement) => {
    if (useless.includes(statement)) return [nothing(statement)];
    const room = gone.get(statement);
    if (room !== undefined) return [wholeFunction(code, statement, room)];
    const list: Node[] = statement.type === 'VariableDeclaration' ? statement.declarations : [];
    return list.some((one) => gone.has(one)) ? cutsOf(code, statement, gone) : [];
  });
}

/** Functions of the script that only compute: their body is one expression that does. */
function pureFunctions(program: Node): ReadonlySet<string> {
  const found = new Map<string, Node>();
  const add = (name: string, { body }: Node): void => {
    if (body.type !== 'BlockStatement') found.set(name, body);
    else if (body.body.length === 1 && body.body[0].type === 'ReturnStatement')
      found.set(name, body.body[0].argument);
  };
  for (const statement of program.body as Node[]) {
    if (statement.type === 'FunctionDeclaration') add(statement.id.name, statement);
    if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') continue;
    for (const { id, init } of statement.declarations) {
      if (init?.type === 'ArrowFunctionExpression') add(id.name, init);
    }
  }
  // What calls one that is none is none.
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    const names = new Set(found.keys());
    for (const [name, value] of found) if (!isPure(value, names)) found.delete(name);
  }
  return new Set(found.keys());
}

function isTable(
  statement: Node,
  { id, init, start, end }: Node,
  pure: ReadonlySet<string>,
): boolean {
  // A bundler writes a class as a variable.
  if (statement.kind !== 'const' && init?.type !== 'ClassExpression') return false;
  if (id.type !== 'Identifier') return false;
  return (end - start >= WORTH || isAlias(init)) && isPure(init, pure);
}

/** Another name of a table or of a part of it, which holds the whole table back however short it is. */
function isAlias(node: Node | null): boolean {
  if (node?.type === 'MemberExpression') return !node.computed && isAlias(node.object);
  return node?.type === 'Identifier';
}

function isPure(node: Node | null, pure: ReadonlySet<string>): boolean {
  if (!node) return true;
  if (isFunction(node)) return true;
  const one = (part: Node | null): boolean => isPure(part, pure);
  const all = (nodes: readonly (Node | null)[]): boolean => nodes.every(one);
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
      return true;
    case 'TemplateLiteral':
      return all(node.expressions);
    case 'ArrayExpression':
      return all(node.elements);
    case 'ObjectExpression':
      return all(node.properties);
    case 'Property':
      return (!node.computed || one(node.key)) && one(node.value);
    case 'SpreadElement':
    case 'UnaryExpression':
      return node.operator !== 'delete' && one(node.argument);
    case 'BinaryExpression':
    case 'LogicalExpression':
      return all([node.left, node.right]);
    case 'ConditionalExpression':
      return all([node.test, node.consequent, node.alternate]);
    case 'MemberExpression':
      return one(node.object) && (!node.computed || one(node.property));
    case 'ClassExpression':
      return one(node.superClass) && node.body.body.every(isPlainMember);
    case 'NewExpression':
      return MADE.test(node.callee.name) && all(node.arguments);
    case 'CallExpression': {
      const { callee } = node;
      const isCall = callee.type === 'Identifier';
      if (isCall) return (callee.name === 'Symbol' || pure.has(callee.name)) && all(node.arguments);
      const method = callee.type === 'MemberExpression' && !callee.computed && callee.property.name;
      return method && PURE.test(method) && one(callee.object) && all(node.arguments);
    }
    default:
      return false;
  }
}

/** A member of a class for which nothing is worked out when the class is made. */
function isPlainMember({ type, computed, static: isStatic }: Node): boolean {
  return !computed && type !== 'StaticBlock' && (type === 'MethodDefinition' || !isStatic);
}

/** In which room each table is read: by its pieces, or by tables that are read there. */
function roomsOf(
  moved: readonly Table[],
  cuts: readonly Cut[],
  stages: readonly string[],
): Map<string, string> {
  const names = new Set(moved.map(({ name }) => name));
  const readers = new Map(moved.map(({ name }) => [name, new Set<string>()]));
  for (const { text, room } of cuts) {
    const { free } = usesOf((parseAst(text) as unknown as Node).body);
    for (const name of free) if (names.has(name)) readers.get(name)!.add(room);
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (const { name, free } of moved) {
      for (const other of free) {
        const rooms = readers.get(other);
        for (const room of readers.get(name)!) {
          changed ||= rooms !== undefined && !rooms.has(room);
          rooms?.add(room);
        }
      }
    }
  }
  return new Map(
    [...readers].map(([name, rooms]) => {
      const first = rooms.size === 1 ? [...rooms][0] : stages.find((stage) => rooms.has(stage));
      return [name, first ?? SHARED];
    }),
  );
}

/** What a bundler leaves of a constant that nobody reads: something is worked out and not kept. */
function isUseless({ type, directive, expression }: Node, pure: ReadonlySet<string>): boolean {
  return type === 'ExpressionStatement' && directive === undefined && isPure(expression, pure);
}

function nothing({ start, end }: Node): Cut {
  return { start, end, stub: '', name: '', numbered: false, text: '', room: '' };
}

function wholeFunction(code: string, { start, end, id }: Node, room: string): Cut {
  const text = code.slice(start, end);
  return { start, end, stub: '', name: id.name, numbered: false, text, room };
}

/** Takes tables out of one declaration; the others stay. */
function cutsOf(code: string, statement: Node, gone: ReadonlyMap<Node, string>): Cut[] {
  const list: Node[] = statement.declarations;
  const lastKept = list.findLastIndex((one) => !gone.has(one));
  return list.flatMap((one, i) => {
    const room = gone.get(one);
    if (room === undefined) return [];
    const value = code.slice(one.init.start, one.init.end);
    const cut = {
      ...{ stub: '', name: one.id.name, numbered: false, room },
      text: `Object.defineProperty(self,"${one.id.name}",{value:${value}})`,
    };
    // With the comma behind it, or before it where none of the rest stays.
    if (i < lastKept) return [{ ...cut, start: one.start, end: list[i + 1].start }];
    if (lastKept >= 0) return [{ ...cut, start: list[i - 1].end, end: one.end }];
    const last = i === list.length - 1;
    return [
      {
        ...cut,
        start: i === 0 ? statement.start : one.start,
        end: last ? statement.end : list[i + 1].start,
      },
    ];
  });
}
