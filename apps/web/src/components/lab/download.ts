// Saves something as a file of the person's.

const TYPES = { json: "application/json", csv: "text/csv;charset=utf-8", png: "image/png" } as const;

export type FileType = keyof typeof TYPES;

/** @param name without its extension */
export function download(content: Blob | string, name: string, type: FileType): void {
  const blob = typeof content === "string" ? new Blob([content], { type: TYPES[type] }) : content;
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = `${name}.${type}`;
  link.click();
  // Not at once: a browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
