// Output of a cell: text, tables, plots and figures as plain data, and the door that checks them.
//
// One idea: a cell never draws. It says what is to be seen, and whoever shows it reads that with
// `readItem`, which takes nothing on trust: what is no item, or is too large, is refused in words.
//
// Units: bounds below are counts of characters, rows, points.

import type { Figure } from './folds.ts';

/** What may stand in a table's field. */
export type Field = string | number | boolean | undefined | null;

/** One series of a plot. */
export interface Mark {
  /** `line` joins the points, `step` holds each value until the next, `bar` stands on 0. */
  type: 'line' | 'step' | 'dot' | 'bar';
  /** Name of the series, shown where there are several. */
  label?: string;
  /** Colour of a role: `client`, `server`, `kernel`, `wire`, `waiting`, `lost`, `cpu`, `dma`. */
  role?: Role;
  points: readonly (readonly [number, number])[];
}

/** The roles that have a colour in the book. */
export const ROLES = [
  'client',
  'server',
  'kernel',
  'wire',
  'waiting',
  'lost',
  'cpu',
  'dma',
] as const;
export type Role = (typeof ROLES)[number];

/** An axis: what it measures, and how. */
export interface Axis {
  label: string;
  /** `log` needs values above 0; default `linear`. */
  scale?: 'linear' | 'log';
}

/** A picture of numbers. */
export interface Plot {
  /** A sentence that says what is to be seen. */
  title: string;
  x: Axis;
  y: Axis;
  marks: readonly Mark[];
}

/** One thing that a cell has shown. */
export type Item =
  | { kind: 'text'; text: string }
  | { kind: 'table'; title: string; columns: string[]; rows: string[][]; numeric: boolean[] }
  | { kind: 'plot'; plot: Plot }
  | { kind: 'figure'; figure: Figure }
  | { kind: 'error'; message: string; line?: number };

/** Most that one cell may show. */
export const MAX_ITEMS = 2000;
export const MAX_TEXT = 100_000;
export const MAX_ROWS = 500;
export const MAX_COLUMNS = 20;
export const MAX_POINTS = 5000;
export const MAX_MARKS = 12;
const MAX_FIELD = 300;
const MAX_LABEL = 200;

/** Writes values as `print` does: text as it is, everything else as one would type it, on one line. */
export function printed(values: readonly unknown[]): string {
  return `${values.map((value) => (typeof value === 'string' ? value : literal(value, []))).join(' ')}\n`;
}

function literal(value: unknown, inside: readonly unknown[]): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (inside.includes(value)) return 'itself';
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  const within = [...inside, value];
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const items = Array.isArray(value) ? value : [...(value as Uint8Array)];
    return `[${items.map((item) => literal(item, within)).join(', ')}]`;
  }
  const fields = Object.entries(value).map(([name, field]) => {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    return `${key}: ${literal(field, within)}`;
  });
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}';
}

/** Lays rows out as a table; columns are the keys of the first rows in order, unless they are named. */
export function tableItem(
  rows: readonly Readonly<Record<string, Field>>[],
  options: { title?: string; columns?: readonly string[] } = {},
): Item {
  const columns = [...(options.columns ?? new Set(rows.flatMap((row) => Object.keys(row))))];
  const fields = rows.map((row) => columns.map((column) => row[column]));
  return {
    kind: 'table',
    title: options.title ?? '',
    columns,
    rows: fields.map((row) => row.map(fieldText)),
    numeric: columns.map((_, i) =>
      fields.every((row) => row[i] == null || typeof row[i] === 'number'),
    ),
  };
}

function fieldText(value: Field): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' && !Number.isInteger(value))
    return String(Number(value.toFixed(3)));
  return String(value);
}

type Unknown = Record<string, unknown>;

function fail(message: string): never {
  throw new Error(message);
}

function object(value: unknown, what: string): Unknown {
  if (typeof value !== 'object' || value === null) fail(`${what}: an object was expected`);
  return value as Unknown;
}

function list(value: unknown, most: number, what: string): unknown[] {
  if (!Array.isArray(value)) fail(`${what}: a list was expected`);
  if (value.length > most) fail(`${what}: ${value.length} were given, at most ${most} are shown`);
  return value;
}

function text(value: unknown, most: number): string {
  const whole = typeof value === 'string' ? value : String(value ?? '');
  return whole.length > most ? `${whole.slice(0, most)}…` : whole;
}

function finite(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) fail(`${what}: a number was expected`);
  return value;
}

function oneOf<T extends string>(value: unknown, known: readonly T[], what: string): T {
  const found = known.find((one) => one === value);
  return (
    found ?? fail(`${what}: one of ${known.join(', ')} was expected, not '${text(value, 40)}'`)
  );
}

