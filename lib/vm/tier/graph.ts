// Graph: the blocks of a function as they are reached from one instruction, with what a generator of
// structured code must know: an order, dominators, loops, and which registers are wanted at the start.
//
// Block: instructions that run one after the other. Edges name how a block is left: by falling
// through or by a jump that is taken, because only the latter costs fuel.
//
// Units: a pc is an index into code; registers ("slots") are counted in 8-byte registers.
// Source: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm".

import { OP, WIDTH } from '../../cc/bytecode.ts';
import { LETTERS } from '../../cc/liveness.ts';

export interface Edge {
  to: number;
  /** The jump that is taken; undefined where control falls through. */
  jump: number | undefined;
}

export interface Block {
  pc: number;
  /** Behind the last instruction. */
  end: number;
  edges: Edge[];
  /** Position in reverse postorder; the entry has 0. */
  order: number;
  /** The immediate dominator, as a position in the order; the entry's is itself. */
  dominator: number;
  /** Reached by a jump back from a block that it dominates. */
  loop: boolean;
  /** Reached by more than one edge that goes forward. */
  merge: boolean;
}

export interface Graph {
  /** In reverse postorder. */
  blocks: Block[];
  byPc: Map<number, Block>;
  /** One more than the highest slot that is wanted at the entry. */
  wanted: number;
}

const ENDS = new Set([OP.RET, OP.EXIT, OP.BREAK]);

/** The target of a jump; undefined for other instructions. */
export function jumpTarget(code: Int32Array, pc: number): number | undefined {
  const at = LETTERS[code[pc]].indexOf('j');
  return at < 0 ? undefined : code[pc + 1 + at];
}

/**
 * Builds the graph from `entry`; undefined when it has more than `most` blocks. With `within`, blocks that
 * begin elsewhere are left out: edges lead to them, and byPc does not know them.
 */
export function graphFrom(
  code: Int32Array,
  entry: number,
  most: number,
  within?: Set<number>,
): Graph | undefined {
  const blocks = findBlocks(code, entry, most, within);
  if (!blocks) return undefined;
  const ordered = order(blocks, entry);
  dominators(ordered, blocks);
  classify(ordered, blocks);
  return { blocks: ordered, byPc: blocks, wanted: wantedSlots(code, ordered, blocks) };
}

/** The blocks of the innermost loop around a place, by their pcs; undefined where there is none. */
export function loopAround(graph: Graph, pc: number): Set<number> | undefined {
  const inside = graph.byPc.get(pc);
  if (!inside) return undefined;
  const before = predecessors(graph.blocks, graph.byPc);
  let least: Set<number> | undefined;
  for (const head of graph.blocks) {
    if (!head.loop || !dominates(graph, head, inside)) continue;
    const body = new Set([head.order]);
    const todo = before[head.order].filter((p) => dominates(graph, head, graph.blocks[p]));
    for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
      if (body.has(at)) continue;
      body.add(at);
      todo.push(...before[at]);
    }
    if (!body.has(inside.order) || (least && least.size <= body.size)) continue;
    least = new Set([...body].map((i) => graph.blocks[i].pc));
  }
  return least;
}

function findBlocks(
  code: Int32Array,
  entry: number,
  most: number,
  within?: Set<number>,
): Map<number, Block> | undefined {
  const isIn = (pc: number): boolean => !within || within.has(pc);
  const leaders = new Set([entry]);
  const seen = new Set<number>();
  const todo = [entry];
  while (todo.length > 0) {
    for (let pc = todo.pop()!; !seen.has(pc); pc += WIDTH) {
      seen.add(pc);
      const target = jumpTarget(code, pc);
      if (target !== undefined) {
        leaders.add(target);
        if (isIn(target)) todo.push(target);
        if (code[pc] === OP.JMP) break;
        leaders.add(pc + WIDTH);
        if (!isIn(pc + WIDTH)) break;
        if (leaders.size > most) return undefined;
      }
      if (ENDS.has(code[pc])) break;
    }
  }
  const blocks = new Map<number, Block>();
  for (const pc of leaders) if (isIn(pc)) blocks.set(pc, blockAt(code, pc, leaders));
  return blocks;
}

function blockAt(code: Int32Array, start: number, leaders: Set<number>): Block {
  const edges: Edge[] = [];
  let pc = start;
  for (;;) {
    const target = jumpTarget(code, pc);
    const at = pc;
    pc += WIDTH;
    if (target !== undefined) {
      if (code[at] !== OP.JMP) edges.push({ to: pc, jump: undefined });
      edges.push({ to: target, jump: at });
      break;
    }
    if (ENDS.has(code[at])) break;
    if (leaders.has(pc)) {
      edges.push({ to: pc, jump: undefined });
      break;
    }
  }
  return { pc: start, end: pc, edges, order: -1, dominator: -1, loop: false, merge: false };
}

