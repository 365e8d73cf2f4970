// A reader with the notebook of the built book: cells in order, keys, cells of their own, edits that
// are still there after a reload, links; by mouse and by keyboard.

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { violations } from './axe.ts';
import { editCell, HELLO, openChapter } from './chapter.ts';
import { browser, context, eachTestIsAVisit, page } from './visit.ts';
import { holds, still } from './waiting.ts';

const site = inject('site');

eachTestIsAVisit();

const open = (path: string) => openChapter(page, `${site}${path}`);
const cell = (id: string) => page.locator(`section#${id}`);
const bar = (name: string) => page.getByRole('toolbar').getByRole('button', { name, exact: true });
const said = () => page.locator('[data-notebook-said]');

const state = (id: string) => cell(id).locator('.cell-state');
const status = (id: string) => cell(id).getAttribute('data-status');
const focused = () => page.evaluate(() => document.activeElement?.id);
const label = (id: string) => cell(id).locator('.cell-bar .cell-count-in');

const edit = (id: string, text: string) => editCell(cell(id), text);

/** All that the browser's store has. */
const inStore = (on = page) =>
  on.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const opening = indexedDB.open('sockets-from-scratch');
        // It is the book's to make.
        opening.onupgradeneeded = () => opening.transaction?.abort();
        opening.onerror = () => resolve('');
        opening.onsuccess = () => {
          const { result } = opening;
          const reading = result.transaction('edits').objectStore('edits').getAll();
          reading.onsuccess = () => {
            result.close();
            resolve(JSON.stringify(reading.result));
          };
        };
      }),
  );

/** Waits until the browser's store has a text, which is a moment after it was typed. */
async function isKept(text: string, on = page): Promise<void> {
  await expect.poll(() => inStore(on)).toContain(text);
}

/** What pages have left behind and no visit has taken up. */
const left = () =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('sockets-left')));

describe('cells that need each other', () => {
  test('the client runs after the server, on its machine', async () => {
    await open('the-complete-server/');
    await cell('cell-client').getByRole('button', { name: 'Run' }).click();
    await holds(
      cell('cell-client').getByRole('log', { name: 'client.c, output' }),
      'Hello, World!',
    );
    await holds(
      cell('cell-client').getByRole('log', { name: 'what ran before, output' }),
      'Listening on port 8080',
    );
    await holds(label('cell-server'), 'In [1]');
    await holds(label('cell-client'), 'In [2]');
    await holds(state('cell-server'), 'up to date');
    await holds(state('cell-client'), 'up to date');
    await holds(cell('cell-client').locator('.cell-needs'), /^after server\.c$/);
  });

  test('a change of a header makes what includes it stale, and its next run runs both', async () => {
    await open('addresses-and-byte-order/');
    const log = cell('cell-port-user').getByRole('log', { name: 'who.c, output' });
    await cell('cell-port-user').getByRole('button', { name: 'Run' }).click();
    await holds(log, 'port 8080 is stored as 36895 here');
    await edit('cell-port', '#define PORT 80\n');
    await holds(state('cell-port'), 'edited since');
    await holds(state('cell-port-user'), 'upstream changed');
    await holds(said(), 'needs a cell that has changed');
    await cell('cell-port-user').getByRole('button', { name: 'Run' }).click();
    await holds(log, 'port 80 is stored as 20480 here');
    await holds(label('cell-port'), 'In [3]');
    await holds(state('cell-port-user'), 'up to date');
  });

  test('an error in what it needs is told there, and nothing else runs', async () => {
    await open('the-complete-server/');
    await edit('cell-server', 'int main(void) { return 0 }\n');
    await cell('cell-client').getByRole('button', { name: 'Run' }).click();
    await holds(said(), 'server.c did not run; what comes after it was not run.');
    await holds(cell('cell-server').locator('.cell-said'), 'One error, in line 1');
    await expect.poll(() => status('cell-client')).toBe('idle');
  });
});