/** Reads one item out of what came from a cell; throws in words where it is none or too large. */
export function readItem(value: unknown): Item {
  const item = object(value, 'output');
  switch (item.kind) {
    case 'text':
      return { kind: 'text', text: text(item.text, MAX_TEXT) };
    case 'table':
      return readTable(item);
    case 'plot':
      return { kind: 'plot', plot: readPlot(item.plot) };
    case 'figure':
      return { kind: 'figure', figure: readFigure(item.figure) };
    case 'error': {
      const { line } = item;
      const message = text(item.message, MAX_TEXT);
      return { kind: 'error', message, ...(Number.isInteger(line) && { line: Number(line) }) };
    }
    default:
      return fail(`output: '${text(item.kind, 40)}' is no kind of output`);
  }
}

function readTable(item: Unknown): Item {
  const columns = list(item.columns, MAX_COLUMNS, 'table: columns').map((c) => text(c, MAX_LABEL));
  const rows = list(item.rows, MAX_ROWS, 'table: rows').map((row) => {
    const fields = list(row, columns.length, 'table: fields of a row');
    return columns.map((_, i) => text(fields[i], MAX_FIELD));
  });
  const flags = Array.isArray(item.numeric) ? item.numeric : [];
  const numeric = columns.map((_, i) => flags[i] === true);
  return { kind: 'table', title: text(item.title, MAX_LABEL), columns, rows, numeric };
}

/** Reads a plot; throws in words where it is none. */
export function readPlot(value: unknown): Plot {
  const plot = object(value, 'plot');
  const x = readAxis(plot.x, 'plot: x');
  const y = readAxis(plot.y, 'plot: y');
  let points = 0;
  const marks = list(plot.marks, MAX_MARKS, 'plot: marks').map((one): Mark => {
    const mark = object(one, 'plot: a mark');
    const pairs = list(mark.points, MAX_POINTS, 'plot: points').map((pair): [number, number] => {
      const [px, py] = list(pair, 2, 'plot: a point [x, y]');
      const at: [number, number] = [
        finite(px, 'plot: x of a point'),
        finite(py, 'plot: y of a point'),
      ];
      if ((x.scale === 'log' && at[0] <= 0) || (y.scale === 'log' && at[1] <= 0)) {
        fail('plot: a logarithmic scale has no place for 0 and below');
      }
      return at;
    });
    points += pairs.length;
    return {
      type: oneOf(mark.type, ['line', 'step', 'dot', 'bar'] as const, 'plot: type of a mark'),
      points: pairs,
      ...(mark.label !== undefined && { label: text(mark.label, MAX_LABEL) }),
      ...(mark.role !== undefined && { role: oneOf(mark.role, ROLES, 'plot: role of a mark') }),
    };
  });
  if (points > MAX_POINTS)
    fail(`plot: ${points} points were given, at most ${MAX_POINTS} are drawn`);
  if (points === 0) fail('plot: at least one point was expected');
  return { title: text(plot.title, MAX_LABEL), x, y, marks };
}

function readAxis(value: unknown, what: string): Axis {
  const axis = object(value, what);
  const scale = axis.scale ?? 'linear';
  return {
    label: text(axis.label, MAX_LABEL),
    scale: oneOf(scale, ['linear', 'log'] as const, `${what}: scale`),
  };
}

/** Reads a machine figure; throws in words where it is none. */
export function readFigure(value: unknown): Figure {
  const figure = object(value, 'figure');
  switch (figure.figure) {
    case 'ladder':
      return {
        figure: 'ladder',
        left: text(figure.left, MAX_LABEL),
        right: text(figure.right, MAX_LABEL),
        arrows: list(figure.arrows, MAX_ROWS, 'ladder: arrows').map((one) => {
          const arrow = object(one, 'ladder: an arrow');
          return {
            from: oneOf(arrow.from, ['left', 'right'] as const, 'ladder: from'),
            sentUs: finite(arrow.sentUs, 'ladder: sentUs'),
            ...(arrow.arrivedUs !== undefined && {
              arrivedUs: finite(arrow.arrivedUs, 'ladder: arrivedUs'),
            }),
            label: text(arrow.label, MAX_LABEL),
            detail: text(arrow.detail, MAX_LABEL),
            lost: arrow.lost === true,
            again: arrow.again === true,
          };
        }),
      };
    case 'accept-queue':
      return {
        figure: 'accept-queue',
        title: text(figure.title, MAX_LABEL),
        synQueue: finite(figure.synQueue, 'accept queue: synQueue'),
        acceptQueue: finite(figure.acceptQueue, 'accept queue: acceptQueue'),
        places: finite(figure.places, 'accept queue: places'),
      };
    case 'fd-table':
      return {
        figure: 'fd-table',
        title: text(figure.title, MAX_LABEL),
        rows: list(figure.rows, MAX_ROWS, 'fd table: rows').map((one) => {
          const row = object(one, 'fd table: a row');
          return {
            fd: finite(row.fd, 'fd table: fd'),
            target: text(row.target, MAX_FIELD),
            refs: finite(row.refs, 'fd table: refs'),
            cloexec: row.cloexec === true,
            nonblock: row.nonblock === true,
          };
        }),
      };
    default:
      return fail(
        `figure: '${text(figure.figure, 40)}' is no figure (ladder, accept-queue, fd-table)`,
      );
  }
}
