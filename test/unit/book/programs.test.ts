import { describe, expect, test } from 'vitest';
import { findProgram, parseProgram, selectLines } from '../../../components/book/programs.ts';

const RAW = `int main(void) {
    // region: loop
    while (1) {
        // region: accept
        accept(3, 0, 0);
        // endregion
    }
    // endregion
}
`;

describe('parseProgram', () => {
  test('takes the markers out and counts lines without them', () => {
    const program = parseProgram('server', RAW);
    expect(program.text).toBe(
      'int main(void) {\n    while (1) {\n        accept(3, 0, 0);\n    }\n}\n',
    );
    expect(program.regions).toEqual([
      { name: 'accept', first: 3, last: 3 },
      { name: 'loop', first: 2, last: 4 },
    ]);
  });

  test('says where a region is not closed, or not opened', () => {
    expect(() => parseProgram('a', 'int x;\n// region: b\n')).toThrow(
      'a.c:2: region "b" has no "// endregion"',
    );
    expect(() => parseProgram('a', '// endregion\n')).toThrow('a.c:1: endregion without a region');
  });
});

describe('selectLines', () => {
  const program = parseProgram('server', RAW);

  test('takes a region, a range, one line, or everything', () => {
    expect(selectLines(program, { region: 'loop' })).toEqual({ first: 2, last: 4 });
    expect(selectLines(program, { lines: '2-3' })).toEqual({ first: 2, last: 3 });
    expect(selectLines(program, { lines: '4' })).toEqual({ first: 4, last: 4 });
    expect(selectLines(program, {})).toEqual({ first: 1, last: 5 });
  });

  test('names what exists when a region does not', () => {
    expect(() => selectLines(program, { region: 'lop' })).toThrow(
      'unknown region "lop" in server.c; it has these regions: accept, loop',
    );
  });

  test.each(['0-2', '3-2', '2-6', 'two', ''])('refuses lines="%s"', (lines) => {
    expect(() => selectLines(program, { lines })).toThrow(/expected "from-to" within 1-5/);
  });
});

test('findProgram lists the programs there are', () => {
  const programs = new Map([['server', parseProgram('server', RAW)]]);
  expect(findProgram(programs, 'server.c').name).toBe('server');
  expect(() => findProgram(programs, 'sever')).toThrow(
    'unknown program "sever"; content/programs has: server',
  );
});
