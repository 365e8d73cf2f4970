// A switch whose rare cases were taken out answers as it did.

import { runInNewContext } from 'node:vm';
import { parseAst } from 'vite';
import { expect, it } from 'vitest';
import { planCuts } from '../../../components/cell/build/cutting.ts';
import type { Node } from '../../../components/cell/build/scopes.ts';

/** Cuts a function f out of which everything is rare that does not say `live`. */
function cut(code: string): { code: string; pieces: string[] } {
  let names = 0;
  const cuts = planCuts(code, parseAst(code) as unknown as Node, {
    idle: (start, end) => !code.slice(start, end).includes('live'),
    worth: 0,
    fine: () => true,
    roomAt: () => 'room',
    nextName: () => `$${++names}`,
  });
  const rest = cuts.reduceRight(
    (t, { start, end, stub }) => t.slice(0, start) + stub + t.slice(end),
    code,
  );
  return { code: rest, pieces: cuts.map(({ text }) => text) };
}

const LONG = '/* long enough to be worth a call, as few cases are that somebody wrote */';

/** Each with how many switches there are in what is taken out. */
const SWITCHES = {
  'returns, with a default': [
    `function f(k,a){switch(k){case 1:return a+"live";case 2:{let b=a+2;return b}default:return a+3${LONG}}}`,
    1,
  ],
  'returns, and the end of the function': [
    `function f(k,a){switch(k){case 1:return a+"live";case 2:return a+2;case 3:return a+3${LONG}}}`,
    1,
  ],
  'leaves, and the function goes on': [
    `function f(k,a){let l=[];switch(k){case 1:l.push("live");break;case 2:l.push(2);break;case 3:if(a)break;l.push(3)${LONG}}return l.join()+"live"}`,
    1,
  ],
  'falls into a case that is not rare': [
    `function f(k,a){let l=[];switch(k){case 2:l.push(2);case 1:l.push("live");break;case 3:l.push(3);break;case 4:l.push(4)${LONG}}return l.join()+"live"}`,
    1,
  ],
  'either returns or leaves': [
    `function f(k,a){switch(k){case 1:return"live";case 2:if(a)return 2;break;case 3:return 3${LONG}}return"live"}`,
    0,
  ],
  'the default is not rare': [
    `function f(k,a){switch(k){default:return"live";case 2:return[2,a];case 3:return[3,a]${LONG}}}`,
    1,
  ],
  'a variable of its own that others use': [
    `function f(k,a){switch(k){case 1:let b;b="live";return b;case 2:b=2;return b;case 3:return 3${LONG}}}`,
    0,
  ],
  'goes on with a loop outside': [
    `function f(k,a){let l=[];for(let i of"live"){switch(k){case 2:l.push(i);continue;case 3:l.push(3);continue${LONG};case 1:l.push("live")}l.push(9)}return l.join()}`,
    0,
  ],
} as const;

it.each(Object.entries(SWITCHES))('%s', (_, [code, count]) => {
  const { code: rest, pieces } = cut(code);
  expect(pieces.filter((text) => text.includes('switch(')).length).toBe(count);
  if (count > 0) expect(rest.length).toBeLessThan(code.length);
  const answers = (text: string): unknown =>
    runInNewContext(
      `${text};JSON.stringify([0,1,2,3,4].flatMap(k=>[0,1].map(a=>{try{return f(k,a)??null}catch(e){return e.name}})))`,
    );
  expect(answers(`${rest};${pieces.join(';')}`)).toBe(answers(code));
});
