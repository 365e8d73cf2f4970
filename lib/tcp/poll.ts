import type { TcpSock } from './tcb.ts';
/** POLLIN|POLLOUT|POLLRDHUP|POLLERR|POLLHUP (plus POLLRDNORM/POLLWRNORM never). */
export declare function tcpPoll(sk: TcpSock): number;
