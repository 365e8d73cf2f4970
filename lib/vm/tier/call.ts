// Call: calls, returns and natives in compiled code.
//
// One idea: the record of a call, the new frame's shadow and the fuel are the caller's business, exactly
// as in the interpreter; the function called gets its registers as parameters and gives back the first.
// Whatever cannot be done here (no room, no code) is left to the interpreter before anything has changed.

import { OP, WIDTH } from '../../cc/bytecode.ts';
import { SHADOW_FRAME_GAP } from '../../cc/image.ts';
import { CALL_COST, NATIVE_COST } from '../state.ts';
import * as w from './encode.ts';
import {
  DEPTH,
  FIRST_SLOT,
  FP,
  IMPORT_NATIVE,
  IMPORT_RANGE,
  leave,
  loadFuel,
  putCell,
  type Shaper,
  SP,
  spill,
  storeFuel,
} from './leave.ts';
import { fillShadow, get32 } from './ops.ts';

export function callFunction(g: Shaper, pc: number): void {
  const { c, p } = g;
  const [, fn, window] = g.code.subarray(pc, pc + 3);
  const arity = p.arity(fn);
  if (arity === undefined) {
    leave(g, pc, 0);
    return;
  }
  pushFrame(g, pc, fn);
  payForCall(g, fn, window);
  const first = window >> 1;
  w.get(c, FP);
  w.i32(c, window * 4);
  w.op(c, 'i32.add');
  w.get(c, g.sp2);
  w.get(c, DEPTH);
  w.i32(c, 1);
  w.op(c, 'i32.add');
  for (let i = 0; i < arity; i++) {
    // A slot that this function does not have holds nothing that anybody set.
    if (first + i < g.size) w.get(c, FIRST_SLOT + first + i);
    else w.i64(c, 0n);
  }
  const local = p.local(fn);
  if (local !== undefined) w.call(c, local);
  else {
    w.i32(c, fn);
    w.callIndirect(c, p.type(arity));
  }
  w.set(c, FIRST_SLOT + first);
  w.i32(c, 0);
  w.access(c, 'i32.load', g.layout.control.status);
  w.open(c, 'if');
  // What lies in the window belongs to the function that was called and has left.
  spill(g, Math.min(first, g.size));
  w.i64(c, 0n);
  w.op(c, 'return', 'end');
  loadFuel(g);
}

/** Checks that there is room, writes the record of the call, and prepares its stack. */
function pushFrame(g: Shaper, pc: number, fn: number): void {
  const { c, p } = g;
  const { control, calls } = g.layout;
  w.get(c, DEPTH);
  w.i32(c, 0);
  w.access(c, 'i32.load', control.limit);
  w.op(c, 'i32.ge_s');
  g.leaveIf(pc);
  const bytes = p.fnFrame[fn];
  w.get(c, SP);
  if (bytes > 0) {
    w.i32(c, bytes);
    w.op(c, 'i32.sub');
    w.tee(c, g.sp2);
    w.i32(c, 0);
    w.access(c, 'i32.load', control.stackLow);
    w.op(c, 'i32.lt_s');
    g.leaveIf(pc);
  } else w.set(c, g.sp2);
  w.get(c, DEPTH);
  w.i32(c, 4);
  w.op(c, 'i32.shl');
  w.set(c, g.at);
  const word = (i: number, value: () => void): void => {
    w.get(c, g.at);
    value();
    w.access(c, 'i32.store', calls + 4 * i);
  };
  word(0, () => w.i32(c, pc + WIDTH));
  word(1, () => {
    w.get(c, FP);
    w.i32(c, 2);
    w.op(c, 'i32.shr_u');
  });
  word(2, () => w.get(c, SP));
  word(3, () => w.i32(c, fn));
  shadowOfFrame(g, p.fnShadow[fn]);
}

/** Writes a frame's shadow at sp2: runs of one mark at a time. */
function shadowOfFrame(g: Shaper, shadow: Uint8Array): void {
  const view = new DataView(shadow.buffer, shadow.byteOffset, shadow.length);
  for (let i = 0; i < shadow.length; ) {
    const mark = view.getBigInt64(i, true);
    let n = 8;
    while (i + n + 8 <= shadow.length && view.getBigInt64(i + n, true) === mark) n += 8;
    const uniform = (mark & 0xffn) * 0x0101010101010101n === BigInt.asUintN(64, mark);
    if (n > 64 && uniform) {
      w.get(g.c, g.sp2);
      w.i32(g.c, g.layout.shadow + i);
      w.op(g.c, 'i32.add');
      w.i32(g.c, shadow[i]);
      w.i32(g.c, n);
      w.fill(g.c);
    } else {
      for (let k = 0; k < n; k += 8) {
        w.get(g.c, g.sp2);
        w.i64(g.c, mark);
        w.access(g.c, 'i64.store', g.layout.shadow + i + k);
      }
    }
    i += n;
  }
}