describe('the toolbar', () => {
  test('runs all in order, restarts, and is reached by keyboard', async () => {
    await open('bind-and-listen/');
    await bar('Run all').focus();
    await page.keyboard.press('Enter');
    await holds(said(), '3 cells have run.');
    await holds(label('cell-bind-listen'), 'In [1]');
    await holds(label('cell-bind-twice'), 'In [2]');
    await holds(label('cell-bind-pairs'), 'In [3]');
    // Both ways: a press of the key on one button, of the pointer on the others.
    await bar('Run to here').press('Enter');
    await holds(said(), /cells? ha(s|ve) run|^$/);
    await bar('Stop').press('Enter');
    await holds(said(), /^Nothing was running|^Stopped/);
    await bar('Run all').click();
    await holds(said(), '3 cells have run.');
    await bar('Restart').click();
    await holds(label('cell-bind-twice'), 'In [ ]');
    await holds(state('cell-bind-listen'), 'not run');
  });

  test('stops what has been asked for and has not begun', async () => {
    await open('bind-and-listen/');
    const [all, stop] = await Promise.all(
      [bar('Run all'), bar('Stop')].map((b) => b.elementHandle()),
    );
    await page.evaluate(
      (buttons) => {
        for (const button of buttons) (button as HTMLElement).click();
      },
      [all, stop],
    );
    await holds(said(), 'Nothing was running.');
    await bar('Run all').click();
    await holds(said(), '3 cells have run.');
    // The first that has run.
    await holds(label('cell-bind-listen'), 'In [1]');
  });

  test('runs down to the cell that was touched last', async () => {
    await open('the-complete-server/');
    await cell('cell-client').focus();
    await bar('Run to here').click();
    await holds(said(), '2 cells have run.');
    await holds(label('cell-restart'), 'In [ ]');
  });

  test('stops an endless loop, with both clocks shown meanwhile', async () => {
    await open('bind-and-listen/');
    await edit('cell-bind-listen', 'int main(void) { for (;;) ; }\n');
    await cell('cell-bind-listen').getByRole('button', { name: 'Run' }).click();
    await holds(label('cell-bind-listen'), 'In [*]');
    await holds(cell('cell-bind-listen').locator('.cell-clock'), /s virtual · .* s real/);
    await bar('Stop').click();
    await holds(said(), 'Stopped one cell.');
    await holds(cell('cell-bind-listen').locator('.cell-said'), 'Stopped');
  });

  test('runs experiments too, and says so where a machine cannot be fetched', async () => {
    await open('the-accept-queue/');
    await context.route(/\/state\.[^/]*\.js/, (route) => route.abort());
    await bar('Run all').click();
    await holds(said(), /\.c did not run; what comes after it was not run\.|could not be loaded/);
    await context.unroute(/\/state\.[^/]*\.js/);
    await bar('Run all').click();
    await holds(state('queue-and-rate'), 'up to date');
    await holds(said(), /^\d+ cells have run\.$/);
  });

  test('resets cells that nobody has touched since the page came', async () => {
    await open('the-accept-queue/');
    const experiment = cell('queue-and-rate');
    await experiment.getByRole('button', { name: 'Edit', exact: true }).click();
    await experiment
      .locator('.cm-content')
      .fill("import { print } from 'bench';\nprint('mine');\n");
    await isKept("print('mine')");
    await page.reload();
    await bar('Reset edits').click();
    await holds(said(), 'Reset one cell to the book’s text.');
    await said().getByRole('button', { name: 'Undo' }).click();
    await holds(experiment.locator('.cm-content'), 'mine');
  });

  test('resets edits, and gives them back', async () => {
    await open('bind-and-listen/');
    await edit('cell-bind-twice', HELLO);
    await bar('Reset edits').click();
    await holds(said(), 'Reset one cell');
    await holds(cell('cell-bind-twice').locator('.cell-listing'), 'bind');
    await said().getByRole('button', { name: 'Undo' }).click();
    await holds(cell('cell-bind-twice').locator('.cm-content'), 'mine');
  });
});

