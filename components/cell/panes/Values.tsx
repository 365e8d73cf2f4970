// Variables as a tree: members, elements and what pointers point at open where the reader wants.

import type { ValueView } from '../../../lib/notebook/messages.ts';

interface Props {
  title: string;
  values: ValueView[];
  open: readonly string[];
  onOpen(open: string[]): void;
  onBytes(addr: number): void;
}

export function Values({ title, values, open, onOpen, onBytes }: Props) {
  if (values.length === 0) return null;
  const toggle = (path: string) =>
    onOpen(open.includes(path) ? open.filter((p) => p !== path) : [...open, path]);
  return (
    <table class="cell-variables">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th>name and type</th>
          <th>value</th>
        </tr>
      </thead>
      <tbody>{values.flatMap((value) => rowsOf(value, 0))}</tbody>
    </table>
  );

  function rowsOf(value: ValueView, depth: number) {
    const opened = value.parts !== undefined;
    const row = (
      <tr key={value.path} data-changed={value.changed || undefined}>
        <th scope="row" style={{ paddingInlineStart: `calc(var(--cell-pad) + ${depth}rem)` }}>
          {value.opens ? (
            <button
              type="button"
              class="cell-twist"
              aria-expanded={opened}
              aria-label={`${value.path}, parts`}
              onClick={() => toggle(value.path)}
            >
              {opened ? '▾' : '▸'}
            </button>
          ) : null}
          {value.name} <span class="cell-type">{value.type}</span>
        </th>
        <td>
          {value.changed ? <span class="cell-changed">changed </span> : null}
          {value.text}
          {value.place ? (
            <button
              type="button"
              class="cell-address"
              aria-label={`Bytes of ${value.path}`}
              onClick={() => onBytes(value.place!.addr)}
            >
              0x{value.place.addr.toString(16)}
            </button>
          ) : null}
        </td>
      </tr>
    );
    return [row, ...(value.parts ?? []).flatMap((part): (typeof row)[] => rowsOf(part, depth + 1))];
  }
}
