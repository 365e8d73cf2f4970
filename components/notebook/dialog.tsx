// A dialog of the notebook: modal, closed by Escape or its button, and the focus goes back.

import { type ComponentChildren, render } from 'preact';

/** Shows a dialog and returns what closes it. */
export function showDialog(title: string, children: ComponentChildren): () => void {
  const dialog = document.createElement('dialog');
  dialog.className = 'notebook-dialog';
  dialog.setAttribute('aria-label', title);
  document.body.append(dialog);
  const close = () => dialog.close();
  dialog.addEventListener('close', () => {
    render(null, dialog);
    dialog.remove();
  });
  render(
    <>
      <header>
        <h2>{title}</h2>
        <button type="button" onClick={close}>
          Close
        </button>
      </header>
      {children}
    </>,
    dialog,
  );
  dialog.showModal();
  return close;
}