describe('keys', () => {
  test('command mode, edit mode, and Tab that never traps', async () => {
    await open('bind-and-listen/');
    await cell('cell-bind-listen').focus();
    await page.keyboard.press('Enter');
    await cell('cell-bind-listen').locator('.cm-content').waitFor();
    await page.waitForFunction(() => document.activeElement?.classList.contains('cm-content'));
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('cell-bind-listen');
    await page.keyboard.press('Tab');
    await expect.poll(focused).not.toBe('cell-bind-listen');
    await cell('cell-bind-listen').focus();
    await page.keyboard.press('j');
    await expect.poll(focused).toBe('cell-bind-twice');
    await page.keyboard.press('k');
    await expect.poll(focused).toBe('cell-bind-listen');
    await page.keyboard.press('Shift+Enter');
    await expect.poll(focused).toBe('cell-bind-twice');
    await holds(label('cell-bind-listen'), /In \[(\*|1)\]/);
  });

  test('insert, run, delete and bring back a cell; it is there after a reload', async () => {
    await open('bind-and-listen/');
    await cell('cell-bind-listen').focus();
    await page.keyboard.press('b');
    await page.waitForFunction(() => document.activeElement?.id === 'own-1');
    await page.keyboard.press('Control+Enter');
    await holds(cell('own-1').getByRole('log', { name: 'scratch-1.c, output' }), 'hello');
    // Above it one that runs by Alt+Enter and gets one below; both go, and nothing runs any more.
    await page.keyboard.press('a');
    await page.waitForFunction(() => document.activeElement?.id === 'own-2');
    await page.keyboard.press('Alt+Enter');
    await cell('own-3').locator('.cm-content').waitFor();
    await holds(cell('own-2').getByRole('log', { name: 'scratch-2.c, output' }), 'hello');
    for (const id of ['own-3', 'own-2']) {
      await cell(id).focus();
      await page.keyboard.press('d');
      await page.keyboard.press('d');
      await cell(id).waitFor({ state: 'detached' });
    }
    await cell('own-1').focus();
    await page.keyboard.press('i');
    await page.keyboard.press('i');
    await holds(said(), /^Stopped|^Nothing was running/);
    await page.keyboard.press('0');
    await page.keyboard.press('0');
    await holds(label('own-1'), 'In [ ]');
    await page.keyboard.press('d');
    await page.keyboard.press('d');
    await cell('own-1').waitFor({ state: 'detached' });
    await page.keyboard.press('z');
    await cell('own-1').waitFor();
    await open('bind-and-listen/');
    // Once, and directly below the cell that it was made beside.
    const all = page.locator('section.cell');
    const ids = () => all.evaluateAll((sections) => sections.slice(0, 3).map(({ id }) => id));
    await expect.poll(ids).toEqual(['cell-bind-listen', 'own-1', 'cell-bind-twice']);
  });

  test('the book’s cells are not deleted', async () => {
    await open('bind-and-listen/');
    await cell('cell-bind-listen').focus();
    await page.keyboard.press('d');
    await page.keyboard.press('d');
    await holds(said(), 'This cell is the book’s');
    await cell('cell-bind-listen').waitFor();
  });

  test('a note keeps its text, and shows it as text', async () => {
    await open('bind-and-listen/');
    await cell('cell-bind-listen').focus();
    await page.keyboard.press('b');
    await page.waitForFunction(() => document.activeElement?.id === 'own-1');
    await page.keyboard.press('m');
    await page.waitForFunction(() => document.activeElement?.classList.contains('note-cell'));
    await page.keyboard.press('Enter');
    const area = cell('own-1').getByRole('textbox');
    await area.fill('# Mine\n\nA <b>bold</b> `word`.');
    await page.keyboard.press('Escape');
    await holds(cell('own-1').locator('.note-shown'), 'A <b>bold</b> word.');
    // A cell again, and a note again.
    await cell('own-1').focus();
    await page.keyboard.press('y');
    await holds(cell('own-1').locator('.cell-name'), 'scratch-1.c');
    await page.waitForFunction(() => document.activeElement?.id === 'own-1');
    await page.keyboard.press('m');
    await holds(cell('own-1').locator('.note-shown'), 'A <b>bold</b> word.');
    const bold = cell('own-1').locator('.note-shown b');
    expect(await still('its text is shown', bold.count())).toBe(0);
    await open('bind-and-listen/');
    await holds(cell('own-1').locator('.note-shown'), 'Mine');
  });

  test('a cell is split at the cursor', async () => {
    await open('bind-and-listen/');
    await cell('cell-bind-listen').focus();
    await page.keyboard.press('b');
    await page.waitForFunction(() => document.activeElement?.id === 'own-1');
    await edit('own-1', 'int a;\nint b;\n');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+Shift+-');
    await cell('own-2').locator('.cm-content').waitFor();
    await holds(cell('own-2').locator('.cm-content'), 'int b;');
    const first = cell('own-1').locator('.cm-content');
    await expect.poll(() => first.textContent()).not.toContain('int b');
  });

  test('letters typed into a terminal are text', async () => {
    await open('the-complete-server/');
    await cell('cell-server').getByRole('button', { name: 'Run' }).click();
    const shell = cell('cell-server').getByRole('textbox', { name: /^another terminal/ });
    await shell.fill('');
    await shell.pressSequentially('abjkmdd?');
    await expect.poll(() => shell.inputValue()).toBe('abjkmdd?');
    await page.locator('.own-cell').waitFor({ state: 'detached' });
  });

  test('? shows them, and Escape goes back', async () => {
    await open('bind-and-listen/');
    await cell('cell-bind-listen').focus();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keys' });
    await dialog.waitFor();
    expect(await violations(page)).toEqual([]);
    // Those of the debugger, too, with what each does.
    await holds(
      dialog.getByRole('row', { name: 'Alt+F10' }),
      'Step back: Looks at the line before.',
    );
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(focused).toBe('cell-bind-listen');
  });
});

