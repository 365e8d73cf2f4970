// A reader at the cells of the built book: the complete server runs and answers curl, stops, breaks,
// is edited, and says what is wrong with an edit; with the pointer and with the keyboard alone.

import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { launch } from './chromium.ts';
import { holds } from './waiting.ts';

const site = inject('site');

let browser: Browser;
let page: Page;
let cell: Locator;
let errors: string[];

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${site}the-complete-server/`);
  cell = page.locator('section#cell-server');
  await cell.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => !document.querySelector('astro-island[ssr] #cell-server'));
});
afterEach(async () => {
  expect(errors).toEqual([]);
  await page.context().close();
});

const button = (name: string) => cell.getByRole('button', { name, exact: true });
const log = (title: string) => cell.getByRole('log', { name: `${title}, output` });
const shell = () => cell.getByRole('textbox', { name: /^another terminal/ });

async function command(text: string): Promise<void> {
  await shell().fill(text);
  await shell().press('Enter');
}

async function runServer(): Promise<void> {
  await button('Run').click();
  await holds(log('server.c'), 'Listening on port 8080');
}

/** Replaces the program by another text, in the editor. */
async function edit(text: string): Promise<void> {
  await button('Edit').click();
  const editor = cell.locator('.cm-content');
  await editor.waitFor();
  await editor.fill(text);
}

describe('the complete server', () => {
  test('runs, and curl -v prints Hello, World!', async () => {
    await runServer();
    await expect.poll(() => shell().inputValue()).toBe('curl -v localhost:8080');
    await shell().press('Enter');
    const seen = await holds(log('another terminal'), 'left intact');
    expect(seen).toContain('< HTTP/1.1 200 OK');
    await holds(log('another terminal'), 'Hello, World!');
  });

  test('two more clients wait in the queue and are seen waiting', async () => {
    await runServer();
    for (const text of ['nc localhost 8080 &', 'curl localhost:8080 &', 'curl localhost:8080 &']) {
      await command(text);
    }
    await command('ss -tln');
    await holds(log('another terminal'), /LISTEN 2\s+10/);
    await cell.getByRole('tab', { name: 'Sockets' }).click();
    await holds(cell.getByRole('tabpanel'), /LISTEN\s+2\s+10/);
    await holds(cell.locator('.cell-said'), 'server waits in read(4)');
  });

  test('marks the line on which it is blocked', async () => {
    await runServer();
    await holds(cell.locator('.cell-listing .is-current.is-block'), 'accept(');
  });

  test('shows its calls, packets, descriptors', async () => {
    await runServer();
    await command('curl -s localhost:8080');
    await holds(log('another terminal'), 'Hello, World!');
    const pane = cell.getByRole('tabpanel');
    await cell.getByRole('tab', { name: /System calls/ }).click();
    await holds(pane, 'bind(3, {sa_family=AF_INET, sin_port=htons(8080)');
    await cell.getByRole('tab', { name: /Packets/ }).click();
    await holds(pane, 'Flags [S.]');
    await cell.getByRole('tab', { name: 'Files' }).click();
    await holds(pane, '3 -> socket:');
  });

  test('pauses at its calls and shows variables', async () => {
    await runServer();
    await button('Break at calls').click();
    await button('Stop').click();
    await button('Run').click();
    await holds(cell.locator('.cell-said'), 'Paused before line');
    await cell.getByRole('tab', { name: 'Memory' }).click();
    await button('Step over').click();
    await holds(cell.getByRole('tabpanel'), /server_fd\s*int\s*3/);
    await button('Continue').click();
    await holds(cell.locator('.cell-listing .is-paused'), 'bind(');
  });
});

describe('a call in the listing', () => {
  test('is a link that takes the machine to that call', async () => {
    await cell.locator('a.syscall[data-call="listen"]').first().click();
    await holds(cell.locator('.cell-said'), 'Paused before line');
    await holds(cell.locator('.cell-listing .is-paused'), 'listen(');
  });

  test('stops a running program where it is reached', async () => {
    await runServer();
    await cell.locator('a.syscall[data-call="read"]').first().click();
    await cell.getByRole('tab', { name: 'Terminal' }).click();
    await command('curl -s localhost:8080');
    await holds(cell.locator('.cell-listing .is-paused'), 'read(');
    await button('Continue').click();
    await holds(log('another terminal'), 'Hello, World!');
  });
});

describe('an edit', () => {
  test('changes what runs, and Reset brings the program back', async () => {
    await edit('#include <stdio.h>\nint main(void) { printf("edited\\n"); return 0; }\n');
    await button('Run').click();
    await holds(log('server.c'), 'edited');
    await button('Reset').click();
    await holds(cell.locator('.cell-listing'), 'Hello, World!');
    await expect.poll(() => cell.getAttribute('data-status')).toBe('idle');
  });

  test('with a mistake is told of it under its line', async () => {
    await edit('int main(void) {\n    return 0\n}\n');
    await button('Run').click();
    await holds(cell.locator('.cell-error'), /expected/);
    await holds(cell.locator('.cell-said'), 'One error, in line 2; nothing ran.');
  });

  test('that never ends is stopped at once, and the page stays awake', async () => {
    await edit('int main(void) { for (;;) ; }\n');
    await button('Run').click();
    await holds(cell.locator('.cell-said'), /Running/);
    // The main thread answers while the program spins.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
    await button('Stop').click();
    await holds(cell.locator('.cell-said'), 'Stopped');
    await expect.poll(() => cell.getAttribute('data-status')).toBe('exited');
  });
});

describe('what the machine says of a program', () => {
  test('a warning is told on its line and as gcc prints it, and the program runs', async () => {
    await edit('#include <stdio.h>\nint main(void) {\n    int x;\n    puts("ran");\n}\n');
    await button('Run').click();
    const printed = await holds(log('server.c'), 'ran');
    expect(printed).toContain("server.c:3:9: warning: unused variable 'x' [-Wunused-variable]\n");
    expect(printed).toContain('    3 |     int x;\n      |         ^\n');
    expect(printed.indexOf('warning')).toBeLessThan(printed.indexOf('ran\n'));
    await holds(cell.locator('.cell-error'), '[-Wunused-variable]');
    await holds(cell.locator('.cell-warnings summary'), 'One warning, in line 3');
  });

  test('a fault names the variable, marks its line, and leaves its variables in Memory', async () => {
    await edit('int main(void) {\n    int a[4], i = 4;\n    a[i] = 1;\n    return a[0];\n}\n');
    await button('Run').click();
    await holds(cell.locator('.cell-said'), "in line 3: writes just past the end of 'a'");
    await holds(cell.locator('.cell-editor .is-fault'), 'a[i] = 1;');
    await cell.getByRole('tab', { name: 'Memory' }).click();
    await holds(cell.getByRole('tabpanel'), /i\s*int\s*4/);
  });

  test('overflow and lost memory are told, and a program with threads runs', async () => {
    await edit(
      '#include <limits.h>\n#include <pthread.h>\n#include <stdio.h>\n#include <stdlib.h>\n' +
        'static void *f(void *p) { int *n = p; ++*n; return NULL; }\n' +
        'int main(void) {\n    int n = INT_MAX;\n    pthread_t t;\n    char *p = malloc(12);\n' +
        '    pthread_create(&t, NULL, f, &n);\n    pthread_join(t, NULL);\n' +
        '    p = NULL;\n    printf("%d %p\\n", n, (void *)p);\n    return 0;\n}\n',
    );
    await button('Run').click();
    const printed = await holds(log('server.c'), 'leaks: 12 bytes lost');
    expect(printed).toContain('server.c:5:39: runtime warning: signed integer overflow');
    expect(printed).toContain('-2147483648 (nil)');
    expect(printed).toContain('from malloc() in main, server.c:9');
  });
});

test('everything is done with the keyboard alone', async () => {
  await button('Run').focus();
  await page.keyboard.press('Enter');
  await holds(log('server.c'), 'Listening on port 8080');
  await shell().focus();
  await page.keyboard.press('Enter');
  await holds(log('another terminal'), 'Hello, World!');
  await cell.getByRole('tab', { name: 'Terminal' }).focus();
  await page.keyboard.press('ArrowRight');
  await cell.getByRole('tab', { name: /System calls/, selected: true }).waitFor();
  await holds(cell.getByRole('tabpanel'), 'socket(AF_INET, SOCK_STREAM');
});
