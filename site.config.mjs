// The one place for what differs between hosts of this book. Nothing else knows an address.
//
// SITE_URL and BASE_PATH in the environment win; inside a GitHub workflow the repository's Pages
// address is derived from GITHUB_REPOSITORY; otherwise the book is served at the root of localhost.

const [owner, repository] = (process.env.GITHUB_REPOSITORY ?? '/').split('/');
const isUserSite = repository?.toLowerCase() === `${owner?.toLowerCase()}.github.io`;

// An unset variable reaches a workflow as an empty string.
const url =
  process.env.SITE_URL || (owner ? `https://${owner}.github.io` : 'http://localhost:4321');
const base = process.env.BASE_PATH || (repository && !isUserSite ? `/${repository}/` : '/');

export default {
  title: 'Sockets From Scratch',
  description:
    'A book about sockets that runs: every figure, terminal and packet comes from one simulated ' +
    'Linux machine that executes real C in your browser.',
  url,
  /** Always begins and ends with a slash. */
  base: `/${base}/`.replace(/\/+/g, '/'),
  /** The repository's address, linked from the footer; null hides the link. */
  repository: owner ? `https://github.com/${owner}/${repository}` : null,
  /**
   * Comments are off. To turn them on, put the four values that https://giscus.app shows for your
   * repository here; even then nothing is loaded from there before a reader clicks.
   * @type {null | { repo: string, repoId: string, category: string, categoryId: string }}
   */
  giscus: null,
};