describe('edits', () => {
  test('are there after a reload, and gone with Reset', async () => {
    await open('bind-and-listen/');
    await edit('cell-bind-twice', HELLO);
    await edit('cell-bind-listen', HELLO.replace('mine', 'stays'));
    await isKept('mine');
    await isKept('stays');
    await open('bind-and-listen/');
    await holds(cell('cell-bind-twice').locator('.cm-content'), 'mine');
    await cell('cell-bind-twice').getByRole('button', { name: 'Reset', exact: true }).click();
    await expect.poll(() => inStore()).not.toContain('mine');
    await open('bind-and-listen/');
    // The other cell's edit says that what is kept has been applied.
    await holds(cell('cell-bind-listen').locator('.cm-content'), 'stays');
    await cell('cell-bind-twice').locator('.cm-content').waitFor({ state: 'detached' });
    await isKept('stays');
  });

  test('of a text that the book has changed are shown beside it, and the reader chooses', async () => {
    await open('bind-and-listen/');
    await edit('cell-bind-twice', HELLO);
    await isKept('mine');
    // As a later edition of the book would find it.
    await page.evaluate(async () => {
      const opened = indexedDB.open('sockets-from-scratch');
      await new Promise((done) => (opened.onsuccess = done));
      const store = opened.result.transaction('edits', 'readwrite').objectStore('edits');
      const got = store.get('bind-and-listen');
      await new Promise((done) => (got.onsuccess = done));
      got.result.edits['cell-bind-twice'].book = '0123456789abcdef';
      await new Promise((done) => (store.put(got.result, 'bind-and-listen').onsuccess = done));
    });
    await open('bind-and-listen/');
    const notice = page.getByRole('region', { name: 'A choice to make' });
    await holds(notice, 'has changed since you edited it');
    await notice.getByRole('button', { name: 'Show the difference' }).click();
    await holds(notice.locator('.cm-content'), 'puts("mine")');
    await holds(notice.locator('.cm-deletedChunk'), 'Two sockets want the same port');
    await notice.getByRole('button', { name: 'Use my text' }).click();
    await holds(cell('cell-bind-twice').locator('.cm-content'), 'mine');
    await open('bind-and-listen/');
    await holds(cell('cell-bind-twice').locator('.cm-content'), 'mine');
    await notice.waitFor({ state: 'detached' });
  });

  test('of a browser that keeps nothing stay on the page, and one sentence says so', async () => {
    await context.addInitScript(() => {
      Object.defineProperty(window, 'indexedDB', {
        get: () => ({
          open() {
            throw new DOMException('no', 'SecurityError');
          },
        }),
      });
    });
    await open('bind-and-listen/');
    await edit('cell-bind-twice', HELLO);
    await holds(said(), 'This browser does not let the page keep your edits.');
    await cell('cell-bind-twice').getByRole('button', { name: 'Run' }).click();
    await holds(cell('cell-bind-twice').getByRole('log', { name: /bind-twice.c/ }), 'mine');
  });

  test('for which there is no room stay on the page, and one sentence says so', async () => {
    await open('bind-and-listen/');
    // As a full browser does: the transaction is taken, and ends with this error.
    await page.evaluate(() => {
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (...args) {
        const request = put.apply(this, args);
        const value = new DOMException('no room', 'QuotaExceededError');
        if (!('room' in window)) {
          Object.defineProperty(this.transaction, 'error', { value });
          this.transaction.abort();
        }
        return request;
      };
    });
    await edit('cell-bind-twice', HELLO);
    await holds(said(), 'There is no room left to keep your edits. They stay here until you leave');
    // Nothing is lost: it runs, it can be taken along, and the book is there.
    await cell('cell-bind-twice').getByRole('button', { name: 'Run' }).click();
    await holds(cell('cell-bind-twice').getByRole('log', { name: /bind-twice.c/ }), 'mine');
    await bar('Export').click();
    const dialog = page.getByRole('dialog', { name: 'Export and import' });
    const downloading = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Export all edits' }).click();
    expect(readFileSync(await (await downloading).path(), 'utf8')).toContain('mine');
    await page.keyboard.press('Escape');
    // As soon as there is room, the next edit is kept, with what could not be before.
    await page.evaluate(() => Object.assign(window, { room: true }));
    await edit('cell-bind-twice', `// again\n${HELLO}`);
    await isKept('// again');
    await open('bind-and-listen/');
    await holds(cell('cell-bind-twice').locator('.cm-content'), 'again');
  });

  test('made in two tabs: each is told of the other’s, sees both, and chooses', async () => {
    await open('bind-and-listen/');
    const there = await context.newPage();
    await there.goto(`${site}bind-and-listen/`);
    await edit('cell-bind-twice', HELLO);
    await isKept('mine');
    const theirs = there.locator('section#cell-bind-twice');
    const notice = there.getByRole('region', { name: 'A choice to make' });
    // The other one has not been touched: it wakes with its first touch, and shows the edit.
    await theirs.getByRole('button', { name: 'Edit', exact: true }).click();
    await holds(theirs.locator('.cm-content'), 'mine');
    await edit('cell-bind-twice', HELLO.replace('mine', 'newer'));
    await holds(notice, 'Another tab has changed bind-twice.c.');
    await holds(theirs.locator('.cm-content'), 'mine');
    await notice.getByRole('button', { name: 'Show the difference' }).press('Enter');
    await holds(notice.locator('.cm-deletedChunk'), 'newer');
    expect(await violations(there)).toEqual([]);
    // Typed meanwhile in the other tab: both are told, and nothing is overwritten.
    await theirs.locator('.cm-content').fill(HELLO.replace('mine', 'theirs'));
    const here = page.getByRole('region', { name: 'A choice to make' });
    await holds(here, 'Another tab has changed bind-twice.c.');
    await holds(cell('cell-bind-twice').locator('.cm-content'), 'newer');
    await here.getByRole('button', { name: 'Use the other tab’s text' }).press('Enter');
    await holds(cell('cell-bind-twice').locator('.cm-content'), 'theirs');
    await isKept('theirs');
    await open('bind-and-listen/');
    await holds(cell('cell-bind-twice').locator('.cm-content'), 'theirs');
  });

  test('of different cells in two tabs are both kept', async () => {
    await open('bind-and-listen/');
    const there = await context.newPage();
    await there.goto(`${site}bind-and-listen/`);
    const theirs = there.locator('section#cell-bind-listen');
    await theirs.getByRole('button', { name: 'Edit', exact: true }).click();
    await theirs.locator('.cm-content').waitFor();
    await edit('cell-bind-twice', HELLO);
    await theirs.locator('.cm-content').fill(HELLO.replace('mine', 'theirs'));
    await isKept('theirs');
    await isKept('mine');
    await open('bind-and-listen/');
    await holds(cell('cell-bind-twice').locator('.cm-content'), 'mine');
    await holds(cell('cell-bind-listen').locator('.cm-content'), 'theirs');
  });

  test('made the moment before a reload are there again', async () => {
    await open('bind-and-listen/');
    await edit('cell-bind-twice', HELLO);
    await edit('cell-bind-twice', HELLO.replace('mine', 'at the last moment'));
    await page.reload();
    await holds(cell('cell-bind-twice').locator('.cm-content'), 'at the last moment');
    await isKept('at the last moment');
    await expect.poll(left).toEqual([]);
  });

  test('of a tab that is loaded again before the reader has chosen are offered there', async () => {
    await open('bind-and-listen/');
    await edit('cell-bind-twice', HELLO);
    await isKept('mine');
    const there = await context.newPage();
    await openChapter(there, `${site}bind-and-listen/`);
    const theirs = there.locator('section#cell-bind-twice');
    await holds(theirs.locator('.cm-content'), 'mine');
    await edit('cell-bind-twice', HELLO.replace('mine', 'newer'));
    const notice = there.getByRole('region', { name: 'A choice to make' });
    await holds(notice, 'Another tab has changed bind-twice.c.');
    await there.reload();
    await holds(theirs.locator('.cm-content'), 'newer');
    await holds(notice, 'You had another text of bind-twice.c here before.');
    await notice.getByRole('button', { name: 'Bring it back' }).press('Enter');
    await holds(theirs.locator('.cm-content'), 'mine');
  });

  test('go into a file and come back elsewhere', async () => {
    await open('bind-and-listen/');
    await edit('cell-bind-twice', HELLO);
    await bar('Export').press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Export and import' });
    const downloading = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Export all edits' }).press('Enter');
    const file = await (await downloading).path();
    const other = await browser.newContext();
    const there = await other.newPage();
    await there.goto(`${site}bind-and-listen/`);
    await there.getByRole('toolbar').getByRole('button', { name: 'Export' }).click();
    await there.locator('input[type=file]').setInputFiles(file);
    await holds(there.getByRole('dialog'), 'Imported edits of one chapter.');
    await there.keyboard.press('Escape');
    await holds(there.locator('#cell-bind-twice .cm-content'), 'mine');
    await there.getByRole('toolbar').getByRole('button', { name: 'Export' }).click();
    await there.locator('input[type=file]').setInputFiles({
      name: 'x.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{"format": "somebody else’s"}'),
    });
    await holds(there.getByRole('dialog'), 'does not hold edits of this book');
    await other.close();
  });
});

