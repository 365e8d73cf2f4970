// How much a browser fetches for types: TypeScript itself, and the declarations. A browser test holds it to the build.

export const TYPES_SIZE = '1.1 MB';
