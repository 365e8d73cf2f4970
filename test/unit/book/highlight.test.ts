import { describe, expect, test } from 'vitest';
import { callInfo, findCalls } from '../../../components/book/calls.ts';
import { listingHtml, textOfListing } from '../../../components/book/highlight.ts';

const names = (text: string) => findCalls(text).map((call) => call.name);

describe('findCalls', () => {
  test('finds calls, wherever they stand', () => {
    expect(names('int fd = socket(AF_INET, SOCK_STREAM, 0);')).toEqual(['socket']);
    expect(names('if (bind(fd, a, n) < 0 || listen (fd, 5)) return close(fd);')).toEqual([
      'bind',
      'listen',
      'close',
    ]);
    expect(names('n = 2 * read(fd, b, 1);')).toEqual(['read']);
    expect(names('while ((n = recv(fd, b, 1, 0)) > 0) {}')).toEqual(['recv']);
  });

  test('not in comments, strings, characters or headers', () => {
    expect(
      names('// close(fd)\n/* read(\n fd) */ puts("write(1)"); char c = \'"\'; x("\\"bind(");'),
    ).toEqual([]);
    expect(names('#include <sys/socket.h>\n')).toEqual([]);
  });

  test('not where a name is declared, is a member, or is not called', () => {
    expect(names('ssize_t read(int fd, void *buffer, size_t n);')).toEqual([]);
    expect(names('static int *accept(void);')).toEqual([]);
    expect(names('ops->write(fd); ops.close(fd); int (*f)(int) = close;')).toEqual([]);
    expect(names('reader(fd); my_close(fd); printf("x");')).toEqual([]);
  });

  test('knows the C names of calls that the kernel calls otherwise', () => {
    expect(callInfo('send')?.name).toBe('sendto');
    expect(callInfo('htons')).toBeUndefined();
  });
});

describe('listingHtml', () => {
  const C = 'int fd = accept(3, NULL, NULL);\n\nif (fd < 0 && errno != EAGAIN) puts("a & <b>");';

  test('gives the C text back exactly', async () => {
    expect(textOfListing(await listingHtml(C, { lang: 'c', base: '/' }))).toBe(C);
  });

  test('links each call under the base path, with what it does', async () => {
    const html = await listingHtml(C, { lang: 'c', base: '/book/', target: 'queue' });
    expect(html).toContain('href="/book/glossary/#call-accept"');
    expect(html).toContain('data-call="accept"');
    expect(html).toMatch(/data-does="[^"]{20,}"/);
    expect(html).toMatch(/data-returns="[^"]{5,}"/);
    expect(html).toMatch(/<figure class="listing[^>]*data-target="queue"/);
    expect(html).not.toContain('style=');
  });

  test('numbers the lines of the whole, also in a part', async () => {
    const html = await listingHtml(C, { lang: 'c', base: '/', first: 3, last: 3 });
    expect(html).toContain('data-line="3"');
    expect(html).not.toContain('data-line="1"');
  });

  test('tells the prompt of a terminal from its output', async () => {
    const html = await listingHtml('client$ curl -v host\n> GET / HTTP/1.1', {
      lang: 'console',
      base: '/',
    });
    expect(html).toContain('<span class="prompt role-client">client$ </span><b>curl -v host</b>');
    expect(html).toContain('<span class="line">> GET / HTTP/1.1</span>');
  });

  test('refuses a language it does not know', async () => {
    await expect(listingHtml('x', { lang: 'cobol', base: '/' })).rejects.toThrow(
      /unknown language "cobol"; expected one of c, /,
    );
  });
});