describe('a Jupyter notebook', () => {
  const choose = (on: Page, name: string, text: string) =>
    on
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });

  test('has the reader’s texts, and what is changed there comes back', async () => {
    await open('bind-and-listen/');
    await edit('cell-bind-twice', HELLO);
    await cell('cell-bind-twice').getByRole('button', { name: 'Run' }).click();
    await holds(state('cell-bind-twice'), 'up to date');
    await bar('Export').click();
    const dialog = page.getByRole('dialog', { name: 'Export and import' });
    const downloading = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Export .ipynb' }).click();
    const text = readFileSync(await (await downloading).path(), 'utf8');
    const file = JSON.parse(text);
    const own = file.cells.find((each: { id: string }) => each.id === 'cell-bind-twice-file');
    const ran = file.cells.find((each: { id: string }) => each.id === 'cell-bind-twice-run');
    expect(ran.outputs[0].text.join('')).toContain('mine\n');
    expect(own.source.join('')).toBe(`%%writefile bind-twice.c\n${HELLO.trimEnd()}`);
    own.source = own.source.join('').replace('mine', 'from Jupyter');
    await choose(page, 'bind-and-listen.ipynb', JSON.stringify(file));
    await holds(dialog, 'Imported edits of one chapter.');
    await page.keyboard.press('Escape');
    await holds(cell('cell-bind-twice').locator('.cm-content'), 'from Jupyter');
    // What was there before is one step away.
    const notice = page.getByRole('region', { name: 'A choice to make' });
    await notice.getByRole('button', { name: 'Bring it back' }).click();
    await holds(cell('cell-bind-twice').locator('.cm-content'), 'mine');
  });

  test('has the experiments as text, and their changes come back', async () => {
    await open('the-accept-queue/');
    await bar('Export').press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Export and import' });
    const downloading = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Export .ipynb' }).press('Enter');
    const file = JSON.parse(readFileSync(await (await downloading).path(), 'utf8'));
    const text = file.cells.find((each: { id: string }) => each.id === 'queue-and-rate-experiment');
    text.source = "```ts\nimport { print } from 'bench';\nprint('from Jupyter');\n```";
    await choose(page, 'the-accept-queue.ipynb', JSON.stringify(file));
    await holds(dialog, 'Imported edits of one chapter.');
    await page.keyboard.press('Escape');
    await holds(cell('queue-and-rate').locator('.cm-content'), 'from Jupyter');
  });

  test('of somebody else’s, or half of one, changes nothing and says so', async () => {
    await open('bind-and-listen/');
    await bar('Export').click();
    const dialog = page.getByRole('dialog', { name: 'Export and import' });
    await choose(page, 'x.ipynb', '{"nbformat": 4, "metadata": {}, "cells": []}');
    await holds(dialog, 'not a chapter of this book. Nothing was changed.');
    await choose(page, 'x.ipynb', '{"nbformat": 4, "cel');
    await holds(dialog, 'not JSON, or it is damaged. Nothing was changed.');
  });
});

test.each([360, 768, 1440])('at %i px nothing overflows and axe finds nothing', async (width) => {
  await page.setViewportSize({ width, height: 800 });
  await open('bind-and-listen/');
  await cell('cell-bind-listen').focus();
  await page.keyboard.press('b');
  await cell('own-1').locator('.cm-content').waitFor();
  await cell('cell-bind-twice').getByRole('button', { name: 'Run' }).click();
  await holds(label('cell-bind-twice'), 'In [1]');
  const tooWide = () =>
    page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
  await expect.poll(tooWide).toBe(0);
  expect(await violations(page)).toEqual([]);
});
