// Programs: the C files of content/programs, as the book shows and runs them.
//
// One idea: region markers (`// region: name` … `// endregion`) are for authors. They are taken out
// before anything else sees the text, so line numbers in listings, cells, downloads and figures agree.
//
// Units: line numbers are 1-based and count the text without markers.

export interface Region {
  name: string;
  first: number;
  last: number;
}

export interface Program {
  name: string;
  /** The C text without markers, ending in a newline. */
  text: string;
  regions: Region[];
}

const OPEN = /^\s*\/\/\s*region:\s*([\w-]+)\s*$/;
const CLOSE = /^\s*\/\/\s*endregion\b.*$/;

/** Takes the markers out of a C text; throws with the line of an unclosed or unopened region. */
export function parseProgram(name: string, raw: string): Program {
  const lines: string[] = [];
  const open: { name: string; first: number; at: number }[] = [];
  const regions: Region[] = [];
  raw
    .replace(/\n$/, '')
    .split('\n')
    .forEach((line, index) => {
      const opened = OPEN.exec(line);
      if (opened) {
        open.push({ name: opened[1]!, first: lines.length + 1, at: index + 1 });
      } else if (CLOSE.test(line)) {
        const region = open.pop();
        if (!region)
          throw new Error(`${name}.c:${index + 1}: endregion without a region before it`);
        regions.push({ name: region.name, first: region.first, last: lines.length });
      } else {
        lines.push(line);
      }
    });
  const left = open[0];
  if (left) {
    throw new Error(`${name}.c:${left.at}: region "${left.name}" has no "// endregion"`);
  }
  return { name, text: `${lines.join('\n')}\n`, regions };
}

/** Resolves `region` or `lines="10-20"` to first and last line; throws and says what exists. */
export function selectLines(
  program: Program,
  selection: { region?: string; lines?: string },
): { first: number; last: number } {
  const count = program.text.split('\n').length - 1;
  if (selection.region !== undefined) {
    const found = program.regions.find((region) => region.name === selection.region);
    if (found) return { first: found.first, last: found.last };
    const known = program.regions.map((region) => region.name).join(', ') || 'none';
    throw new Error(
      `unknown region "${selection.region}" in ${program.name}.c; it has these regions: ${known}`,
    );
  }
  if (selection.lines === undefined) return { first: 1, last: count };
  const range = /^(\d+)(?:-(\d+))?$/.exec(selection.lines);
  const first = Number(range?.[1]);
  const last = Number(range?.[2] ?? range?.[1]);
  if (!range || first < 1 || last < first || last > count) {
    throw new Error(
      `lines="${selection.lines}" is not a range in ${program.name}.c; expected "from-to" within 1-${count}`,
    );
  }
  return { first, last };
}

/** Finds a program by name among what exists; throws and lists the names. */
export function findProgram(programs: Map<string, Program>, name: string): Program {
  const program = programs.get(name.replace(/\.c$/, ''));
  if (program) return program;
  const known = [...programs.keys()].sort().join(', ') || 'none';
  throw new Error(`unknown program "${name}"; content/programs has: ${known}`);
}