/** Reverse postorder, without recursion. */
function order(blocks: Map<number, Block>, entry: number): Block[] {
  const post: Block[] = [];
  const seen = new Set([entry]);
  const stack = [{ block: blocks.get(entry)!, next: 0 }];
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    const edge = top.block.edges[top.next++];
    if (!edge) {
      post.push(top.block);
      stack.pop();
    } else if (!seen.has(edge.to) && blocks.has(edge.to)) {
      seen.add(edge.to);
      stack.push({ block: blocks.get(edge.to)!, next: 0 });
    }
  }
  post.reverse();
  post.forEach((block, i) => {
    block.order = i;
  });
  return post;
}

function dominators(ordered: Block[], blocks: Map<number, Block>): void {
  const before = predecessors(ordered, blocks);
  ordered[0].dominator = 0;
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of ordered.slice(1)) {
      let found = -1;
      for (const p of before[block.order]) {
        if (ordered[p].dominator < 0) continue;
        found = found < 0 ? p : common(ordered, found, p);
      }
      if (block.dominator !== found) {
        block.dominator = found;
        changed = true;
      }
    }
  }
}

function predecessors(ordered: Block[], blocks: Map<number, Block>): number[][] {
  const before: number[][] = ordered.map(() => []);
  for (const block of ordered) {
    for (const { to } of block.edges) {
      const target = blocks.get(to);
      if (target) before[target.order].push(block.order);
    }
  }
  return before;
}

function common(ordered: Block[], x: number, y: number): number {
  let [a, b] = [x, y];
  while (a !== b) {
    while (a > b) a = ordered[a].dominator;
    while (b > a) b = ordered[b].dominator;
  }
  return a;
}

/** Tells whether every way to `b` leads through `a`. */
export function dominates(graph: Graph, a: Block, b: Block): boolean {
  let at = b.order;
  while (at > a.order) at = graph.blocks[at].dominator;
  return at === a.order;
}

function classify(ordered: Block[], blocks: Map<number, Block>): void {
  const graph = { blocks: ordered, byPc: blocks, wanted: 0 };
  const forward = ordered.map(() => 0);
  for (const block of ordered) {
    for (const { to } of block.edges) {
      const target = blocks.get(to);
      if (!target) continue;
      if (target.order > block.order) forward[target.order]++;
      else if (dominates(graph, target, block)) target.loop = true;
    }
  }
  for (const block of ordered) block.merge = forward[block.order] > 1;
}

// ---- which registers a function is given --------------------------------------------------------

/** Slots read before they are written, as bits; and slots written. */
interface Uses {
  read: bigint;
  written: bigint;
}

/** The slots that an instruction reads, and the one that it writes or -1. */
export function slotsOf(code: Int32Array, pc: number): { reads: number[]; writes: number } {
  const op = code[pc];
  const letters = LETTERS[op];
  const reads: number[] = [];
  let writes = -1;
  letters.forEach((letter, i) => {
    const slot = code[pc + 1 + i] >> 1;
    if (letter === 'r') reads.push(slot);
    else if (letter === 'd' || letter === 'w') writes = slot;
  });
  if (op === OP.RET) reads.push(0);
  return { reads, writes };
}

/** A call's arguments are in slots that this function has written itself, just before. */
function usesOf(code: Int32Array, block: Block): Uses {
  let read = 0n;
  let written = 0n;
  const note = (slot: number): void => {
    if (!((written >> BigInt(slot)) & 1n)) read |= 1n << BigInt(slot);
  };
  for (let pc = block.pc; pc < block.end; pc += WIDTH) {
    const { reads, writes } = slotsOf(code, pc);
    for (const slot of reads) note(slot);
    if (writes >= 0) written |= 1n << BigInt(writes);
  }
  return { read, written };
}

function wantedSlots(code: Int32Array, ordered: Block[], blocks: Map<number, Block>): number {
  const uses = ordered.map((block) => usesOf(code, block));
  const wanted = uses.map((u) => u.read);
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = ordered.length - 1; i >= 0; i--) {
      let after = 0n;
      for (const { to } of ordered[i].edges) after |= wanted[blocks.get(to)?.order ?? -1] ?? 0n;
      const now = uses[i].read | (after & ~uses[i].written);
      if (now !== wanted[i]) {
        wanted[i] = now;
        changed = true;
      }
    }
  }
  return wanted[0].toString(2).length - (wanted[0] === 0n ? 1 : 0);
}
