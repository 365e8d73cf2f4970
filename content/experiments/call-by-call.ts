// Call by call: no program at all. You are the process, and the kernel answers.
import { createBench, ms, print, show } from 'bench';

const bench = createBench();
const server = bench.host('server').caller('server');
const client = bench.host('client').caller('client');

server.call('fd = socket(AF_INET, SOCK_STREAM, 0)');
server.call('bind(fd, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("0.0.0.0")}, 16)');
server.call('listen(fd, 5)');
print('accept() says', server.call('c = accept(fd)'), 'and sleeps in', server.sleepsIn);

client.call('fd = socket(AF_INET, SOCK_STREAM, 0)');
client.call(
  'connect(fd, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("10.0.0.2")}, 16)',
);
bench.advance(ms(10));
print('connect() said', client.result, 'and accept()', server.result);

client.call('write(fd, "hello")');
bench.advance(ms(10));
print('read() says', server.call('n = read(c, buf, 100)'));
print(server.strace());
show(server.fdTable());
