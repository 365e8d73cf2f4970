// shiki-syscalls: makes every call of a system call in a highlighted C listing a link.
//
// One idea: Shiki decorations cut the tokens where calls.ts found a call, so the link is right in
// whatever way the grammar happened to split the line. Without JavaScript it is a plain anchor to
// the glossary; links.ts gives it a card and ties it to the figure named by `data-target`.

import type { ShikiTransformer } from 'shiki';
import { callInfo, findCalls } from './calls.ts';

/** Renders a call's parameters as a reader writes them: `accept(sockfd, addr, addrlen)`. */
export function signature(name: string): string {
  const info = callInfo(name);
  return `${name}(${(info?.params ?? []).map((param) => param.name).join(', ')})`;
}

/** Makes the transformer; `base` is the site's base path, with slashes at both ends. */
export function syscallLinks(base: string): ShikiTransformer {
  return {
    name: 'syscall-links',
    preprocess(code, options) {
      options.decorations ??= [];
      for (const call of findCalls(code)) {
        const info = callInfo(call.name)!;
        options.decorations.push({
          start: call.start,
          end: call.end,
          tagName: 'a',
          properties: {
            class: 'syscall',
            href: `${base}glossary/#call-${info.name}`,
            'data-call': call.name,
            'data-signature': signature(call.name),
            'data-does': info.summary,
            'data-returns': info.returns,
            ...(info.blocks ? { 'data-blocks': 'yes' } : {}),
          },
        });
      }
    },
  };
}
