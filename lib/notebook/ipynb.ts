// A chapter as a Jupyter notebook that a real gcc and a real kernel run, and a reader's edits in it.
//
// One idea: a cell of the book becomes the commands that a reader would type for it: `%%writefile`,
// gcc, the program, a command beside it. Each of those carries in its metadata which cell of the book
// it belongs to, so that edits find their way in and back out.
//
// Source: nbformat 4.5, https://nbformat.readthedocs.io/en/latest/format_description.html
// Departs: outputs are the model's, recorded when the book was built; a run replaces them.

import {
  isId,
  isRecord,
  isText,
  type OwnCell,
  type PageEdits,
  type Result,
  readPage,
} from './edits.ts';
import { hashText } from './hash.ts';
import type { Recording } from './record.ts';

/** A piece of a chapter, in order. */
export type Block =
  | { kind: 'prose'; markdown: string }
  | { kind: 'cell'; cell: BookCell }
  | { kind: 'experiment'; experiment: Experiment };

/** An experiment in TypeScript: text for Jupyter, which comes back as text. */
export interface Experiment {
  id: string;
  source: string;
}

/** What a run printed: the program, and each command beside it. */
export type Ran = Pick<Recording, 'program' | 'commands'>;

export interface BookCell {
  id: string;
  name: string;
  source: string;
  needs: readonly string[];
  terminal?: string;
  /** What a run of it printed; absent for a file that is no program. */
  recording?: Ran & Pick<Recording, 'exit'>;
}

export interface Chapter {
  slug: string;
  title: string;
  summary: string;
  /** Its address. */
  url: string;
  blocks: readonly Block[];
}

/** What of a notebook's cell this book knows. */
interface Own {
  /** The cell of the book, or of the reader, that it belongs to. */
  cell?: string;
  /** On the one that holds its text: hash of the book's text. */
  book?: string;
  /** On the one that holds the text of a reader's own cell. */
  own?: Omit<OwnCell, 'source'>;
}

export interface NotebookCell {
  cell_type: 'code' | 'markdown';
  id: string;
  metadata: { sockets?: Own };
  source: string[];
  execution_count?: null;
  outputs?: { output_type: 'stream'; name: 'stdout'; text: string[] }[];
}

export interface NotebookFile {
  nbformat: 4;
  nbformat_minor: 5;
  metadata: {
    kernelspec: { display_name: string; language: string; name: string };
    language_info: { name: string };
    sockets: { slug: string };
  };
  cells: NotebookCell[];
}

const SETUP = `import subprocess, time
from pathlib import Path


def wait_for_port(port=8080):
    """Waits until nobody has the port: after a server has closed a connection that takes a minute."""
    table = Path("/proc/net/tcp")
    while table.exists():
        rows = [row.split() for row in table.read_text().splitlines()[1:]]
        if not any(row[1].endswith(f":{port:04X}") for row in rows):
            break
        time.sleep(1)


def start(program):
    """Starts a program in the background; stdbuf has it print line by line, as at a terminal."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        ["stdbuf", "-oL", program], stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True
    )
    time.sleep(0.5)
    return process


def stop(process):
    """Ends a program and prints what it has printed."""
    process.terminate()
    print(process.communicate()[0], end="")`;

function lines(text: string): string[] {
  return text.replace(/\n$/, '').split(/(?<=\n)/);
}

function markdown(id: string, text: string, own: Own = {}): NotebookCell {
  return { cell_type: 'markdown', id, metadata: { sockets: own }, source: lines(text) };
}

function outputsOf(printed = ''): NonNullable<NotebookCell['outputs']> {
  const text = printed.replaceAll('\r', '').split(/(?<=\n)/);
  return printed ? [{ output_type: 'stream', name: 'stdout', text }] : [];
}

function code(id: string, text: string, own: Own, output?: string): NotebookCell {
  return {
    cell_type: 'code',
    id,
    metadata: { sockets: own },
    source: lines(text),
    execution_count: null,
    outputs: outputsOf(output),
  };
}

/** What a program is called among the processes of the notebook: `bind_twice`. */
function variableOf(name: string): string {
  return name.replace(/\.c$/, '').replace(/\W/g, '_');
}

/** A program that does not end by itself runs beside the notebook. */
function staysOn({ name, recording }: BookCell): boolean {
  return name.endsWith('.c') && recording !== undefined && recording.exit === undefined;
}

