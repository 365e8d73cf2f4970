import { describe, expect, it } from 'vitest';
import { connLanes, taskLanes } from '../../../lib/view/lanes.ts';
import { modelRun } from '../../../lib/view/models.ts';
import { timelineRows } from '../../../lib/view/timeline.ts';
import { ANY, byHand, client, type Hand, SERVER } from './by-hand.ts';

const HOSTS = { server: 's', client: 'c' };

/** Client `i` connects at `atUs` and is ESTABLISHED at once; its child at the server is 60 + i. */
function connects(hand: Hand, i: number, atUs: number, waiting: number): void {
  hand.at(atUs);
  hand.add({ kind: 'task', host: 'c', pid: 20 + i, ppid: 1, comm: `client-${i}`, state: 'new' });
  hand.enter('c', 20 + i, 'connect', [3, 0, 16]);
  hand.add({
    kind: 'tcp-state',
    host: 'c',
    sock: 90 + i,
    from: 'CLOSE',
    to: 'SYN_SENT',
    local: client(i),
    remote: SERVER,
  });
  hand.at(atUs + 10);
  hand.add({
    kind: 'listen',
    host: 's',
    sock: 50,
    local: SERVER,
    why: 'established',
    synQueue: 0,
    acceptQueue: waiting,
    maxAckBacklog: 5,
    peer: client(i),
    child: 60 + i,
  });
  hand.exit('c', 20 + i, 'connect', [3, 0, 16], 0);
}

function accepts(hand: Hand, i: number, waiting: number): void {
  hand.add({
    kind: 'listen',
    host: 's',
    sock: 50,
    local: SERVER,
    why: 'accept',
    synQueue: 0,
    acceptQueue: waiting,
    maxAckBacklog: 5,
    child: 60 + i,
  });
  hand.exit('s', 7, 'accept', [3, 0, 0], 4);
}

function closes(hand: Hand, i: number): void {
  hand.add({
    kind: 'tcp-state',
    host: 's',
    sock: 60 + i,
    from: 'ESTABLISHED',
    to: 'FIN_WAIT1',
    local: SERVER,
    remote: client(i),
  });
}

/** Two clients at 0 and 100; the first is served from 20 to 320, the second from 320 to 620. */
function twoClients(): Hand {
  const hand = byHand();
  hand.add({ kind: 'task', host: 's', pid: 7, ppid: 1, comm: 'server', state: 'new' });
  hand.enter('s', 7, 'accept', [3, 0, 0]);
  hand.add({ kind: 'sys-block', host: 's', pid: 7, name: 'accept', on: 'accept', sock: 50 });
  connects(hand, 1, 0, 1);
  hand.call('c', 21, 'write', [3, 0, 32], 32);
  hand.at(20).add({ kind: 'sys-wake', host: 's', pid: 7, name: 'accept' });
  accepts(hand, 1, 0);
  connects(hand, 2, 100, 1);
  hand.call('c', 22, 'write', [3, 0, 32], 32);
  hand.at(320).exit('c', 21, 'read', [3, 0, 64], 38);
  closes(hand, 1);
  accepts(hand, 2, 0);
  hand.at(620).exit('c', 22, 'read', [3, 0, 64], 38);
  closes(hand, 2);
  hand.enter('s', 7, 'accept', [3, 0, 0]);
  hand.add({ kind: 'sys-block', host: 's', pid: 7, name: 'accept', on: 'accept', sock: 50 });
  return hand;
}

describe('connLanes', () => {
  it('splits a connection into handshake, queue and service without gaps', () => {
    const [first, second] = connLanes(twoClients().events, 'c', 's');
    expect(first.spans.map((span) => span.kind)).toEqual(['connecting', 'queued', 'served']);
    expect(second.spans).toEqual([
      { fromUs: 100, toUs: 110, kind: 'connecting' },
      { fromUs: 110, toUs: 320, kind: 'queued' },
      { fromUs: 320, toUs: 620, kind: 'served' },
    ]);
    expect(second.acceptedBy).toBe(7);
    expect(second.requests).toEqual([{ sentUs: 110, answeredUs: 620 }]);
  });

  it('calls a connection idle when it was accepted and asks for nothing', () => {
    const hand = byHand();
    connects(hand, 1, 0, 1);
    hand.at(30);
    accepts(hand, 1, 0);
    hand.at(500);
    closes(hand, 1);
    const [lane] = connLanes(hand.events, 'c', 's');
    expect(lane.spans.at(-1)).toEqual({ fromUs: 30, toUs: 500, kind: 'idle' });
  });

  it('marks a refused connection and gives it no other span', () => {
    const hand = byHand();
    hand.enter('c', 21, 'connect', [3, 0, 16]);
    hand.add({
      kind: 'tcp-state',
      host: 'c',
      sock: 91,
      from: 'CLOSE',
      to: 'SYN_SENT',
      local: client(1),
      remote: SERVER,
    });
    hand.at(5).add({
      kind: 'tcp-state',
      host: 'c',
      sock: 91,
      from: 'SYN_SENT',
      to: 'CLOSE',
      local: ANY,
      remote: SERVER,
    });
    const [lane] = connLanes(hand.events, 'c', 's');
    expect(lane.refused).toBe(true);
    expect(lane.spans).toEqual([{ fromUs: 0, toUs: 5, kind: 'connecting' }]);
  });
});

describe('taskLanes', () => {
  it('adds up the time in which a process was not blocked', () => {
    const [lane] = taskLanes(twoClients().events, 's');
    expect(lane.busyUs).toBe(600);
    expect(lane.spans.map((span) => span.kind)).toEqual(['blocked', 'running']);
  });
});

describe('timelineRows', () => {
  it('says who waited how long, and finds the worst', () => {
    const rows = timelineRows(twoClients().events, HOSTS);
    expect(rows.endUs).toBe(620);
    expect(rows.worstUs).toBe(520);
    expect(rows.clients[1].waitedUs).toBe(220);
    expect(rows.answered).toBe(2);
    expect(rows.marks.map((mark) => mark.atUs)).toEqual([10, 20, 110, 320, 320, 620]);
  });
});

describe('modelRun', () => {
  it('measures requests from write to answer', () => {
    const run = modelRun('one', twoClients().events, HOSTS);
    expect(run.answers).toHaveLength(2);
    expect(run.medianUs).toBe(Math.round((310 + 510) / 2));
    expect(run.worstUs).toBe(510);
    expect(run.waitedUs).toBe(run.medianUs);
    expect(run.waitedMostUs).toBe(510);
    expect(run.processes).toBe(1);
  });
});
