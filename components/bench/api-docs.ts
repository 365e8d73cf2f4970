// The bench's reference, read by TypeDoc from the comments of lib/bench when the book is built.
//
// One idea: TypeDoc knows what is public, of which type, and what its comment says; the page has the book's look, so
// this file is a list of entries and no HTML.

import {
  Application,
  type Comment,
  type CommentDisplayPart,
  type DeclarationReflection,
  LogLevel,
  type ProjectReflection,
  ReflectionKind,
  type SignatureReflection,
} from 'typedoc';

/** A piece of a comment. */
export type Part =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'link'; text: string; to: string };

export interface Entry {
  /** Its anchor: `createBench`, `Bench.advance`. */
  id: string;
  name: string;
  /** As one would read it in TypeScript, without the body. */
  signature: string;
  /** Paragraphs. */
  says: Part[][];
  members: Entry[];
}

export interface ApiDocs {
  intro: Part[][];
  functions: Entry[];
  classes: Entry[];
  types: Entry[];
}

let docs: Promise<ApiDocs> | undefined;

/** Reads the reference, once a build. */
export function apiDocs(): Promise<ApiDocs> {
  docs ??= read();
  return docs;
}

async function read(): Promise<ApiDocs> {
  const app = await Application.bootstrap({
    entryPoints: ['lib/bench/api.ts'],
    tsconfig: 'lib/tsconfig.json',
    excludeInternal: true,
    excludePrivate: true,
    excludeProtected: true,
    disableSources: true,
    readme: 'none',
    logLevel: LogLevel.Error,
  });
  const project = await app.convert();
  if (!project) throw new Error('TypeDoc does not read lib/bench/api.ts');
  const all = childrenOf(project);
  const isFunction = (one: DeclarationReflection) => one.kind === ReflectionKind.Function;
  const acts = (one: DeclarationReflection) =>
    (one.children ?? []).some((child) => child.signatures);
  const entries = (list: DeclarationReflection[]) => list.map((one) => entry(one));
  const others = all.filter((one) => !isFunction(one));
  return {
    intro: paragraphs(project.comment ?? all[0]?.parent?.comment),
    functions: entries(all.filter(isFunction)),
    classes: entries(others.filter(acts)),
    types: entries(others.filter((one) => !acts(one))),
  };
}

/** A single entry point's exports are the project's own children. */
function childrenOf(project: ProjectReflection): DeclarationReflection[] {
  const [first] = project.children ?? [];
  const inside = first?.kind === ReflectionKind.Module ? first.children : project.children;
  return inside ?? [];
}

function entry(one: DeclarationReflection, within = ''): Entry {
  const id = within ? `${within}.${one.name}` : one.name;
  const members = (one.children ?? []).filter((child) => child.kind !== ReflectionKind.Constructor);
  const call = one.signatures?.[0] ?? one.getSignature;
  return {
    id,
    name: one.name,
    signature: signatureOf(one),
    says: paragraphs(one.comment ?? call?.comment),
    members: members.map((child) => entry(child, id)),
  };
}

function signatureOf(one: DeclarationReflection): string {
  const [call] = one.signatures ?? [];
  if (call) return `${one.name}${callText(call)}`;
  if (one.getSignature) return `${one.name}: ${typeText(one.getSignature.type)}`;
  switch (one.kind) {
    case ReflectionKind.Class:
      return `class ${one.name}`;
    case ReflectionKind.Interface:
      return `interface ${one.name}`;
    case ReflectionKind.TypeAlias:
      return `type ${one.name}${one.type ? ` = ${typeText(one.type)}` : ''}`;
    default:
      return `${one.name}${one.flags.isOptional ? '?' : ''}: ${typeText(one.type)}`;
  }
}

function callText(call: SignatureReflection): string {
  const parameters = (call.parameters ?? []).map((parameter) => {
    const rest = parameter.flags.isRest ? '...' : '';
    const optional = parameter.flags.isOptional || parameter.defaultValue !== undefined ? '?' : '';
    return `${rest}${parameter.name}${optional}: ${typeText(parameter.type)}`;
  });
  return `(${parameters.join(', ')}): ${typeText(call.type)}`;
}

function typeText(type: { toString(): string } | undefined): string {
  return (type?.toString() ?? 'unknown').replace(/ \| undefined$/, ' | undefined');
}

function paragraphs(comment: Comment | undefined): Part[][] {
  const parts = (comment?.summary ?? []).flatMap(partsOf);
  const list: Part[][] = [[]];
  for (const part of parts) {
    if (part.kind !== 'text') {
      list.at(-1)!.push(part);
      continue;
    }
    part.text.split(/\n\s*\n/).forEach((text, i) => {
      if (i > 0) list.push([]);
      if (text !== '') list.at(-1)!.push({ kind: 'text', text });
    });
  }
  return list.filter((paragraph) => paragraph.some(({ text }) => text.trim() !== ''));
}

function partsOf(part: CommentDisplayPart): Part[] {
  if (part.kind === 'code')
    return [{ kind: 'code', text: part.text.replace(/^`+(?:ts\n)?|`+$/g, '') }];
  if (part.kind === 'inline-tag') return [{ kind: 'link', text: part.text, to: part.text }];
  return [{ kind: 'text', text: part.text }];
}