/** Writes the text of a cell as a notebook's cell does it. */
function writing(id: string, name: string, source: string, own: Own): NotebookCell {
  return code(`${id}-file`, `%%writefile ${name}\n${source}`, own, `Writing ${name}\n`);
}

/** Writes the commands for one cell; `alone` where no program of another cell is on. */
function commands(cell: BookCell, alone: boolean): NotebookCell[] {
  const { id, name, source, terminal, recording } = cell;
  const own = { cell: id };
  const out = [writing(id, name, source, { ...own, book: hashText(source) })];
  if (!name.endsWith('.c')) return out;
  const program = name.replace(/\.c$/, '');
  out.push(code(`${id}-gcc`, `!gcc -g -o ${program} ${name}`, own));
  const wait = alone ? 'wait_for_port()\n' : '';
  if (staysOn(cell)) {
    out.push(code(`${id}-run`, `${wait}${variableOf(name)} = start("./${program}")`, own));
  } else {
    out.push(code(`${id}-run`, `${wait}!./${program}`, own, recording?.program));
  }
  if (terminal) {
    out.push(code(`${id}-beside`, `!${terminal}`, own, recording?.commands[0]?.output));
  }
  return out;
}

function stopping(cell: BookCell): NotebookCell {
  const text = `stop(${variableOf(cell.name)})`;
  return code(`${cell.id}-stop`, text, { cell: cell.id }, cell.recording?.program);
}

