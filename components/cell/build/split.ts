// Split: one script becomes the part that everybody needs and rooms that are fetched when they are.
//
// One idea: a rehearsal of what readers do first says what is needed; nobody keeps a list. All parts
// are classic scripts and share one global scope. A name whose declaration lies in a room is a getter
// until the room has been fetched, with importScripts(), in the middle of whatever reads it.
//
// Units: offsets in characters.

import { Session } from 'node:inspector/promises';
import { parseAst } from 'vite';
import type { Request } from '../../../lib/notebook/messages.ts';
import { openBox } from './box.ts';
import { openSwitches } from './cases.ts';
import { type Cut, planCuts } from './cutting.ts';
import { DIGITS, type Named, numbered, rename, SCRIPT } from './names.ts';
import { shorten } from './properties.ts';
import type { Node } from './scopes.ts';
import { planTables } from './tables.ts';

export interface Parts {
  /** Text of the script that the page starts, once each room has the file name that is given. */
  main: (fileOf: (room: string) => string) => string;
  /** Texts of the rooms by name. */
  rooms: Map<string, string>;
}

/** Something readers do, and the room of what it needs and no earlier stage does. */
export interface Stage {
  /** The first stage's is the script itself. */
  room: string;
  /** What is done with new machines, each a list of requests, to see what runs. */
  rehearsals?: readonly (readonly Request[])[];
  /** In place of rehearsals: what each of these stages needs, where of several in brackets one is enough. */
  common?: readonly (readonly string[])[];
}

export interface SplitOptions {
  /** In the order in which readers come to them. */
  stages: readonly Stage[];
  /** The room of a piece, from an offset of the script on, that no stage needs. */
  roomAt: (offset: number) => string;
  /** Whether functions at an offset may be cut inside. */
  fine: (offset: number) => boolean;
  /** Names of properties that others say, too: see properties.ts. */
  known: ReadonlySet<string>;
}

/**
 * Reads at which offsets of a script something ran in the rehearsals; 1 for each that did.
 *
 * For the rehearsals every switch has a `default`: whether that ran stands at the closing bracket.
 */
export async function rehearse(
  code: string,
  rehearsals: readonly (readonly Request[])[],
): Promise<Uint8Array> {
  const brackets = openSwitches(treeOf(code));
  const pieces = [0, ...brackets].map((from, i) => code.slice(from, brackets[i]));
  const ran = await coverage(pieces.join(DEFAULT), rehearsals);
  const own = new Uint8Array(code.length);
  let shift = 0;
  for (let at = 0; at < code.length; at++) {
    if (at !== brackets[shift / DEFAULT.length]) own[at] = ran[at + shift];
    else {
      shift += DEFAULT.length;
      own[at] = ran[at + shift - 2];
    }
  }
  return own;
}

const DEFAULT = ';default:break;';

let runs = 0;

/**
 * Runs a script and reads what of it ran.
 *
 * Each time it is another script for V8, which counts branches only in what it compiles while it
 * counts, and compiles no text twice.
 */
async function coverage(
  code: string,
  rehearsals: readonly (readonly Request[])[],
): Promise<Uint8Array> {
  const ran = new Uint8Array(code.length);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const urls = rehearsals.map((requests) => {
    const url = `rehearsed-machine-${++runs}.js`;
    const box = openBox(url, () => `${code}\n//${runs}`);
    for (const request of requests) box.ask(request);
    return url;
  });
  const { result } = await session.post('Profiler.takePreciseCoverage');
  await session.post('Profiler.stopPreciseCoverage');
  session.disconnect();
  for (const { functions } of result.filter((script) => urls.includes(script.url))) {
    const here = new Uint8Array(code.length);
    const ranges = functions.flatMap((f) => f.ranges);
    ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
    for (const { startOffset, endOffset, count } of ranges) {
      here.fill(Math.min(count, 1), startOffset, endOffset);
    }
    here.forEach((one, at) => {
      ran[at] |= one;
    });
  }
  return ran;
}

/** A script from which pieces have been taken, and where each of its characters was at first. */
interface Rest {
  code: string;
  origin: Uint32Array;
}

async function rehearseAll(code: string, stages: readonly Stage[]): Promise<Uint8Array[]> {
  const ran = new Map<string, Uint8Array>();
  for (const { room, rehearsals } of stages) {
    if (rehearsals) ran.set(room, await rehearse(code, rehearsals));
  }
  return stages.map(({ room, common = [[room]] }) => {
    const needs = common.map((some) => some.map((name) => ran.get(name)!));
    return Uint8Array.from(code, (_, at) =>
      Number(needs.every((some) => some.some((one) => one[at] === 1))),
    );
  });
}

