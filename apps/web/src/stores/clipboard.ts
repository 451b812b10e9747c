// Puts text on the clipboard. The Clipboard API belongs to secure contexts, so a page that came over plain HTTP from another
// host has none, and a policy may deny it elsewhere: then a selection is copied, as by a person's own command.

/** Call it while a press is handled. False when the browser does not let the page copy. */
export async function copyText(text: string): Promise<boolean> {
  // Before anything is awaited: some browsers copy a selection only during the press itself.
  if (!("clipboard" in navigator)) return copyAsSelection(text);
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyAsSelection(text);
  }
}

function copyAsSelection(text: string): boolean {
  let isCopied = false;
  const write = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.clipboardData?.setData("text/plain", text);
    isCopied = event.clipboardData !== null;
  };
  // No field: a dialog would take the focus back from it, and the selection with it.
  const selected = document.createElement("span");
  selected.className = "visually-hidden";
  selected.textContent = text;
  document.body.append(selected);
  getSelection()?.selectAllChildren(selected);
  document.addEventListener("copy", write, { capture: true });
  try {
    return document.execCommand("copy") && isCopied;
  } finally {
    document.removeEventListener("copy", write, { capture: true });
    getSelection()?.removeAllRanges();
    selected.remove();
  }
}
