// What the script and its rooms call each other's names.

import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { rename, SCRIPT } from '../../../components/cell/build/names.ts';

/** Renames, then runs the rooms and the script in one scope; what `answer` holds at the end. */
function answer(script: string, rooms: Record<string, string>): unknown {
  const { texts } = rename(new Map([[SCRIPT, script], ...Object.entries(rooms)]));
  const context = createContext({});
  runInContext('var self=this', context);
  for (const room of Object.keys(rooms)) runInContext(texts.get(room)!, context);
  runInContext(texts.get(SCRIPT)!, context);
  return context.answer;
}

test('a name means the same wherever it is said', () => {
  const script =
    'let count=1;const tell=count=>({count,more:seven()});answer=[tell(5),count,{count}]';
  const rooms = { rare: 'function seven(){return count+table.six}', more: 'self.unused=0' };
  const table = 'Object.defineProperty(self,"table",{value:{six:6}})';
  expect(answer(script, { ...rooms, tables: table })).toEqual([
    { count: 5, more: 7 },
    1,
    { count: 1 },
  ]);
});

test('a new name is none that a function around its use has', () => {
  const letters = [...'etnriaoscludfpmhg_vybxSCwTEDOkAjMNPFILRzBVHUWGKqJYZXQ'];
  const script = `const used=${letters.map(() => '1').join('+')};answer=((${letters})=>used)()`;
  expect(answer(script, {})).toBe(letters.length);
});

test('what a class and a function that calls itself say is renamed too', () => {
  const script =
    'class One{static two(){return rare(3)}}var Kind=class extends One{};answer=[Kind.two(),new One instanceof One]';
  const rooms = { rare: 'function rare(n){return n>0?n+rare(n-1):0}' };
  expect(answer(script, rooms)).toEqual([6, true]);
});

test('names of a room that others read come first, its functions before its tables', () => {
  const rare =
    'function own(){return 1}Object.defineProperty(self,"list",{value:[own()]});function asked(){return own()}';
  const { doors, texts } = rename(
    new Map([
      [SCRIPT, 'const go=()=>[asked(),list]'],
      ['rare', rare],
    ]),
  );
  const { letter, count, functions } = doors.get('rare')!;
  expect([count, functions]).toEqual([2, 1]);
  expect(texts.get('rare')).toContain(`function ${letter}a(){return ${letter}c()}`);
  expect(texts.get('rare')).toContain(`"${letter}b"`);
});
