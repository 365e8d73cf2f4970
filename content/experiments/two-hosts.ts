// Two hosts and a wire: a server of the book, and curl on another host.
import { createBench, ms, print, show } from 'bench';

const bench = createBench({
  hosts: ['server', 'client'],
  links: [{ between: ['client', 'server'], latencyUs: ms(20), bandwidthBps: 10_000_000 }],
});
const server = bench.host('server').run('server');
bench.advance(ms(10));

const curl = bench.host('client').command('curl -s server:8080');
bench.advance(ms(500));

print(curl.output);
print('The server sleeps in', server.sleepsIn);
show(bench.ladder('client', 'server'));
