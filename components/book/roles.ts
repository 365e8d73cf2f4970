// The eight roles that keep their colour and their mark through the whole book.

export const ROLES = [
  { id: 'client', name: 'client', says: 'the program that connects' },
  { id: 'server', name: 'server', says: 'the program that accepts' },
  { id: 'kernel', name: 'kernel', says: 'what lies below the line' },
  { id: 'wire', name: 'wire', says: 'what lies between two machines' },
  { id: 'waiting', name: 'waiting', says: 'stopped until something comes' },
  { id: 'lost', name: 'lost', says: 'dropped, refused or reset' },
  { id: 'cpu-copy', name: 'CPU copy', says: 'bytes moved by the processor' },
  { id: 'dma', name: 'DMA', says: 'bytes moved by the device itself' },
] as const;

export type RoleId = (typeof ROLES)[number]['id'];
