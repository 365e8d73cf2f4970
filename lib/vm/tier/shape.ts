// Shape: one function of bytecode as one function of WebAssembly.
//
// One idea: WebAssembly has no goto, but code whose loops have one entry each can be written with
// nested blocks by walking the tree of dominators: a block's code holds the blocks that it dominates; those
// that several jumps reach come behind a `block` that the jumps leave, and a loop's head is a `loop`.
//
// Source: N. Ramsey, "Beyond Relooper" (ICFP 2022).

import { OP, WIDTH } from '../../cc/bytecode.ts';
import { callFunction, callNative, onRange, returnFrom } from './call.ts';
import * as w from './encode.ts';
import { type Block, dominates, type Edge, type Graph } from './graph.ts';
import {
  FIRST_SLOT,
  FP,
  leave,
  leaving,
  loadFuel,
  type Program,
  type Shaper,
  SP,
} from './leave.ts';
import { condition, emitOf } from './ops.ts';

/** Makes a function's code. Its parameters: frame, sp, depth, and then the slots it wants. */
export function shapeFunction(
  p: Program,
  graph: Graph,
  fn: number,
  slots: number,
  arity: number,
): { locals: number[]; code: w.Bytes } {
  const resumed = arity < 0;
  const given = Math.max(0, arity);
  const size = Math.max(slots, given, 1);
  const scratch = FIRST_SLOT + size;
  const loops = graph.blocks.some((b) =>
    b.edges.some(({ jump, to }) => jump !== undefined && to <= jump),
  );
  const calls = graph.blocks.some((b) => callsIn(p.code, b));
  const g: Shaper = {
    ...{ c: [], code: p.code, layout: p.layout, slots: FIRST_SLOT, sp: SP, p, graph, size },
    ...{ at: scratch, pc: scratch + 1, fuel: scratch + 2, sp2: scratch + 3 },
    ...{ num: scratch + 4, resumed, frameBytes: p.fnFrame[fn], loops, calls },
    labels: [],
    leaveIf: (pc) => {
      w.op(g.c, 'if');
      g.c.push(0x40);
      leave(g, pc, 1);
      w.op(g.c, 'end');
    },
  };
  if (resumed) {
    for (let i = 0; i < size; i++) {
      w.get(g.c, FP);
      w.access(g.c, 'i64.load', p.layout.registers + 8 * i);
      w.set(g.c, FIRST_SLOT + i);
    }
  }
  loadFuel(g);
  if (calls) openLabel(g, 'leave-in-call');
  openLabel(g, 'leave');
  tree(g, graph.blocks[0]);
  w.op(g.c, 'unreachable');
  close(g);
  leaving(g, false);
  if (calls) {
    close(g);
    leaving(g, true);
  }
  const own = size - given;
  return {
    locals: [...new Array(own).fill(w.I64), w.I32, w.I32, w.I32, w.I32, w.F64],
    code: g.c,
  };
}

function callsIn(code: Int32Array, block: Block): boolean {
  for (let pc = block.pc; pc < block.end; pc += WIDTH) if (code[pc] === OP.CALL) return true;
  return false;
}

// ---- blocks, loops and jumps --------------------------------------------------------------------

function openLabel(g: Shaper, label: Shaper['labels'][number], kind: 'block' | 'loop' = 'block') {
  w.open(g.c, kind);
  g.labels.push(label);
}

function close(g: Shaper): void {
  w.op(g.c, 'end');
  g.labels.pop();
}

function branchTo(g: Shaper, label: Shaper['labels'][number]): void {
  w.br(g.c, g.labels.length - 1 - g.labels.lastIndexOf(label));
}

/** A block with all that it dominates. */
function tree(g: Shaper, block: Block): void {
  const merges = g.graph.blocks.filter(
    (b) => b.merge && b !== block && b.dominator === block.order && b.order > 0,
  );
  if (block.loop) openLabel(g, block, 'loop');
  // The one that comes last in the order lies outermost.
  within(g, block, merges.reverse());
  if (block.loop) close(g);
}

function within(g: Shaper, block: Block, merges: Block[]): void {
  const [outer, ...inner] = merges;
  if (!outer) {
    body(g, block);
    return;
  }
  openLabel(g, outer);
  within(g, block, inner);
  close(g);
  tree(g, outer);
}

function body(g: Shaper, block: Block): void {
  const { code } = g;
  for (let pc = block.pc; pc < block.end; pc += WIDTH) {
    const op = code[pc];
    const emit = emitOf(op);
    if (emit) emit(g, pc);
    else if (op === OP.CALL) callFunction(g, pc);
    else if (op === OP.NATIVE) callNative(g, pc);
    else if (op === OP.COPY || op === OP.ZERO) onRange(g, pc);
    else if (op === OP.RET) {
      returnFrom(g, pc);
      return;
    } else if (op === OP.JMP) break;
    else if (pc + WIDTH === block.end && block.edges.length === 2 && condition(g, pc)) {
      const [through, taken] = block.edges;
      w.open(g.c, 'if');
      g.labels.push('if');
      follow(g, block, taken);
      w.op(g.c, 'else');
      follow(g, block, through);
      close(g);
      w.op(g.c, 'unreachable');
      return;
    } else {
      leave(g, pc, 0);
      return;
    }
  }
  follow(g, block, block.edges[0]);
}

function follow(g: Shaper, from: Block, edge: Edge): void {
  const { to, jump } = edge;
  const target = g.graph.byPc.get(to);
  if (jump !== undefined && to <= jump) {
    w.get(g.c, g.fuel);
    w.i32(g.c, ((jump - to) >> 2) + 1);
    w.op(g.c, 'i32.sub');
    w.tee(g.c, g.fuel);
    w.i32(g.c, 0);
    w.op(g.c, 'i32.le_s');
    g.leaveIf(to);
  }
  // Out of the loop that this code is for.
  if (!target) leave(g, to, 0);
  else if (target.order <= from.order) {
    // Into a loop that has another entry too: the interpreter can.
    if (!dominates(g.graph, target, from)) leave(g, to, 0);
    else branchTo(g, target);
  } else if (target.merge) branchTo(g, target);
  else tree(g, target);
}
