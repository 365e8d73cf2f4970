import { describe, expect, it } from 'vitest';
import { lifecycleFrames, STAGES } from '../../../lib/view/lifecycle.ts';
import { ACK, byHand, client, type Hand, SERVER, SYN, segment } from './by-hand.ts';

const HOSTS = { server: 's', client: 'c' };

function queue(hand: Hand, why: 'listen' | 'established' | 'accept', length: number): void {
  hand.add({
    kind: 'listen',
    host: 's',
    sock: 50,
    local: SERVER,
    why,
    synQueue: 0,
    acceptQueue: length,
    maxAckBacklog: 10,
    peer: why === 'listen' ? undefined : client(1),
    child: why === 'listen' ? undefined : 60,
  });
}

function tx(hand: Hand, from: 'c' | 's', flags: number, bytes = 0): void {
  const [src, dst] = from === 'c' ? [client(1), SERVER] : [SERVER, client(1)];
  const seg = segment(src, dst, flags, bytes);
  hand.add({ kind: 'segment', host: from, at: 'tx', iface: 'eth0', seg, packet: 1 });
}

/** A server up to its blocked accept(), then a handshake and a request. */
function request(): Hand {
  const hand = byHand();
  hand.call('s', 7, 'socket', [2, 1, 0], 3, 1);
  hand.call('s', 7, 'bind', [3, 0, 16], 0, 2);
  hand.enter('s', 7, 'listen', [3, 10], 3);
  queue(hand, 'listen', 0);
  hand.exit('s', 7, 'listen', [3, 10], 0, 3);
  hand.enter('s', 7, 'accept', [3, 0, 0], 4);
  hand.add({ kind: 'sys-block', host: 's', pid: 7, name: 'accept', on: 'accept', sock: 50 });
  hand.enter('c', 20, 'connect', [3, 0, 16]);
  tx(hand, 'c', SYN);
  tx(hand, 's', SYN | ACK);
  tx(hand, 'c', ACK);
  hand.exit('c', 20, 'connect', [3, 0, 16], 0);
  queue(hand, 'established', 1);
  queue(hand, 'accept', 0);
  hand.exit('s', 7, 'accept', [3, 0, 0], 4, 4);
  hand.call('c', 20, 'write', [3, 0, 73], 73);
  tx(hand, 'c', 0, 73);
  tx(hand, 's', ACK);
  hand.call('s', 7, 'read', [4, 0, 1023], 73, 5);
  hand.call('s', 7, 'write', [4, 0, 78], 78, 6);
  tx(hand, 's', 0, 78);
  hand.call('s', 7, 'close', [4], 0, 7);
  hand.enter('s', 7, 'accept', [3, 0, 0], 4);
  hand.add({ kind: 'sys-block', host: 's', pid: 7, name: 'accept', on: 'accept', sock: 50 });
  return hand.call('s', 7, 'socket', [2, 1, 0], 9, 1);
}

describe('lifecycleFrames', () => {
  const frames = lifecycleFrames(request().events, HOSTS);

  it('goes through the eight stages in order, and back to accept at the end', () => {
    const seen = [...new Set(frames.map((frame) => STAGES[frame.stage]))];
    expect(seen).toEqual([...STAGES]);
    expect(frames.at(-1)!.call).toMatchObject({ name: 'accept', phase: 'rest' });
  });

  it('ends there: later calls make no frames', () => {
    expect(frames.some((frame) => frame.call?.result === '9')).toBe(false);
  });

  it('sends a call down, lets it rest, and brings its result up', () => {
    const accept = frames.filter((frame) => frame.call?.name === 'accept').slice(0, 3);
    expect(accept.map((frame) => frame.call!.phase)).toEqual(['down', 'rest', 'rest']);
    const up = frames.find((frame) => frame.call?.name === 'accept' && frame.call.phase === 'up')!;
    expect(up).toMatchObject({ clientFd: 4, serverFd: 3, line: 4, port: 8080 });
    expect(up.call!.result).toBe('4');
  });

  it('draws the handshake and the bytes, but no other bare ACK', () => {
    const names = frames.flatMap((frame) => (frame.wire ? [frame.wire.name] : []));
    expect(names).toEqual(['SYN', 'SYN-ACK', 'ACK', '73 bytes', '78 bytes']);
  });

  it('counts the accept queue and forgets the client’s number after close', () => {
    const queued = frames.find((frame) => frame.queue?.length === 1)!;
    expect(queued.queue).toEqual({ length: 1, admits: 11, backlog: 10 });
    expect(frames.at(-1)!.clientFd).toBeUndefined();
  });
});
