// What browser tests do with the free page: a reader with a mouse or a keyboard, and what they see.

import type { Locator, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { violations } from './axe.ts';
import { holds } from './waiting.ts';

/** The free page as a reader has it; a test may open several. */
export class World {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(hash = ''): Promise<this> {
    await this.page.goto(`${inject('site')}play/${hash}`);
    // Another tab that writes before what was kept has been looked for would be taken for it.
    await this.page.locator('#play-world[data-looked] .cm-content').first().waitFor();
    return this;
  }

  get root(): Locator {
    return this.page.locator('#play-world');
  }

  button(name: string | RegExp): Locator {
    return this.root.getByRole('button', { name, exact: typeof name === 'string' });
  }

  terminal(name: string): Locator {
    return this.root.getByRole('region', { name, exact: true });
  }

  prompt(name: string): Locator {
    return this.terminal(name).getByRole('textbox');
  }

  get editor(): Locator {
    return this.root.locator('.play-editor:visible .cm-content');
  }

  /** Waits until the file that is shown has a text; what is out of sight is not drawn. */
  async reads(text: string): Promise<void> {
    await this.editor.scrollIntoViewIfNeeded();
    await this.editor.filter({ hasText: text }).waitFor();
  }

  tab(name: string | RegExp): Locator {
    return this.root.getByRole('tab', { name });
  }

  /** Begins with a scenario, by its title. */
  async scenario(title: string): Promise<void> {
    await this.button('Scenarios').click();
    await this.root.getByRole('list', { name: 'Scenarios' }).getByText(title).click();
    await this.says(`${title}.`);
  }

  async prints(name: string, text: string | RegExp): Promise<void> {
    await holds(this.terminal(name).getByRole('log'), text);
  }

  async says(text: string | RegExp): Promise<void> {
    await holds(this.root.locator('.play-said'), text);
  }

  /** Waits for the line between a program and the kernel to say something. */
  async stands(text: string | RegExp): Promise<void> {
    await holds(this.root.locator('.cell-said'), text);
  }

  /** Waits until nothing happens by itself any more, and all that has happened is shown. */
  async rests(): Promise<void> {
    await this.page.locator('#play-world[data-resting]').waitFor();
  }

  /** Waits until a terminal offers a line of those that were typed there before. */
  async offers(name: string, line: string | RegExp): Promise<void> {
    const prompt = this.prompt(name);
    if (typeof line === 'string') await expect.poll(() => prompt.inputValue()).toBe(line);
    else await expect.poll(() => prompt.inputValue()).toMatch(line);
  }

  /** All that the browser's store has of worlds, as one text. */
  inStore(): Promise<string> {
    return this.page.evaluate(async () => {
      const databases = await indexedDB.databases();
      const name = 'sockets-from-scratch-play';
      if (!databases.some((one) => one.name === name)) return '';
      const opening = indexedDB.open(name);
      await new Promise((done) => (opening.onsuccess = done));
      const reading = opening.result.transaction('worlds').objectStore('worlds').getAll();
      await new Promise((done) => (reading.onsuccess = done));
      opening.result.close();
      return JSON.stringify(reading.result);
    });
  }

  /** Puts a text into the store under a name, as another edition or a crash may have left it. */
  async putInStore(name: string, text: string): Promise<void> {
    await this.page.evaluate(
      async ([key, value]) => {
        const opening = indexedDB.open('sockets-from-scratch-play');
        await new Promise((done) => (opening.onsuccess = done));
        const transaction = opening.result.transaction('worlds', 'readwrite');
        transaction.objectStore('worlds').put(value, key);
        await new Promise((done) => (transaction.oncomplete = done));
        opening.result.close();
      },
      [name, text] as const,
    );
  }

  axe(): Promise<string[]> {
    return violations(this.page, { within: '#play-world' });
  }
}
