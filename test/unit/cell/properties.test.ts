// Which properties get shorter names, and that a script does the same with them.

import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import {
  membersIn,
  membersOfPlatform,
  shorten,
} from '../../../components/cell/build/properties.ts';

const shortened = (parts: Record<string, string>, known: string[] = []) =>
  shorten(new Map(Object.entries(parts)), new Set(known));

test('a property has one name in all parts, and does not take one that is there', () => {
  const parts = {
    script:
      'class Queue{lengthNow=1;growBy({oneStep,atMost=9}){this.lengthNow+=oneStep+atMost;return this}}',
    room: 'const oneStep=2,et=3;answer=[new Queue().growBy({oneStep}).lengthNow,{et}.et]',
  };
  const texts = shortened(parts);
  const context = createContext({ answer: undefined });
  for (const text of texts.values()) runInContext(text, context);
  expect(context.answer).toEqual([12, 3]);
  const all = [...texts.values()].join();
  expect(all).not.toMatch(/lengthNow|growBy|\.oneStep|atMost:/);
  expect(all).toContain('{et}.et');
});

test('what others say keeps its name: the page, the platform, strings, and what readers type', () => {
  const parts = {
    script: 'const one={forPages:1,ownOne:2,inList:3,printf:4,TcpInSegs:5};one.pushAll=one.ownOne',
    room: 'tell("forPages",`a inList b`)',
  };
  expect(shortened(parts, ['pushAll']).get('script')).toMatch(
    /^const one=\{forPages:1,(\w\w):2,inList:3,printf:4,TcpInSegs:5\};one\.pushAll=one\.\1$/,
  );
});

test('what TypeScript may call a member', () => {
  const text = `interface A { first?: string; 'second': 2; third(): void }
    const { fourth, fifth = 1, sixth } = other.seventh?.eighth ?? pick(it, 'ninth' as const);`;
  const order = [
    'first',
    'second',
    'third',
    'fourth',
    'fifth',
    'sixth',
    'seventh',
    'eighth',
    'ninth',
  ];
  expect(membersIn(text)).toEqual(expect.arrayContaining(order));
  expect(membersOfPlatform()).toEqual(
    expect.arrayContaining(['importScripts', 'encodeInto', 'codePointAt', 'exports', 'initial']),
  );
});