/** Splits a minified script that imports and exports nothing. */
export async function split(code: string, options: SplitOptions): Promise<Parts> {
  const stages = await rehearseAll(code, options.stages);
  const nextName = nameMaker(code);
  const cuts: Cut[] = [];
  let rest: Rest = { code, origin: Uint32Array.from(code, (_, at) => at) };
  // First what nobody needs, then what only the last stage does, and so on.
  for (let kept = stages.length; kept > 0; kept--) {
    const needed = stages.slice(0, kept);
    const { room } = options.stages[kept] ?? {};
    rest = cutAway(rest, cuts, {
      ran: (at) => needed.some((ran) => ran[at] === 1),
      fine: options.fine,
      // What comes with the next stage anyway need not be cut as finely as what most never fetch.
      worth: room === undefined ? 4 : 40,
      roomAt: room === undefined ? options.roomAt : () => room,
      nextName,
      stages: options.stages.map((stage) => stage.room),
    });
  }
  const { texts, doors } = rename(shorten(textsOf(rest.code, cuts), options.known));
  const script = texts.get(SCRIPT)!;
  texts.delete(SCRIPT);
  return { main: (fileOf) => mainText(script, doors, fileOf), rooms: texts };
}

interface CutStep extends Pick<SplitOptions, 'fine' | 'roomAt'> {
  worth: number;
  stages: readonly string[];
  ran: (offset: number) => boolean;
  nextName: (room: string) => string;
}

/** Takes out what one step says, adds it to `cuts` and returns what stays. */
function cutAway(rest: Rest, cuts: Cut[], step: CutStep): Rest {
  const { code, origin } = rest;
  // How many characters before each have run.
  const before = new Uint32Array(code.length + 1);
  for (let at = 0; at < code.length; at++)
    before[at + 1] = before[at] + Number(step.ran(origin[at]));
  const pieces = planCuts(code, treeOf(code), {
    idle: (start, end) => before[end] === before[start],
    worth: step.worth,
    fine: (at) => step.fine(origin[at]),
    roomAt: (at) => step.roomAt(origin[at]),
    nextName: step.nextName,
  });
  cuts.push(...pieces);
  const without = remove(rest, pieces);
  const tables = planTables(without.code, treeOf(without.code), cuts, step.stages);
  cuts.push(...tables);
  return remove(without, tables);
}

function treeOf(code: string): Node {
  return parseAst(code) as unknown as Node;
}

/** Puts stubs in the place of pieces. */
function remove({ code, origin }: Rest, pieces: readonly Cut[]): Rest {
  let text = '';
  const places: number[] = [];
  let at = 0;
  const keep = (to: number): void => {
    text += code.slice(at, to);
    for (; at < to; at++) places.push(origin[at]);
  };
  for (const { start, end, stub } of pieces) {
    keep(start);
    text += stub;
    // None of a stub has run where the piece had not.
    for (const _ of stub) places.push(origin[start]);
    at = end;
  }
  keep(code.length);
  return { code: text, origin: Uint32Array.from(places) };
}

/** Makes names of a prefix for the room and a number, such as the script has nowhere. */
function nameMaker(code: string): (room: string) => string {
  const rooms = new Map<string, { prefix: string; count: number }>();
  const free = ['$', '_', '$$', '__']
    .flatMap((sign) => [...DIGITS].map((letter) => sign + letter))
    .filter((prefix) => !code.includes(prefix));
  return (name) => {
    const room = rooms.get(name) ?? { prefix: free.shift()!, count: 0 };
    rooms.set(name, room);
    return numbered(room.prefix, room.count++);
  };
}

/** Texts of the rooms and of the script, by room. */
function textsOf(code: string, cuts: readonly Cut[]): Map<string, string> {
  const rooms = new Map<string, string[]>([[SCRIPT, [code]]]);
  for (const { room, text } of cuts)
    if (text !== '') rooms.set(room, [...(rooms.get(room) ?? ['"use strict"']), text]);
  return new Map([...rooms].map(([room, texts]) => [room, texts.join(';')]));
}

/** The script with doors to the rooms. */
function mainText(code: string, doors: Named['doors'], fileOf: (room: string) => string): string {
  const list = [...doors].map(([room, door]) => [
    ...[fileOf(room), door.letter, door.count, door.functions],
  ]);
  return `"use strict";${DOORS}(${JSON.stringify(list)});${code};$open=!0`;
}

/**
 * Puts getters where the names of rooms will be.
 *
 * While a script is read, its tables take a function that will ask again when it is called.
 */
const DOORS = `let $open=!1;(d=>{let a="${DIGITS}",c=(p,n)=>n<62?p+a[n]:c(p,(n/62|0)-1)+a[n%62];for(let[f,p,n,m]of d)for(;n--;){let k=c(p,n),l=n<m;Object.defineProperty(self,k,{configurable:!0,get(){let o=$open;if(l&&!o)return(...a)=>self[k](...a);$open=!1;importScripts(f);$open=o;return self[k]}})}})`;