function payForCall(g: Shaper, fn: number, window: number): void {
  const { c } = g;
  const { fuel } = g.layout.control;
  if (!g.loops) {
    w.i32(c, 0);
    w.access(c, 'i32.load', fuel);
  } else w.get(c, g.fuel);
  w.i32(c, CALL_COST);
  w.op(c, 'i32.sub');
  w.tee(c, g.fuel);
  w.i32(c, 0);
  w.op(c, 'i32.le_s');
  // The call has been made: the program stands at the first instruction of the function.
  putCell(g, fuel, () => w.get(c, g.fuel));
  w.open(c, 'if');
  w.i32(c, window * 4);
  w.set(c, g.at);
  leave(g, g.p.fnPc[fn], 1, 'leave-in-call');
  w.op(c, 'end');
}

export function returnFrom(g: Shaper, pc: number): void {
  const { c } = g;
  const { calls, registers } = g.layout;
  if (g.resumed) {
    // The frame may have grown since it was made: then the interpreter gives it back.
    w.get(c, DEPTH);
    w.i32(c, 4);
    w.op(c, 'i32.shl');
    w.access(c, 'i32.load', calls - 8);
    w.get(c, SP);
    w.op(c, 'i32.sub');
    w.i32(c, g.frameBytes);
    w.op(c, 'i32.ne');
    g.leaveIf(pc);
  }
  if (g.frameBytes > 0) fillShadow(g, SP, g.frameBytes, SHADOW_FRAME_GAP);
  storeFuel(g);
  if (g.resumed) {
    w.get(c, FP);
    w.get(c, FIRST_SLOT);
    w.access(c, 'i64.store', registers);
  }
  w.get(c, FIRST_SLOT);
  w.op(c, 'return');
}

/**
 * A native sees the process as it is: state and arguments are written back before. One that uses up the
 * fuel is the interpreter's: it stops only at the next jump or call, which compiled code would not.
 */
export function callNative(g: Shaper, pc: number): void {
  const { c } = g;
  const [, native, window, count] = g.code.subarray(pc, pc + 4);
  const first = window >> 1;
  if (g.loops) w.get(c, g.fuel);
  else {
    w.i32(c, 0);
    w.access(c, 'i32.load', g.layout.control.fuel);
  }
  w.i32(c, NATIVE_COST);
  w.op(c, 'i32.le_s');
  g.leaveIf(pc);
  spill(g, Math.min(first + Math.max(1, count), g.size), first);
  w.i32(c, native);
  w.i32(c, window);
  w.i32(c, count);
  w.i32(c, pc);
  w.get(c, FP);
  w.get(c, SP);
  w.get(c, DEPTH);
  w.call(c, IMPORT_NATIVE);
  w.tee(c, g.at);
  w.open(c, 'if');
  // 4: it was done, and the program leaves behind it; any other: it was not.
  w.get(c, g.at);
  w.i32(c, 4);
  w.op(c, 'i32.eq');
  w.open(c, 'if');
  reload(g, first);
  payForNative(g);
  leave(g, pc + WIDTH, 2);
  w.op(c, 'end');
  leave(g, pc, 1);
  w.op(c, 'end');
  reload(g, first);
  payForNative(g);
}

function reload(g: Shaper, slot: number): void {
  w.get(g.c, FP);
  w.access(g.c, 'i64.load', g.layout.registers + 8 * slot);
  w.set(g.c, FIRST_SLOT + slot);
}

function payForNative(g: Shaper): void {
  const { c } = g;
  const less = (): void => {
    w.i32(c, NATIVE_COST);
    w.op(c, 'i32.sub');
  };
  if (g.loops) {
    w.get(c, g.fuel);
    less();
    w.set(c, g.fuel);
    return;
  }
  putCell(g, g.layout.control.fuel, () => {
    w.i32(c, 0);
    w.access(c, 'i32.load', g.layout.control.fuel);
    less();
  });
}

/** COPY and ZERO are done outside; where they would be a fault, the interpreter says so. */
export function onRange(g: Shaper, pc: number): void {
  const { c, code } = g;
  const copy = code[pc] === OP.COPY;
  get32(g, code[pc + 1]);
  if (copy) get32(g, code[pc + 2]);
  else w.i32(c, -1);
  w.i32(c, copy ? code[pc + 3] : code[pc + 2]);
  w.call(c, IMPORT_RANGE);
  g.leaveIf(pc);
}
