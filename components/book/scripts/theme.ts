// The theme switch: system, light, dark, in that order; the choice is kept in localStorage.

const NEXT: Record<string, string> = { system: 'light', light: 'dark', dark: 'system' };

const root = document.documentElement;
const button = document.getElementById('theme');
const label = document.getElementById('theme-name');

function show(): void {
  if (label) label.textContent = root.dataset.theme ?? 'system';
}

button?.addEventListener('click', () => {
  const next = NEXT[root.dataset.theme ?? 'system']!;
  if (next === 'system') delete root.dataset.theme;
  else root.dataset.theme = next;
  try {
    if (next === 'system') localStorage.removeItem('theme');
    else localStorage.setItem('theme', next);
  } catch {
    // Storage is refused; the theme holds for this page.
  }
  show();
});

show();

// A script without imports; this makes it a module of its own.
export {};
