// Which names a piece of JavaScript takes from around it, and which of them it changes.
//
// One idea: the names are what cutting.ts needs to know before it may move the piece elsewhere.
//
// Source: ECMAScript 2023, 8.2 (scope analysis); nodes as in ESTree.
// Departs: `var` and functions inside blocks are taken for names of the whole function; `with` and
// `eval` do not occur in modules.

/** A node of the tree; what else it has depends on its type. */
export interface Node {
  type: string;
  start: number;
  end: number;
  // biome-ignore lint/suspicious/noExplicitAny: ESTree's fields, read by their node's type.
  [field: string]: any;
}

/** What a piece of code says of the names around it. */
export interface Uses {
  /** Names that it takes from around it. */
  free: Set<string>;
  /** Those of them that it assigns to. */
  assigned: Set<string>;
  /** Those of them that a function inside it refers to. */
  captured: Set<string>;
  /** It says `this`, `arguments`, `super`, `new.target`, `yield` or `await` of its function. */
  bound: boolean;
  /** Where it says a name that it takes from around it. */
  references: Reference[];
}

export interface Reference {
  node: Node;
  /** The name is a property's name as well, as in `{name}`. */
  short: boolean;
  /** Names that are declared between the piece and this place. */
  hidden: ReadonlySet<string>;
}

export const isFunction = (node: Node): boolean =>
  /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);

/** Lists a node's direct children in the order of the text. */
export function childrenOf(node: Node): Node[] {
  const found: Node[] = [];
  for (const [field, value] of Object.entries(node)) {
    if (field === 'parent') continue;
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one && typeof one.type === 'string' && typeof one.start === 'number') found.push(one);
    }
  }
  return found;
}

/** Calls `visit` for a node and all below it, until it answers false. */
export function walk(node: Node, visit: (node: Node) => boolean | undefined): void {
  if (visit(node) === false) return;
  for (const child of childrenOf(node)) walk(child, visit);
}

/** Lists the names that a pattern declares or assigns. */
export function namesIn(pattern: Node | null): string[] {
  if (!pattern) return [];
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((p: Node) => namesIn(p.value ?? p.argument));
    case 'ArrayPattern':
      return pattern.elements.flatMap(namesIn);
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'RestElement':
      return namesIn(pattern.argument);
    default:
      return [];
  }
}

/** Lists all names that are declared in a function, also in functions inside it; not its own. */
export function declaredIn(root: Node): Set<string> {
  const names = new Set<string>();
  walk(root, (node) => {
    if (isFunction(node)) {
      for (const name of node.params.flatMap(namesIn)) names.add(name);
      const own = node === root && node.type === 'FunctionDeclaration';
      if (node.id && !own) names.add(node.id.name);
    } else if (node.type === 'VariableDeclarator') for (const n of namesIn(node.id)) names.add(n);
    else if (node.type === 'CatchClause') for (const n of namesIn(node.param)) names.add(n);
    else if (/^Class/.test(node.type) && node.id) names.add(node.id.name);
    return undefined;
  });
  return names;
}

/** Names that a block or list of statements declares for itself. */
export function declaredBy(statements: readonly Node[]): string[] {
  return statements.flatMap((s) => {
    if (s.type === 'VariableDeclaration') return s.declarations.flatMap((d: Node) => namesIn(d.id));
    return /^(?:Function|Class)Declaration$/.test(s.type) ? [s.id.name] : [];
  });
}

interface Scope {
  names: Set<string>;
  up: Scope | undefined;
  /** Its names and those of the scopes around it, once somebody has asked. */
  visible?: ReadonlySet<string>;
  /** How many functions lie around it inside the piece. */
  depth: number;
}

/** Reads what nodes, taken together as one piece, say of the names around them. */
export function usesOf(nodes: readonly Node[]): Uses {
  return usesWithin(nodes, declaredBy(nodes));
}

/** Reads where a script says a name that belongs to no function of it. */
export function referencesIn({ body }: Node): Reference[] {
  return usesWithin(body, []).references;
}

function usesWithin(nodes: readonly Node[], declared: readonly string[]): Uses {
  const uses: Uses = {
    ...{ free: new Set(), assigned: new Set(), captured: new Set() },
    ...{ bound: false, references: [] },
  };
  const scope: Scope = { names: new Set(declared), up: undefined, depth: 0 };
  for (const node of nodes) read(node, scope, uses, 0);
  return uses;
}

