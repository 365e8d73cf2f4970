// Cutting: takes out of a script what its rehearsal never ran.
//
// One idea: a piece that was taken out becomes a function of its own, in another file, and is fetched
// when its name is first read. What stays behind is the name, or a call of it with the local
// variables that the piece reads.
//
// Taken out are whole functions; and inside functions that did run, expressions and statements that
// did not: the branch of an error, the cases of a switch that are rare, all as one. A piece may move
// only if nobody can tell: it assigns no local variable, has no `this`, `break` or `yield` of its
// surroundings, and either always returns or never does.
//
// Units: offsets and lengths in characters of the minified script.
// Source: the plan of Livshits and Kiciman, "Doloto: code splitting for network-bound Web 2.0
// applications", FSE 2008; theirs cuts between functions only.

import { casesToCut } from './cases.ts';
import {
  childrenOf,
  declaredBy,
  declaredIn,
  isFunction,
  type Node,
  usesOf,
  walk,
} from './scopes.ts';

/** A piece to be taken out: what is written in its place, and the function that it becomes. */
export interface Cut {
  start: number;
  end: number;
  /** Left in its place. */
  stub: string;
  name: string;
  /** Whether the name was made for the piece, and not the function's own. */
  numbered: boolean;
  /** The text of a declaration of `name`. */
  text: string;
  /** The room in which that text belongs. */
  room: string;
}

export interface CutOptions {
  /** Whether nothing between two offsets has run. */
  idle: (start: number, end: number) => boolean;
  /** Characters that a cut must save, so that the file becomes smaller even compressed. */
  worth: number;
  /** Whether functions at an offset may be cut inside, and not only as a whole. */
  fine: (at: number) => boolean;
  /** The room in which a piece that begins at an offset belongs. */
  roomAt: (at: number) => string;
  /** Makes a name for a piece of a room that no script uses. */
  nextName: (room: string) => string;
}

/** Characters of a call without its arguments. */
const CALL = 6;

interface Place {
  code: string;
  options: CutOptions;
  /** Names that are declared in the functions around; none at the top of the script. */
  locals: ReadonlySet<string>;
  /** Of those, the ones that a function in a piece may not refer to. */
  changing: ReadonlySet<string>;
  cuts: Cut[];
}

/** Plans what to take out of a script with the given tree; cuts do not overlap and are in order. */
export function planCuts(code: string, program: Node, options: CutOptions): Cut[] {
  const place: Place = {
    ...{ code, options, locals: new Set<string>(), changing: new Set<string>(), cuts: [] },
  };
  const handed = handedOn(program, options);
  for (const statement of program.body as Node[]) {
    const { type, start, end } = statement;
    const idle = type === 'FunctionDeclaration' && options.idle(start, end);
    if (idle && !handed.has(statement.id.name)) {
      const text = code.slice(start, end);
      const room = options.roomAt(start);
      place.cuts.push({
        start,
        end,
        stub: '',
        name: statement.id.name,
        numbered: false,
        text,
        room,
      });
    } else scan(statement, place);
  }
  return place.cuts.sort((a, b) => a.start - b.start);
}

/** Functions that code which ran hands on without calling them: it may not fetch them for that. */
function handedOn(program: Node, { idle }: CutOptions): Set<string> {
  const names = new Set<string>();
  for (const statement of program.body as Node[]) {
    const locals = declaredIn(statement);
    const visit = (node: Node, within: boolean): void => {
      if (idle(node.start, node.end)) return;
      for (const child of childrenOf(node)) {
        const key = !node.computed && (child === node.property || child === node.key);
        const called = node.type === 'CallExpression' && child === node.callee;
        if (child.type !== 'Identifier') visit(child, within || isFunction(node));
        else if (within && !called && !key && !locals.has(child.name)) names.add(child.name);
      }
    };
    visit(statement, false);
  }
  return names;
}

function scan(node: Node, place: Place): undefined {
  if (isFunction(node)) return scanFunction(node, place);
  if (place.locals.size > 0) {
    for (const branch of branchesOf(node))
      if (cutExpression(branch, place)) return scanOthers(node, branch, place);
    const list = listOf(node);
    if (list) return scanList(list, place);
    if (node.type === 'SwitchStatement') return scanSwitch(node, place, false);
  }
  for (const child of childrenOf(node)) scan(child, place);
}

/** After one branch of a node was cut: the others. */
function scanOthers(node: Node, cut: Node, place: Place): undefined {
  for (const child of childrenOf(node)) {
    if (child === cut) continue;
    if (branchesOf(node).includes(child) && cutExpression(child, place)) continue;
    scan(child, place);
  }
}

function scanFunction(node: Node, place: Place): undefined {
  const { options, locals } = place;
  if (locals.size === 0 && node.type !== 'FunctionDeclaration' && cutWhole(node, place)) return;
  if (!options.fine(node.start)) return;
  const inner: Place = {
    ...place,
    locals: new Set([...locals, ...declaredIn(node)]),
    changing: new Set([...place.changing, ...changingIn(node)]),
  };
  if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement') {
    if (cutExpression(node.body, inner)) return;
  } else if (cutBody(node, inner)) return;
  for (const param of node.params) scan(param, inner);
  scanBody(node, inner);
}

