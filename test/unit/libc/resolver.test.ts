// /etc/resolv.conf as glibc 2.36 reads it. What stands here was printed by the same program over a file of its own, mounted
// over the host's: a test must not write that one.

import { expect, it } from 'vitest';
import { runOnMachine } from '../../c/harness.ts';

const PROGRAM = String.raw`#include <netinet/in.h>
#include <arpa/inet.h>
#include <resolv.h>
#include <stdio.h>
#include <string.h>

static void read_file(const char *text) {
    FILE *f = fopen("/etc/resolv.conf", "w");
    fputs(text, f);
    fclose(f);
    struct __res_state state;
    memset(&state, 0, sizeof state);
    res_ninit(&state);
    for (int i = 0; i < state.nscount; i++) printf("%s ", inet_ntoa(state.nsaddr_list[i].sin_addr));
    for (int i = 0; state.dnsrch[i]; i++) printf("[%s]", state.dnsrch[i]);
    printf(" ndots %d, timeout %d, attempts %d\n", state.ndots, state.retrans, state.retry);
    res_nclose(&state);
}

int main(void) {
    read_file("");
    read_file("nameserver 10.0.0.1\nnameserver\t10.0.0.2 # second\n nameserver 10.0.0.3\n#nameserver 10.0.0.4\nnameserver10.0.0.5\n");
    read_file("nameserver 10.0.0.1\nnameserver 10.0.0.x\nnameserver 10.1\nnameserver 10.0.0.3\nnameserver 10.0.0.4\n");
    read_file("search a.example\tb.example  c.example\ndomain d.example e.example\n");
    read_file("domain d.example e.example\nsearch a.example\n");
    read_file("search a.example\nsearch\nsearch  \ndomain\n");
    read_file("options ndots:2 timeout:40\noptions attempts:3");
    read_file("options\nOptions ndots:2\noptions  timeout:x attempts:-3 ndots:16\n; options ndots:3\n");
    return 0;
}
`;

const GLIBC = `127.0.0.1  ndots 1, timeout 5, attempts 2
10.0.0.1 10.0.0.2  ndots 1, timeout 5, attempts 2
10.0.0.1 10.0.0.1 10.0.0.3  ndots 1, timeout 5, attempts 2
127.0.0.1 [d.example] ndots 1, timeout 5, attempts 2
127.0.0.1 [a.example] ndots 1, timeout 5, attempts 2
127.0.0.1 [a.example] ndots 1, timeout 5, attempts 2
127.0.0.1  ndots 2, timeout 30, attempts 3
127.0.0.1  ndots 15, timeout 0, attempts -3
`;

it('is read line by line', () => {
  const ours = runOnMachine([{ name: 'conf.c', text: PROGRAM }]);
  expect(ours.diagnostics).toEqual([]);
  expect(ours.output).toBe(GLIBC);
});
