// Calling a function of the program from the prompt: `print add(1, 2)`.
//
// One idea: the call is pushed onto the selected task between two of its instructions, as that of a
// signal handler is, and the machine goes on until it has returned. What it prints, changes and waits
// for is real, and virtual time passes; nothing is undone.
//
// Source: gdb 13.1 infcall.c, for the words.
// Departs: the way back ends at a call, because playing the run again would not meet it.

import { argumentArea } from '../../cc/argument-class.ts';
import { SHADOW_SET } from '../../cc/image.ts';
import { type CType, sizeOf } from '../../cc/types.ts';
import { pushCall } from '../../vm/process.ts';
import { cast, decay, type Scope, type Value } from './evaluate.ts';
import { GdbError } from './expression.ts';
import { integerBits } from './numbers.ts';
import { breakpointHere, returned, tell } from './run.ts';
import { arm, type Gdb, go, liveState, remember, type Stop, scopeOf, stateOf } from './session.ts';

/** Functions of the library that a reader may call although the program does not. */
export const CALLABLE: readonly string[] = [
  ...['htons', 'htonl', 'ntohs', 'ntohl', 'inet_ntoa', 'inet_addr', 'strlen', 'strcmp', 'strncmp'],
  ...['strchr', 'strstr', 'memcmp', 'strerror', 'atoi', 'abs', 'getpid', 'getppid'],
];

type FunctionType = CType & { kind: 'function' };

/** What expressions see whose calls may be made. */
export function acting(g: Gdb): Scope {
  return { ...scopeOf(g), call: (fn, args, returns) => callFunction(g, fn, args, returns) };
}

function callFunction(g: Gdb, fn: number, args: readonly Value[], returns: CType): Value {
  if (!liveState(g)) throw new GdbError("You can't do that without a process to debug.");
  const s = stateOf(g);
  if (!g.alone || g.frozen) {
    throw new GdbError('Functions are called at the prompt in a terminal: npx sockscope gdb.');
  }
  if (g.fault) throw new GdbError('The program has been stopped for good and calls nothing more.');
  if (s.awaiting !== undefined) {
    throw new GdbError(
      'The program is inside a system call, and calls nothing until that returns.',
    );
  }
  const { name, type } = g.image.functions[fn];
  const [depth, back, { step, standingOn }, { frame }] = [s.depth, s.pc, s, g];
  const { registers, sp } = layOut(g, type as FunctionType, args, returns);
  const window = pushCall(s, g.image, fn, registers, sp);
  Object.assign(s, { step: undefined, standingOn: undefined });
  for (;;) {
    arm(g, [back]);
    const stop = go(g);
    if (typeof stop === 'object') abandon(g, stop, name);
    if (stateOf(g).pc === back && stateOf(g).depth === depth) break;
    const breakpoint = breakpointHere(g);
    if (breakpoint) abandon(g, { why: 'breakpoint', breakpoint }, name);
  }
  const after = stateOf(g);
  const value = returned(g, returns, window);
  Object.assign(after, { step, standingOn });
  arm(g);
  g.frame = frame;
  g.past = [];
  remember(g);
  return value;
}

/** Puts arguments where a call has them: in registers, and what does not fit into one on the stack. */
function layOut(
  g: Gdb,
  type: FunctionType,
  args: readonly Value[],
  returns: CType,
): { registers: bigint[]; sp: number } {
  const { sp: top, space } = stateOf(g);
  let sp = top;
  const place = (bytes: Uint8Array): bigint => {
    sp = (sp - bytes.length - 16) & ~15;
    space.memory.set(bytes, sp);
    space.shadow.fill(SHADOW_SET, sp, sp + bytes.length);
    return BigInt(sp);
  };
  const bits = (v: Value): bigint => {
    if (v.type.kind === 'record') return place(v.bytes);
    if (v.type.kind === 'array' && !v.place) return place(v.bytes);
    return integerBits(decay(v));
  };
  const { params, variadic, oldStyle } = type;
  const registers = returns.kind === 'record' ? [place(new Uint8Array(sizeOf(returns)))] : [];
  for (const [i, param] of params.entries()) {
    const v = args[i];
    const text = v.type.kind === 'array' && !v.place;
    registers.push(bits(text ? v : cast(v, param.type)));
  }
  // Without a prototype they come as they are.
  if (oldStyle) registers.push(...args.slice(params.length).map(bits));
  if (!variadic) return { registers, sp };
  const more = args.slice(params.length);
  const { bytes, offsets, words } = argumentArea(more.map((v) => v.type));
  const area = new DataView(new ArrayBuffer(bytes));
  for (const [i, v] of more.entries()) {
    if (v.type.kind === 'record') new Uint8Array(area.buffer).set(v.bytes, offsets[i]);
    else area.setBigUint64(offsets[i], BigInt.asUintN(64, bits(v)), true);
  }
  for (const { at, classes } of words.slice(1)) area.setInt32(at, classes, true);
  const known = BigInt(words[0].classes >>> 0) << 32n;
  registers.push(more.length === 0 ? 0n : place(new Uint8Array(area.buffer)) | known);
  return { registers, sp };
}

/** The call did not come back: it stays on the stack, where the program stands now. */
function abandon(g: Gdb, stop: Stop, name: string): never {
  const lines = tell(g, stop, 'continue');
  const ended = stop.why === 'exit' || stop.why === 'signal';
  const how = ended ? 'exited' : stop.why === 'fault' ? 'was signaled' : 'stopped';
  const words = ended
    ? ['The program being debugged exited while in a function called from GDB.']
    : [`The program being debugged ${how} while in a function called from GDB.`];
  if (stop.why === 'fault') {
    words.push('GDB remains in the frame where the signal was received.');
    words.push('To change this behavior use "set unwindonsignal on".');
  }
  words.push(
    'Evaluation of the expression containing the function',
    `(${name}) will be abandoned.`,
  );
  if (!ended) words.push('When the function is done executing, GDB will silently stop.');
  throw new GdbError([...lines, ...words].join('\n'));
}
