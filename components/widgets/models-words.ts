// What the models figure says: names, the sentence of a moment, and the marks of its timeline.
//
// Every number in a sentence comes from the run; nothing here knows what the answer will be.

import type { ModelsRun } from '../../lib/machine/scenarios/models.ts';
import { counted, durationText } from '../../lib/view/amounts.ts';
import type { ConnKind } from '../../lib/view/lanes.ts';
import type { ModelConn, ModelRun } from '../../lib/view/models.ts';
import type { Mark, Timeline } from '../parts/player.ts';

/** Presentation time: 100 ms of the runs take a second to watch. */
export const SLOW = 10;

export const NAMES: Record<string, string> = {
  one: 'One process',
  fork: 'A process per connection',
  threads: 'A thread per connection',
  prefork: 'Prefork workers',
  epoll: 'An event loop',
};

export const HOW: Record<string, string> = {
  one: 'accept, serve to the end, accept again',
  fork: 'accept, fork; the child serves',
  threads: 'accept, clone; a thread serves',
  prefork: 'workers accept from one socket',
  epoll: 'epoll_wait says who is ready',
};

const CONN_WORDS: Record<ConnKind, string> = {
  connecting: 'connecting',
  queued: 'in the accept queue',
  idle: 'accepted, pauses',
  served: 'waits for an answer',
};

/** Says what a client's span is. */
export function spanText(conn: ModelConn, kind: ConnKind, us: number): string {
  const what = conn.silent && kind === 'idle' ? 'accepted, says nothing' : CONN_WORDS[kind];
  return `client ${conn.number}: ${what}, ${durationText(us)}`;
}

/** Counts the requests that the load makes in all. */
export function requestsOf({ load }: ModelsRun): number {
  return (load.clients - (load.silent > 0 ? 1 : 0)) * load.requests;
}

/** When a model that never finishes took the client that says nothing out of its queue. */
function stalledAt(model: ModelRun): number | undefined {
  if (model.doneUs !== undefined) return undefined;
  const silent = model.conns.find((conn) => conn.silent);
  return silent?.spans.find(([, , kind]) => kind === 'idle')?.[0];
}

/** Says how far a model is at a moment, in a few words. */
export function statusAt(model: ModelRun, run: ModelsRun, atUs: number): string {
  if (model.doneUs !== undefined && model.doneUs <= atUs + 1) {
    const who = run.load.silent > 0 ? 'the others' : 'all';
    return `${who} served after ${durationText(model.doneUs)}`;
  }
  const answered = model.answers.filter((us) => us <= atUs + 1).length;
  const stalled = stalledAt(model);
  const stands = stalled !== undefined && stalled <= atUs + 1;
  return `${stands ? 'stands still: ' : ''}${answered} of ${requestsOf(run)} answered`;
}

/** Says a whole run in words, for who does not see the lanes. */
export function chartText(model: ModelRun, run: ModelsRun): string {
  const { processes, tasks } = model;
  const threads = tasks > processes ? `, ${counted(tasks, 'thread')} in all` : '';
  return `${NAMES[model.id]}: ${statusAt(model, run, run.load.watchedUs)}; at most ${counted(processes, 'process', 'processes')}${threads}`;
}

function list(models: ModelRun[]): string {
  return models.map((model) => NAMES[model.id].toLowerCase()).join(', ');
}

/** Says what is the case at a moment. */
export function saidAt(run: ModelsRun, atUs: number, atEnd: boolean): string {
  const { models, load } = run;
  if (atEnd) return endText(run);
  const still = models.filter(
    (model) => (stalledAt(model) ?? Number.POSITIVE_INFINITY) <= atUs + 1,
  );
  if (still.length > 0) {
    return `${NAMES[still[0].id]} waits in read() for client ${load.silent}; whoever came later waits in the accept queue.`;
  }
  const done = models.filter((model) => model.doneUs !== undefined && model.doneUs <= atUs + 1);
  if (done.length > 0) {
    return `${load.silent > 0 ? 'The other' : 'All'} clients are served by: ${list(done)}.`;
  }
  if (load.silent > 0) {
    return `All are at work. Client ${load.silent} connects like the others and says nothing.`;
  }
  return `All are at work. The pause of ${durationText(load.pauseUs)} that each client makes between requests decides who falls behind.`;
}

function endText(run: ModelsRun): string {
  const { models, load } = run;
  const total = requestsOf(run);
  const never = models.filter((model) => model.doneUs === undefined);
  const groups = groupsOf(models);
  if (never.length > 0) {
    const [{ id, answers }] = never;
    return `Client ${load.silent} said nothing. ${NAMES[id]} stood still after ${answers.length} of ${total} answers; the others served the rest within ${groups[0].text}.`;
  }
  const times = groups.map((group) => {
    const who = group.models.length > 1 ? 'the others' : list(group.models);
    return `${who} ${group.text}`;
  });
  return `${load.clients} clients, ${counted(total, 'request')}: ${times.join(', ')}.`;
}

/** Puts models together that took the same time to the digits that are shown, slowest first. */
function groupsOf(models: ModelRun[]): { text: string; models: ModelRun[] }[] {
  const groups: { text: string; models: ModelRun[] }[] = [];
  const done = models.filter((model) => model.doneUs !== undefined);
  for (const model of done.sort((a, b) => b.doneUs! - a.doneUs!)) {
    const text = durationText(model.doneUs!);
    const same = groups.find((group) => group.text === text);
    if (same) same.models.push(model);
    else groups.push({ text, models: [model] });
  }
  return groups;
}

/** Makes the figure's timeline; both variants are watched for the same time. */
export function timelineOf({ models, load }: ModelsRun): Timeline {
  const at = (us: number) => (us * SLOW) / 1000;
  const ends: Mark[] = groupsOf(models).map((group) => ({
    at: at(group.models[0].doneUs!),
    label: `All served: ${list(group.models)}`,
    tone: 'server',
  }));
  const stops = models.flatMap((model): Mark[] => {
    const still = stalledAt(model);
    if (still === undefined) return [];
    return [
      { at: at(still), label: `${NAMES[model.id]}: accepts client ${load.silent}`, tone: 'lost' },
    ];
  });
  const first: Mark = { at: 0, label: 'The first client connects' };
  return {
    marks: [first, ...[...ends, ...stops].sort((a, b) => a.at - b.at)],
    end: at(load.watchedUs),
  };
}