/** Writes an experiment between fences that are longer than any inside it. */
function fenced(source: string): string {
  const longest = Math.max(2, ...(source.match(/^`+/gm) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}ts\n${source.replace(/\n$/, '')}\n${fence}`;
}

const FENCED = /^(`{3,})ts\n([\s\S]*?)\n\1[ \t]*$/m;

function experimentCell({ id, source }: Experiment, url: string): NotebookCell {
  const words = `*The book runs [this experiment](${url}#${id}) on its machine. What you change in it here can be taken back there.*`;
  const own = { cell: id, book: hashText(source) };
  return markdown(`${id}-experiment`, `${words}\n\n${fenced(source)}`, own);
}

/** Writes a chapter as a notebook. */
export function toIpynb({ slug, title, summary, url, blocks }: Chapter): NotebookFile {
  const cells: NotebookCell[] = [
    markdown(
      'title',
      `# ${title}\n\n${summary}\n\nFrom [Sockets From Scratch](${url}). It needs Linux, gcc and curl; the outputs are those of the book's simulated machine until you run a cell.`,
    ),
  ];
  const all = blocks.flatMap((block) => (block.kind === 'cell' ? [block.cell] : []));
  if (all.length > 0) cells.push(code('setup', SETUP, {}));
  /** Programs that are on, and how many cells still need each. */
  const on = new Map<BookCell, number>();
  let prose = 0;
  for (const block of blocks) {
    if (block.kind === 'prose') {
      cells.push(markdown(`prose-${++prose}`, block.markdown));
      continue;
    }
    if (block.kind === 'experiment') {
      cells.push(experimentCell(block.experiment, url));
      continue;
    }
    const { cell } = block;
    cells.push(...commands(cell, on.size === 0));
    if (staysOn(cell)) on.set(cell, all.filter(({ needs }) => needs.includes(cell.id)).length);
    for (const [other, left] of on) {
      const now = cell.needs.includes(other.id) ? left - 1 : left;
      on.set(other, now);
      if (now > 0) continue;
      cells.push(stopping(other));
      on.delete(other);
    }
  }
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
      sockets: { slug },
    },
    cells,
  };
}

function ownCells(cell: OwnCell, ran: Ran | undefined): NotebookCell[] {
  const { source, ...rest } = cell;
  const own = { cell: cell.id, own: rest };
  if (cell.kind === 'note') return [markdown(`${cell.id}-note`, source, own)];
  const program = cell.name.replace(/\.c$/, '');
  return [
    writing(cell.id, cell.name, source, own),
    code(`${cell.id}-gcc`, `!gcc -g -o ${program} ${cell.name}`, { cell: cell.id }),
    code(`${cell.id}-run`, `!./${program}`, { cell: cell.id }, ran?.program),
  ];
}

/** What a command of a cell's printed in the reader's own run. */
function outputOf(cell: NotebookCell, ran: Ran | undefined): string | undefined {
  const text = cell.source.join('');
  const command = /^(?:wait_for_port\(\)\n)?!(.*)$/.exec(text)?.[1];
  if (command?.startsWith('./') || text.startsWith('stop(')) return ran?.program;
  return ran?.commands.findLast((each) => each.text === command)?.output;
}

/**
 * Puts a reader's texts into a chapter's notebook.
 *
 * `ran` has the cells whose recorded output no longer holds, each with what the reader's own run of it
 * printed; undefined where it has not been run. An edited cell that is not in it has no output.
 */
export function withEdits(
  file: NotebookFile,
  { edits, own }: PageEdits,
  ran: Readonly<Record<string, Ran | undefined>> = {},
): NotebookFile {
  const cells = file.cells.map((cell) => {
    const { cell: id, book } = cell.metadata.sockets ?? {};
    if (id === undefined) return cell;
    const edit = edits[id];
    if (cell.cell_type === 'markdown') {
      if (!edit || book === undefined) return cell;
      const text = cell.source.join('').replace(FENCED, () => fenced(edit.source));
      return { ...cell, source: lines(text) };
    }
    if (book !== undefined) {
      return edit ? { ...cell, source: lines(`${cell.source[0]}${edit.source}`) } : cell;
    }
    if (!edit && !(id in ran)) return cell;
    return { ...cell, outputs: outputsOf(outputOf(cell, ran[id])) };
  });
  for (const each of own) {
    const beside = (cell: NotebookCell) => cell.metadata.sockets?.cell === each.beside;
    const at = each.side === 'above' ? cells.findIndex(beside) : cells.findLastIndex(beside) + 1;
    cells.splice(at < 0 ? cells.length : at || cells.length, 0, ...ownCells(each, ran[each.id]));
  }
  return { ...file, cells };
}

const NOT_OURS = 'This notebook is not a chapter of this book. Nothing was changed.';

function sourceOf(value: unknown): string | undefined {
  const text = Array.isArray(value) ? value.join('') : value;
  return isText(text) ? text : undefined;
}

/** Reads a reader's texts out of a notebook that was exported here, and perhaps edited in Jupyter. */
export function fromIpynb(text: string): Result<{ slug: string; page: PageEdits }> {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return { ok: false, message: 'This file is not JSON, or it is damaged. Nothing was changed.' };
  }
  if (!isRecord(file) || !Array.isArray(file.cells)) {
    return { ok: false, message: 'This file is not a notebook. Nothing was changed.' };
  }
  if (file.nbformat !== 4) {
    const message = `This notebook has format ${String(file.nbformat)}; only format 4 is read here. Nothing was changed.`;
    return { ok: false, message };
  }
  const about = isRecord(file.metadata) ? file.metadata.sockets : undefined;
  if (!isRecord(about) || !isId(about.slug)) return { ok: false, message: NOT_OURS };
  const page: PageEdits = { edits: {}, own: [] };
  for (const cell of file.cells) readCell(cell, page);
  // What a foreign hand may have written into the metadata is read as any foreign record.
  return { ok: true, value: { slug: about.slug, page: readPage(page) } };
}

/** Takes the text of one cell of a notebook, where it is a reader's own or differs from the book's. */
function readCell(cell: unknown, page: PageEdits): void {
  const metadata = isRecord(cell) && isRecord(cell.metadata) ? cell.metadata.sockets : undefined;
  const whole = isRecord(cell) ? sourceOf(cell.source) : undefined;
  if (!isRecord(metadata) || whole === undefined || !isId(metadata.cell)) return;
  const note = isRecord(metadata.own) && metadata.own.kind === 'note';
  const written =
    /^%%writefile [^\n]*\n([\s\S]*)$/.exec(whole)?.[1] ??
    (isRecord(metadata.own) ? undefined : FENCED.exec(whole)?.[2]);
  if (!note && written === undefined) return;
  // A notebook's cell has no newline at its end; a file has.
  const source = note ? whole : `${written?.replace(/\n$/, '')}\n`;
  if (isRecord(metadata.own)) {
    page.own.push({ ...(metadata.own as Omit<OwnCell, 'source'>), id: metadata.cell, source });
  } else if (typeof metadata.book === 'string' && hashText(source) !== metadata.book) {
    page.edits[metadata.cell] = { source, book: metadata.book };
  }
}