/** What a function ends with may return where it did not, if nothing comes of it. */
function scanBody(node: Node, place: Place): undefined {
  const { body } = node;
  const last: Node | undefined = body.type === 'BlockStatement' ? body.body.at(-1) : undefined;
  if (node.generator || last?.type !== 'SwitchStatement') return scan(body, place);
  scanList(body.body.slice(0, -1), place);
  scanSwitch(last, place, true);
}

/** A function in a table at the top of the script: its name stands for it. */
function cutWhole(node: Node, place: Place): boolean {
  const { code, options } = place;
  const { start, end } = node;
  if (node.id || node.generator || node.async || end - start < 40 || !options.idle(start, end))
    return false;
  // A method's text begins behind its name.
  if (code[start] === '(' && node.type === 'FunctionExpression') return false;
  if (usesOf([node]).bound) return false;
  const room = options.roomAt(start);
  const name = options.nextName(room);
  place.cuts.push({
    start,
    end,
    stub: name,
    name,
    numbered: true,
    text: declaration(code, node, name),
    room,
  });
  return true;
}

/** Writes a function without a name as a declaration, which alone may replace a getter. */
function declaration(code: string, { params, body }: Node, name: string): string {
  const list = params.length > 0 ? code.slice(params[0].start, params.at(-1).end) : '';
  const text = code.slice(body.start, body.end);
  return `function ${name}(${list})${body.type === 'BlockStatement' ? text : `{return ${text}}`}`;
}

// ---- inside functions --------------------------------------------------------------------------

/** Expressions below a node that are evaluated or not, as the program decides. */
function branchesOf(node: Node): Node[] {
  if (node.type === 'ConditionalExpression') return [node.consequent, node.alternate];
  return node.type === 'LogicalExpression' ? [node.right] : [];
}

function listOf(node: Node): Node[] | undefined {
  return node.type === 'BlockStatement' ? node.body : undefined;
}

function cutExpression(node: Node, place: Place): boolean {
  const { start, end } = node;
  if (!place.options.idle(start, end)) return false;
  const params = paramsOf([node], place);
  if (params === undefined || end - start < params.length + CALL + place.options.worth)
    return false;
  const { name, room, call } = callOf(start, params, place);
  const text = `function ${name}(${params}){return ${place.code.slice(start, end)}}`;
  place.cuts.push({ start, end, stub: call, name, numbered: true, text, room });
  return true;
}

/** A whole body: at its end a function returns nothing, and so may the piece. */
function cutBody(node: Node, place: Place): boolean {
  return !node.generator && !node.async && cutStatements(node.body.body, place, true);
}

/** Takes out runs of statements that did not run, and looks into the others. */
function scanList(list: readonly Node[], place: Place): undefined {
  let at = 0;
  while (at < list.length) {
    let to = at;
    while (to < list.length && cuttable(list[to], place)) to++;
    // As many as can go together; what cannot go is looked into.
    let run = to;
    while (run > at && !cutStatements(list.slice(at, run), place, false, list)) run--;
    if (run > at) at = run;
    else scanStatement(list[at++], place);
  }
}

/** Takes out the cases of a switch that did not run, and looks into the others. */
function scanSwitch(node: Node, place: Place, last: boolean): undefined {
  const gone = cutCases(node, place, last);
  scan(node.discriminant, place);
  for (const one of node.cases as Node[]) if (!gone.has(one)) scan(one, place);
}

function cutCases(node: Node, place: Place, last: boolean): ReadonlySet<Node> {
  const none = new Set<Node>();
  const found = casesToCut(node, place.options.idle, last);
  if (!found) return none;
  const { cases, named, returns } = found;
  const params = paramsOf([node.discriminant, ...cases], place);
  const text = cases.map(({ start, end }) => place.code.slice(start, end)).join('');
  const names = cases.map(({ test }) => `case ${test && place.code.slice(test.start, test.end)}:`);
  const labels = named ? names.join('') : 'default:';
  const least = labels.length + (params?.length ?? 0) + CALL + 8 + place.options.worth;
  if (params === undefined || text.length < least) return none;
  const { name, room, call } = callOf(cases[0].start, params, place);
  const { start, end } = node.discriminant as Node;
  const piece = `function ${name}(${params}){switch(${place.code.slice(start, end)}){${text}}}`;
  const stub = labels + (returns ? `return ${call};` : `${call};break;`);
  cases.forEach((one, i) => {
    const what = i === 0 ? { stub, name, text: piece } : { stub: '', name: '', text: '' };
    place.cuts.push({ start: one.start, end: one.end, numbered: i === 0, room, ...what });
  });
  return new Set(cases);
}

