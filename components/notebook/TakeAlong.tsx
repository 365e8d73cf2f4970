// Export and import: what a reader takes along, and brings back.

import { useEffect, useState } from 'preact/hooks';
import {
  isEmpty,
  merge,
  noEdits,
  type Pages,
  type Result,
  readEdits,
  writeEdits,
} from '../../lib/notebook/edits.ts';
import { fromIpynb, type NotebookFile, withEdits } from '../../lib/notebook/ipynb.ts';
import { showDialog } from './dialog.tsx';
import { flush, kept, reload, slug } from './kept.ts';
import { writeCode } from './link.ts';
import { ranOf } from './ran.ts';
import { type CellHandle, cellOf, cells } from './registry.ts';
import { loadAll, save } from './store.ts';

export function openTakeAlong(current: string | undefined): void {
  showDialog('Export and import', <TakeAlong cell={cellOf(current ?? '') ?? cells()[0]} />);
}

/** Hands a text to the browser as a file. */
function download(name: string, text: string, type: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function exportEdits(): Promise<string> {
  await flush();
  // What a refusing store does not have, the page still has.
  const pages = await loadAll().catch(() => ({}));
  const all = { ...pages, ...(slug && { [slug]: kept() }) };
  download('sockets-from-scratch-edits.json', writeEdits(all), 'application/json');
  return 'Wrote sockets-from-scratch-edits.json, with the edits of every chapter.';
}

/** The chapter's notebook as the site has it, with the reader's texts in it. */
async function exportNotebook(): Promise<string> {
  const base = document.documentElement.dataset.base ?? '/';
  const answer = await fetch(`${base}notebooks/${slug}.ipynb`);
  if (!answer.ok) throw new Error(`${answer.status}`);
  const file = withEdits((await answer.json()) as NotebookFile, kept(), ranOf());
  download(`${slug}.ipynb`, `${JSON.stringify(file, null, 1)}\n`, 'application/x-ipynb+json');
  return `Wrote ${slug}.ipynb, with your edits in it.`;
}

/** Reads a file of edits, or the notebook of one chapter. */
function readFile(name: string, text: string): Result<Pages> {
  if (!name.endsWith('.ipynb')) return readEdits(text);
  const read = fromIpynb(text);
  return read.ok ? { ok: true, value: { [read.value.slug]: read.value.page } } : read;
}

async function importFile(file: File): Promise<string> {
  const read = readFile(file.name, await file.text());
  if (!read.ok) return read.message;
  const mine = { ...(await loadAll().catch(() => ({}))), ...(slug && { [slug]: kept() }) };
  const slugs = Object.keys(read.value);
  let problem = '';
  for (const each of slugs) {
    const merged = merge(mine[each] ?? noEdits(), read.value[each]!);
    if (each === slug) reload(merged);
    else {
      await save(each, merged, mine[each] ?? noEdits()).catch((error: Error) => {
        problem = error.message;
      });
    }
  }
  if (slugs.every((each) => isEmpty(read.value[each]!))) {
    return 'There are no edits in this file: every text in it is the book’s.';
  }
  const chapters = slugs.length === 1 ? 'one chapter' : `${slugs.length} chapters`;
  return (
    problem ||
    `Imported edits of ${chapters}. Nothing of yours was lost: where two texts met, both are kept.`
  );
}

function TakeAlong({ cell }: { cell: CellHandle | undefined }) {
  const [said, setSaid] = useState('');
  const link = cell && writeCode({ id: cell.id, source: cell.source() });
  const address = link?.ok ? `${location.href.replace(/#.*/, '')}${link.value}` : '';
  const [copied, setCopied] = useState(false);
  useEffect(() => setCopied(false), [address]);
  const tell = (text: Promise<string>) =>
    void text.then(setSaid, (error) => setSaid(String(error)));

  return (
    <>
      {cell ? (
        <>
          <h3>A link to {cell.name} as it is now</h3>
          {link?.ok ? (
            <p>
              <input
                class="notebook-link"
                readOnly
                value={address}
                aria-label="Address"
                onFocus={(event) => event.currentTarget.select()}
              />
              <button
                type="button"
                onClick={() =>
                  void navigator.clipboard?.writeText(address).then(() => setCopied(true))
                }
              >
                {copied ? 'Copied' : 'Copy'}
              </button>
            </p>
          ) : (
            <p>{link?.message}</p>
          )}
          <p>Whoever opens it sees this text. It does not run by itself.</p>
        </>
      ) : null}
      {slug ? (
        <>
          <h3>This chapter as a Jupyter notebook</h3>
          <p>
            <button
              type="button"
              onClick={() =>
                tell(
                  exportNotebook().catch(
                    () => 'The notebook could not be loaded. Check the connection and try again.',
                  ),
                )
              }
            >
              Export .ipynb
            </button>
          </p>
          <p>
            With your edits in it. Jupyter runs it with a real gcc on a real Linux; what you change
            there can be brought back below.
          </p>
        </>
      ) : null}
      <h3>Your edits of the whole book</h3>
      <p>
        <button type="button" onClick={() => tell(exportEdits())}>
          Export all edits
        </button>
      </p>
      <h3>Bring edits back, from either file</h3>
      <p>
        <input
          type="file"
          accept=".json,.ipynb,application/json"
          aria-label="A file of edits"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) tell(importFile(file));
          }}
        />
      </p>
      <p role="status">{said}</p>
    </>
  );
}
