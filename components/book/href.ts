// Addresses inside the site: everything goes through the base path.

/** Puts the base path before a path that is written from the site's root, `/glossary/`. */
export function href(path: string): string {
  return `${import.meta.env.BASE_URL.replace(/\/?$/, '/')}${path.replace(/^\//, '')}`;
}
