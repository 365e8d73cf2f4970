// A blank socket: how large it is, and what of a used one a new connection finds.

import { expect, test } from 'vitest';
import { seq } from '../../../lib/net/seq.ts';
import { beginAnew, blankSock } from '../../../lib/tcp/blank.ts';
import { alone } from './world.ts';

/** What V8 keeps in an object that is written as a literal; one more, and all of them are looked up by name. */
const MOST_FIELDS = 127;

test('a socket is small enough to be one run of memory', () => {
  const { sim, server } = alone();
  const [a, b] = [blankSock(sim, server, 0), blankSock(sim, server, 0)];
  expect(Object.keys(a).length).toBeLessThanOrEqual(MOST_FIELDS);
  expect(a.id).not.toBe(b.id);
});

test('a new connection keeps who the socket is and its options, and begins all else anew', () => {
  const { sim, server } = alone();
  const used = blankSock(sim, server, 0);
  const blank = { ...used };
  const spoilt = Object.fromEntries(Object.keys(used).map((name) => [name, `old ${name}`]));
  Object.assign(used, spoilt);
  beginAnew(used, seq(7), seq(9));
  const kept = Object.entries(used).filter(([name, value]) => value === spoilt[name]);
  expect(kept.map(([name]) => name).sort()).toMatchInlineSnapshot(`
    [
      "addrLocked",
      "advertisedMss",
      "alike",
      "beforeBound",
      "boundAddr",
      "connect",
      "err",
      "finReceived",
      "hasPort",
      "heardUs",
      "id",
      "iface",
      "irs",
      "iss",
      "lastOowUs",
      "listen",
      "localAddr",
      "localPort",
      "minisock",
      "nextBound",
      "noSpace",
      "opt",
      "orphan",
      "outOfOrder",
      "parent",
      "peerMss",
      "portLocked",
      "probeSinceUs",
      "probes",
      "rcvbuf",
      "receiveQueue",
      "remoteAddr",
      "remotePort",
      "sackOk",
      "sendQueue",
      "shutdown",
      "sndbuf",
      "state",
      "timeWaitUs",
      "timers",
      "timestamps",
      "tsOffset",
      "tsRecent",
      "uid",
      "v6only",
      "watcher",
    ]
  `);
  const numbered = Object.entries(used).filter(([, value]) => value === 7 || value === 9);
  expect(Object.fromEntries(numbered)).toMatchInlineSnapshot(`
    {
      "ackDupSeq": 9,
      "copiedSeq": 9,
      "cwndUsageSeq": 7,
      "highSeq": 7,
      "rackEnd": 7,
      "rcvNxt": 9,
      "rcvRttSeq": 9,
      "rcvSpaceSeq": 9,
      "rcvWup": 9,
      "roundEnd": 7,
      "rttSeq": 7,
      "sndNxt": 7,
      "sndPushed": 7,
      "sndSmall": 7,
      "sndUna": 7,
      "sndWl1": 9,
      "writeSeq": 7,
    }
  `);
  const done = new Set([...kept, ...numbered].map(([name]) => name));
  const anew = Object.entries(used).filter(([name]) => !done.has(name));
  expect(Object.fromEntries(anew)).toEqual(
    Object.fromEntries(Object.entries(blank).filter(([name]) => !done.has(name))),
  );
});