function cuttable(node: Node, place: Place): boolean {
  return !/^(?:Break|Continue)/.test(node.type) && place.options.idle(node.start, node.end);
}

/** Where a statement stands alone, as behind `if`, it is a list of one. */
function scanStatement(node: Node, place: Place): undefined {
  const alone = [node.consequent, node.alternate, node.body].filter(
    (one) => one && /Statement$/.test(one.type) && one.type !== 'BlockStatement',
  );
  if (node.type === 'SwitchCase' || !/^(?:If|For|While|DoWhile|Labeled)/.test(node.type)) {
    return scan(node, place);
  }
  for (const child of childrenOf(node)) {
    if (!alone.includes(child)) scan(child, place);
    else if (!cutStatements([child], place, false)) scanStatement(child, place);
  }
}

function cutStatements(
  run: readonly Node[],
  place: Place,
  isBody: boolean,
  list: readonly Node[] = run,
): boolean {
  if (run.length === 0) return false;
  const start = run[0].start;
  const end = run.at(-1)!.end;
  if (!place.options.idle(start, end)) return false;
  const way = wayOut(run);
  if (way === 'mixed' && !isBody) return false;
  // What the run declares must not be wanted by the rest of its list.
  const declared = declaredBy(run);
  if (declared.length > 0) {
    const others = new Set(
      list.filter((one) => !run.includes(one)).flatMap((o) => [...usesOf([o]).free]),
    );
    if (declared.some((name) => others.has(name))) return false;
  }
  const params = paramsOf(run, place);
  if (params === undefined || end - start < params.length + CALL + 8 + place.options.worth)
    return false;
  const { name, room, call } = callOf(start, params, place);
  const text = `function ${name}(${params}){${place.code.slice(start, end)}}`;
  const stub = `${way === 'falls' ? '' : 'return '}${call};`;
  place.cuts.push({ start, end, stub, name, numbered: true, text, room });
  return true;
}

/** Lists the local variables that a piece reads, with commas; undefined where it may not move. */
function paramsOf(nodes: readonly Node[], { locals, changing }: Place): string | undefined {
  const { free, assigned, captured, bound } = usesOf(nodes);
  if (bound || nodes.some(hasVar)) return undefined;
  for (const name of assigned) if (locals.has(name)) return undefined;
  for (const name of captured) if (changing.has(name)) return undefined;
  return [...free].filter((name) => locals.has(name)).join(',');
}

/** Names a piece and writes the call that stands for it. */
function callOf(start: number, params: string, { options }: Place) {
  const room = options.roomAt(start);
  const name = options.nextName(room);
  return { name, room, call: `${name}(${params})` };
}

function hasVar(node: Node): boolean {
  let found = false;
  walk(node, (one) => {
    if (isFunction(one)) return false;
    if (one.type === 'VariableDeclaration' && one.kind === 'var') found = true;
    return undefined;
  });
  return found;
}

/** Names that a function, or one inside it, assigns to after their declaration, or declares in a
 * loop's head: a function that refers to one may see it change. */
function changingIn(root: Node): Set<string> {
  const names = new Set<string>();
  walk(root, (node) => {
    if (node.type === 'VariableDeclaration' && node.kind !== 'const') {
      for (const name of declaredBy([node])) names.add(name);
    }
    return undefined;
  });
  walk(root, (node) => {
    if (/^(?:AssignmentExpression|UpdateExpression|For(?:In|Of)Statement)$/.test(node.type)) {
      for (const name of usesOf([node]).assigned) names.add(name);
    }
    return undefined;
  });
  return names;
}

/** How control leaves statements: it always returns or throws, it always comes to their end, or
 * neither is sure, or it jumps elsewhere. */
function wayOut(run: readonly Node[]): 'returns' | 'falls' | 'mixed' {
  let returns = false;
  let jumps = false;
  const visit = (node: Node, loops: number, switches: number): void => {
    if (isFunction(node)) return;
    if (node.type === 'ReturnStatement') returns = true;
    else if (node.type === 'BreakStatement') jumps ||= node.label || loops + switches === 0;
    else if (node.type === 'ContinueStatement') jumps ||= node.label || loops === 0;
    const loop = /^(?:For|While|DoWhile)/.test(node.type) ? 1 : 0;
    const choice = node.type === 'SwitchStatement' ? 1 : 0;
    for (const child of childrenOf(node)) visit(child, loops + loop, switches + choice);
  };
  for (const node of run) visit(node, 0, 0);
  if (jumps) return 'mixed';
  if (ends(run)) return 'returns';
  return returns ? 'mixed' : 'falls';
}

/** Whether the end of a list is never reached. */
function ends(run: readonly Node[]): boolean {
  const last = run.at(-1);
  if (!last) return false;
  switch (last.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
      return true;
    case 'BlockStatement':
      return ends(last.body);
    case 'IfStatement':
      return !!last.alternate && ends([last.consequent]) && ends([last.alternate]);
    default:
      return false;
  }
}
