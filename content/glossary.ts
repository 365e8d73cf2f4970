// The glossary: every word that the book uses in a special sense, in one or two sentences.
//
// `says` may hold `code` in backticks and a link to another entry as [[id]] or [[id|words]].
// System calls are not listed here: their entries come from lib/abi/syscalls.ts.

export interface GlossaryEntry {
  id: string;
  term: string;
  says: string;
}

export const GLOSSARY: GlossaryEntry[] = [
  {
    id: 'accept-queue',
    term: 'accept queue',
    says: 'The connections of a [[listening-socket]] whose handshake is finished and that wait for `accept()`. It holds one more than the [[backlog]] says.',
  },
  {
    id: 'ack',
    term: 'ACK',
    says: 'A flag in a TCP [[segment]]: the acknowledgement number is valid, everything before it has arrived.',
  },
  {
    id: 'address-family',
    term: 'address family',
    says: 'The kind of address a socket uses. `AF_INET` is IPv4, `AF_INET6` is IPv6, `AF_UNIX` is a path on this machine.',
  },
  {
    id: 'backlog',
    term: 'backlog',
    says: 'The second argument of `listen()`: how many finished connections may wait. Linux clamps it to [[somaxconn]] and admits one more than it says.',
  },
  {
    id: 'big-endian',
    term: 'big-endian',
    says: 'The most significant byte lies at the lowest address. Port 8080, 0x1F90, is stored `1f 90`. It is the [[network-byte-order]].',
  },
  {
    id: 'bind-bucket',
    term: 'bind bucket',
    says: 'The kernel’s record that a port is taken, made by `bind()`. It is why a second `bind()` to the same port fails with `EADDRINUSE`.',
  },
  {
    id: 'blocking',
    term: 'blocking',
    says: 'A call blocks when it cannot finish yet and the kernel takes the [[task]] off the CPU until it can. The program stands still on that line and uses no time.',
  },
  {
    id: 'buffer',
    term: 'buffer',
    says: 'A stretch of memory that holds bytes on their way: an array in the program, or a queue in the kernel.',
  },
  {
    id: 'byte-order',
    term: 'byte order',
    says: 'In which order the bytes of a number lie in memory: [[little-endian]] or [[big-endian]].',
  },
  {
    id: 'client',
    term: 'client',
    says: 'The side that calls `connect()`. After the handshake nothing in TCP tells client and server apart.',
  },
  {
    id: 'close-on-exec',
    term: 'close-on-exec',
    says: 'A flag of one slot in the [[fd-table]], `FD_CLOEXEC`: the descriptor is closed when the process starts another program with `execve()`.',
  },
  {
    id: 'close-wait',
    term: 'CLOSE_WAIT',
    says: 'The peer has sent its [[fin]] and our program has not called `close()` yet. A number that only grows is a leak of file descriptors.',
  },
  {
    id: 'connection',
    term: 'connection',
    says: 'Two sockets that hold state about each other, named by four numbers: two addresses and two ports.',
  },
  {
    id: 'connection-refused',
    term: 'connection refused',
    says: '`ECONNREFUSED`: the machine answered a [[syn]] with [[rst]], because nobody listens on that port.',
  },
  {
    id: 'context-switch',
    term: 'context switch',
    says: 'The CPU stops running one [[task]] and goes on with another. It happens when a call [[blocking|blocks]], not at every [[system-call]].',
  },
  {
    id: 'copy',
    term: 'copy',
    says: 'Bytes moved from one place in memory to another by the CPU. Reading and answering a request costs two: kernel to program, program to kernel. What a device moves is [[dma]] and counted apart.',
  },
  {
    id: 'cpu',
    term: 'CPU',
    says: 'The processor. It runs one [[task]] at a time on each core, in [[user-space]] or in the [[kernel]].',
  },
  {
    id: 'datagram',
    term: 'datagram',
    says: 'A message that is sent and received as a whole, such as one of [[udp]]. A stream has no such borders.',
  },
  {
    id: 'delayed-ack',
    term: 'delayed ACK',
    says: 'A receiver keeps an [[ack]] back for a moment, 40 ms as a rule on Linux, because data of its own will probably go the same way soon and can carry it.',
  },
  {
    id: 'dma',
    term: 'DMA',
    says: 'Direct memory access: a device such as the [[nic]] reads or writes memory itself while the [[cpu]] does something else.',
  },
  {
    id: 'edge-triggered',
    term: 'edge-triggered',
    says: 'An [[epoll]] mode that reports when something new arrives, and not again while it lies there unread.',
  },
  {
    id: 'eintr',
    term: 'EINTR',
    says: 'The errno of a call that a [[signal]] interrupted while it waited. Nothing has happened; the program may simply call again.',
  },
  {
    id: 'ephemeral-port',
    term: 'ephemeral port',
    says: 'A port the kernel picks for a socket that has none, usually a client’s: 32768 to 60999 on Linux.',
  },
  {
    id: 'epoll',
    term: 'epoll',
    says: 'A kernel object that watches many file descriptors and hands out the ones that are ready, so that one [[thread]] can serve thousands of connections.',
  },
  {
    id: 'errno',
    term: 'errno',
    says: 'A number that says why the last call failed. The kernel returns it negated; the C library stores it in `errno` and returns -1.',
  },
  {
    id: 'established',
    term: 'ESTABLISHED',
    says: 'The state of a connection after the [[handshake]]: both sides may send.',
  },
  {
    id: 'event-loop',
    term: 'event loop',
    says: 'A program that asks the kernel which descriptors are ready, serves those without blocking, and asks again.',
  },
  {
    id: 'exponential-backoff',
    term: 'exponential backoff',
    says: 'Waiting twice as long before each further attempt. TCP sends data again after 0.2, 0.4, 0.8 … seconds where the other side is near; a SYN on Linux after 1, 1, 1, 1, 1, 2, 4 … seconds.',
  },
  {
    id: 'fd-table',
    term: 'file descriptor table',
    says: 'A process’s array of open things. Slot numbers are file descriptors; a new one always takes the lowest free slot.',
  },
  {
    id: 'file-descriptor',
    term: 'file descriptor',
    says: 'A small non-negative integer: an index into the process’s [[fd-table]]. It means nothing in another process.',
  },
  {
    id: 'fin',
    term: 'FIN',
    says: 'A flag in a TCP [[segment]]: the sender will send nothing more. The reader sees it as a `read()` that returns 0.',
  },
  {
    id: 'fork',
    term: 'fork',
    says: 'Making a second process as a copy of this one. Both share the [[open-file-description|open file descriptions]] behind their descriptors.',
  },
  {
    id: 'half-close',
    term: 'half-close',
    says: 'One direction of a connection is finished, the other still open. `shutdown(fd, SHUT_WR)` sends [[fin]] and leaves reading possible.',
  },
  {
    id: 'handshake',
    term: 'three-way handshake',
    says: 'SYN, SYN-ACK, ACK: how two kernels agree on starting sequence numbers. No program takes part in it.',
  },
  {
    id: 'host-byte-order',
    term: 'host byte order',
    says: 'The order in which this CPU stores a number. On x86-64 and on most ARM machines it is [[little-endian]].',
  },
  {
    id: 'htons',
    term: 'htons',
    says: '“Host to network short”: swaps the two bytes of a 16-bit number on a [[little-endian]] machine, and does nothing on a big-endian one.',
  },
  {
    id: 'http',
    term: 'HTTP',
    says: 'A protocol of text over TCP: a request with a line, headers and an empty line; a response in the same shape.',
  },
  {
    id: 'inaddr-any',
    term: 'INADDR_ANY',
    says: 'The address 0.0.0.0: every address this machine has, on every interface.',
  },
  {
    id: 'io-uring',
    term: 'io_uring',
    says: 'Two rings in memory shared with the kernel: requests go into one, results come out of the other, with few system calls or none.',
  },
  {
    id: 'ip-address',
    term: 'IP address',
    says: 'The number of a network interface; 32 bits in IPv4, written as four decimal bytes.',
  },
  {
    id: 'kernel',
    term: 'kernel',
    says: 'The program that owns the hardware and runs below every other one. Other programs reach it through [[system-call|system calls]].',
  },
  {
    id: 'level-triggered',
    term: 'level-triggered',
    says: 'Readiness is reported every time it is asked for, as long as it lasts. `poll()` works this way, and [[epoll]] unless told otherwise.',
  },
  {
    id: 'line',
    term: 'the line',
    says: 'The boundary between a program and the [[kernel]]. Only a [[system-call]] crosses it. In this book it is always drawn as a rule with hatched ground beneath.',
  },
  {
    id: 'listening-socket',
    term: 'listening socket',
    says: 'A socket on which `listen()` was called. It carries no data; it only produces connections.',
  },
  {
    id: 'little-endian',
    term: 'little-endian',
    says: 'The least significant byte lies at the lowest address. Port 8080, 0x1F90, is stored `90 1f`.',
  },
  {
    id: 'localhost',
    term: 'localhost',
    says: 'The name of 127.0.0.1, an address that always means this machine. See [[loopback]].',
  },
  {
    id: 'loopback',
    term: 'loopback',
    says: 'The interface `lo`: packets sent to it arrive at the same machine without any hardware. No DMA, no wire.',
  },
  {
    id: 'mode-switch',
    term: 'mode switch',
    says: 'The CPU goes from a program into the [[kernel]] or back, within the same [[task]]. Every [[system-call]] costs two.',
  },
  {
    id: 'msg-zerocopy',
    term: 'MSG_ZEROCOPY',
    says: 'A flag for `send()`: the kernel sends straight from the program’s pages and reports later when they may be reused.',
  },
  {
    id: 'mss',
    term: 'MSS',
    says: 'Maximum segment size: how many bytes one TCP [[segment]] may carry, 1460 on Ethernet. The option that puts a timestamp into every segment takes 12 of them.',
  },
  {
    id: 'nagle',
    term: 'Nagle’s algorithm',
    says: 'A sender keeps a small [[segment]] back while an earlier one is not acknowledged, so that many small writes make few packets. `TCP_NODELAY` switches it off.',
  },
  {
    id: 'network-byte-order',
    term: 'network byte order',
    says: '[[big-endian|Big-endian]], by agreement, for every number in the headers of IP and TCP.',
  },
  {
    id: 'nic',
    term: 'NIC',
    says: 'Network interface card: the device that puts packets on the wire and takes them from it, moving bytes by [[dma]].',
  },
  {
    id: 'non-blocking',
    term: 'non-blocking',
    says: 'With `O_NONBLOCK` a call that would have to wait returns -1 with `EAGAIN` at once.',
  },
  {
    id: 'open-file-description',
    term: 'open file description',
    says: 'The kernel object behind a [[file-descriptor]]: position, flags and what it refers to. `dup()` and `fork()` share it; it goes when the last descriptor is closed.',
  },
  {
    id: 'packet',
    term: 'packet',
    says: 'What travels on a link: an IP header and what it carries, here a TCP [[segment]].',
  },
  {
    id: 'page-cache',
    term: 'page cache',
    says: 'File contents that the kernel keeps in memory after reading them from disk.',
  },
  {
    id: 'partial-write',
    term: 'partial write',
    says: '`write()` took fewer bytes than it was given and said so. The rest is the program’s business.',
  },
  {
    id: 'peer',
    term: 'peer',
    says: 'The other end of a connection.',
  },
  {
    id: 'pipe',
    term: 'pipe',
    says: 'A queue of bytes in the kernel with two descriptors: one writes, the other reads.',
  },
  {
    id: 'port',
    term: 'port',
    says: 'A 16-bit number that tells the sockets of one address apart.',
  },
  {
    id: 'process',
    term: 'process',
    says: 'A program in execution, with its own memory and its own [[fd-table]].',
  },
  {
    id: 'protocol',
    term: 'protocol',
    says: 'The third argument of `socket()`. 0 picks the usual one: TCP for a stream, UDP for datagrams.',
  },
  {
    id: 'receive-queue',
    term: 'receive queue',
    says: 'Bytes of a connection that have arrived and been acknowledged but not yet read by the program.',
  },
  {
    id: 'retransmission',
    term: 'retransmission',
    says: 'Sending a segment again because no [[ack]] came in time. A lost SYN is sent again after 1 s.',
  },
  {
    id: 'rst',
    term: 'RST',
    says: 'A flag in a TCP [[segment]]: this connection does not exist, or no longer. The other side sees `ECONNREFUSED` or `ECONNRESET`.',
  },
  {
    id: 'scheduler',
    term: 'scheduler',
    says: 'The part of the kernel that picks which [[task]] runs next.',
  },
  {
    id: 'segment',
    term: 'segment',
    says: 'The unit of TCP: a header with ports, sequence numbers and flags, and perhaps data.',
  },
  {
    id: 'send-queue',
    term: 'send queue',
    says: 'Bytes that the program has written and that the peer has not acknowledged yet. A returned `write()` means that they are here and nothing more.',
  },
  {
    id: 'sendfile',
    term: 'sendfile',
    says: 'Sends a file’s pages to a socket without passing them through the program: no CPU copy of the contents.',
  },
  {
    id: 'sequence-number',
    term: 'sequence number',
    says: 'The position of a byte in a TCP stream, counted from a random start, modulo 2³².',
  },
  {
    id: 'server',
    term: 'server',
    says: 'The side that listens and accepts.',
  },
  {
    id: 'signal',
    term: 'signal',
    says: 'A note from the kernel to a process: SIGINT from Ctrl-C, SIGPIPE for writing to a peer that has gone.',
  },
  {
    id: 'sigpipe',
    term: 'SIGPIPE',
    says: 'The [[signal]] for writing to a connection that the other side has reset. It kills the process unless it is handled or ignored.',
  },
  {
    id: 'sk-buff',
    term: 'sk_buff',
    says: 'The kernel’s structure for one packet: pointers to its bytes and what is known about them. Queues link these; the bytes stay where they are.',
  },
  {
    id: 'slowloris',
    term: 'Slowloris',
    says: 'An attack on servers that keep a process or a thread waiting for each client: many connections, each sending a byte now and then and never finishing its request.',
  },
  {
    id: 'so-reuseaddr',
    term: 'SO_REUSEADDR',
    says: 'A socket option: `bind()` may take a port on which old connections are still in [[time-wait]]. On Linux the socket those connections came from must have set it, too.',
  },
  {
    id: 'so-reuseport',
    term: 'SO_REUSEPORT',
    says: 'A socket option: several sockets of one user listen on the same address and port, each with its own [[accept-queue]], and the kernel spreads connections over them.',
  },
  {
    id: 'sock-stream',
    term: 'SOCK_STREAM',
    says: 'A socket type: a reliable, ordered stream of bytes in both directions, with no message boundaries. TCP for `AF_INET`.',
  },
  {
    id: 'sockaddr-in',
    term: 'sockaddr_in',
    says: 'The C struct for an IPv4 address and a port: 16 bytes, port and address in [[network-byte-order]].',
  },
  {
    id: 'socket',
    term: 'socket',
    says: 'One end of a communication, held by the kernel and reached through a [[file-descriptor]].',
  },
  {
    id: 'somaxconn',
    term: 'somaxconn',
    says: 'The upper bound for every [[backlog]], `net.core.somaxconn`: 4096 since Linux 5.4.',
  },
  {
    id: 'splice',
    term: 'splice',
    says: 'Moves pages between a [[pipe]] and another descriptor by reference, without copying them.',
  },
  {
    id: 'strace',
    term: 'strace',
    says: 'A tool that prints every [[system-call]] of a program with its arguments and its result.',
  },
  {
    id: 'syn',
    term: 'SYN',
    says: 'A flag in a TCP [[segment]]: the first of a connection; it carries the sender’s starting [[sequence-number]].',
  },
  {
    id: 'syn-ack',
    term: 'SYN-ACK',
    says: 'The answer to a [[syn]], with both flags set: “yours has arrived, here is mine”.',
  },
  {
    id: 'syn-cookie',
    term: 'SYN cookie',
    says: 'A starting sequence number that encodes the request, so that the kernel need not remember it while the [[syn-queue]] is full.',
  },
  {
    id: 'syn-queue',
    term: 'SYN queue',
    says: 'Requests whose handshake is half done: the SYN-ACK is out, the last ACK has not come.',
  },
  {
    id: 'system-call',
    term: 'system call',
    says: 'The only way for a program to ask something of the [[kernel]]. It crosses [[line|the line]] with a number and up to six arguments and comes back with a result or an [[errno]].',
  },
  {
    id: 'task',
    term: 'task',
    says: 'What the [[scheduler]] runs: a process or one of its threads.',
  },
  {
    id: 'tcp',
    term: 'TCP',
    says: 'Transmission Control Protocol: a reliable, ordered byte stream on top of packets that may be lost or reordered.',
  },
  {
    id: 'tcpdump',
    term: 'tcpdump',
    says: 'A tool that prints the packets passing an interface.',
  },
  {
    id: 'thread',
    term: 'thread',
    says: 'A [[task]] that shares memory and descriptors with the other threads of its process.',
  },
  {
    id: 'thundering-herd',
    term: 'thundering herd',
    says: 'Many sleeping tasks are woken for one event, one gets it, the others were woken for nothing.',
  },
  {
    id: 'time-wait',
    term: 'TIME_WAIT',
    says: 'The state of the side that closed first, for 60 s on Linux: late segments of the old connection must not be taken for those of a new one.',
  },
  {
    id: 'udp',
    term: 'UDP',
    says: 'Datagrams: each is delivered whole or not at all, in any order, without a connection.',
  },
  {
    id: 'user-space',
    term: 'user space',
    says: 'Where programs run: above [[line|the line]], with their own memory and no access to hardware.',
  },
  {
    id: 'wait-queue',
    term: 'wait queue',
    says: 'The tasks that sleep until a certain thing happens, such as a connection entering an [[accept-queue]].',
  },
  {
    id: 'window',
    term: 'window',
    says: 'How many more bytes a receiver is willing to take; announced in every [[ack]].',
  },
  {
    id: 'wire',
    term: 'wire',
    says: 'Whatever carries packets between machines: cable, fibre, radio.',
  },
  {
    id: 'worker',
    term: 'worker process',
    says: 'One of several processes that accept from the same [[listening-socket]], or each from its own with `SO_REUSEPORT`.',
  },
  {
    id: 'zero-copy',
    term: 'zero-copy',
    says: 'Sending or receiving without the CPU copying the payload between kernel and program. [[dma|DMA]] transfers remain.',
  },
];