function inside(scope: Scope, names: Iterable<string>, depth = scope.depth): Scope {
  return { names: new Set(names), up: scope, depth };
}

function isLocal(scope: Scope, name: string): boolean {
  for (let at: Scope | undefined = scope; at; at = at.up) if (at.names.has(name)) return true;
  return false;
}

function visibleIn(scope: Scope): ReadonlySet<string> {
  scope.visible ??= scope.up ? new Set([...scope.names, ...visibleIn(scope.up)]) : scope.names;
  return scope.visible;
}

function refer(scope: Scope, uses: Uses, name: string, assigns: boolean): void {
  if (isLocal(scope, name)) return;
  uses.free.add(name);
  if (assigns) uses.assigned.add(name);
  if (scope.depth > 0) uses.captured.add(name);
}

/** `own` counts the functions inside the piece that have a `this` of their own. */
function read(node: Node, scope: Scope, uses: Uses, own: number): undefined {
  const all = (nodes: readonly Node[], within = scope): undefined => {
    for (const one of nodes) read(one, within, uses, own);
  };
  switch (node.type) {
    case 'Identifier':
      if (node.name === 'arguments' && own === 0) uses.bound = true;
      refer(scope, uses, node.name, false);
      if (!isLocal(scope, node.name))
        uses.references.push({ node, short: false, hidden: visibleIn(scope) });
      return;
    case 'ThisExpression':
    case 'Super':
    case 'MetaProperty':
      if (own === 0) uses.bound = true;
      return;
    case 'YieldExpression':
    case 'AwaitExpression':
      if (scope.depth === 0) uses.bound = true;
      all(childrenOf(node));
      return;
    case 'MemberExpression':
      read(node.object, scope, uses, own);
      if (node.computed) read(node.property, scope, uses, own);
      return;
    case 'Property':
    case 'PropertyDefinition':
    case 'MethodDefinition':
      if (node.computed) read(node.key, scope, uses, own);
      if (node.value) read(node.value, scope, uses, own);
      for (const one of uses.references.slice(-2))
        if (node.shorthand && one.node.start === node.start) one.short = true;
      return;
    case 'LabeledStatement':
      read(node.body, scope, uses, own);
      return;
    case 'BreakStatement':
    case 'ContinueStatement':
      return;
    case 'AssignmentExpression':
    case 'UpdateExpression':
    case 'ForInStatement':
    case 'ForOfStatement':
      return readAssigning(node, scope, uses, own);
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return readFunction(node, scope, uses, own);
    case 'BlockStatement':
      return all(node.body, inside(scope, declaredBy(node.body)));
    case 'SwitchStatement': {
      read(node.discriminant, scope, uses, own);
      const lists = node.cases.flatMap((c: Node) => c.consequent);
      return all(node.cases, inside(scope, declaredBy(lists)));
    }
    case 'CatchClause':
      return all(childrenOf(node), inside(scope, namesIn(node.param)));
    case 'ForStatement':
      return all(childrenOf(node), inside(scope, declaredBy(node.init ? [node.init] : [])));
    case 'ClassDeclaration':
    case 'ClassExpression': {
      uses.bound = true;
      const name = node.type === 'ClassExpression' && node.id ? [node.id.name] : [];
      for (const child of [node.superClass, ...node.body.body])
        if (child) read(child, inside(scope, name, scope.depth + 1), uses, own + 1);
      return;
    }
    default:
      all(childrenOf(node));
  }
}

function readAssigning(node: Node, scope: Scope, uses: Uses, own: number): undefined {
  const target: Node = node.left ?? node.argument;
  const within = inside(scope, target.type === 'VariableDeclaration' ? declaredBy([target]) : []);
  for (const name of namesIn(target)) refer(scope, uses, name, true);
  for (const child of childrenOf(node)) read(child, within, uses, own);
}

function readFunction(node: Node, scope: Scope, uses: Uses, own: number): undefined {
  const names = new Set<string>(node.params.flatMap(namesIn));
  if (node.id && node.type === 'FunctionExpression') names.add(node.id.name);
  // Of the body only what belongs to the whole function: blocks see to theirs.
  const own2 = own + (node.type === 'ArrowFunctionExpression' ? 0 : 1);
  const within = inside(scope, names, scope.depth + 1);
  for (const child of [...node.params, node.body]) read(child, within, uses, own2);
}
