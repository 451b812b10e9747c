// What a run leaves, as files: everything as JSON, the table as CSV, a picture as PNG.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { useFormat } from "../../hooks/use-format.ts";
import { encodeCsv, encodeResult, type RunResult } from "@hydra/lab";
import type { Lab } from "../../stores/lab/lab.ts";
import { noteTrouble } from "../../stores/notices.ts";
import { Icon } from "../shell/icon.tsx";

export function ExportButtons({ lab }: { lab: Lab }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const format = useFormat();
  const run = useStore(lab.run.store);
  const result = run.type === "done" ? run.result : undefined;

  const save = (content: Blob | string, type: string, result: RunResult): void => {
    const stamp = result.finishedAt.replaceAll(/[:.]/g, "-");
    download(content, `${t("export.file")}-${stamp}.${type}`);
  };
  const savePicture = async (result: RunResult): Promise<void> => {
    const { drawPicture } = await import("./picture.ts");
    save(await drawPicture({ result, t, format }), "png", result);
  };
  const actions = {
    json: (result: RunResult) => save(encodeResult(result), "json", result),
    csv: (result: RunResult) => save(encodeCsv(result), "csv", result),
    png: (result: RunResult) => void savePicture(result).catch(() => noteTrouble("internal")),
  } as const;

  return (
    <div className="export" role="group" aria-label={t("export.title")}>
      <div className="export-buttons">
        {(["json", "csv", "png"] as const).map((type) => (
          <button
            key={type}
            type="button"
            className="button"
            data-testid={`export-${type}`}
            disabled={result === undefined}
            onClick={() => result !== undefined && actions[type](result)}
          >
            <Icon name="download" />
            <span>{t(`export.${type}`)}</span>
          </button>
        ))}
      </div>
      {result === undefined && <p className="lab-hint">{t("export.hint")}</p>}
    </div>
  );
}

const TYPES = { json: "application/json", csv: "text/csv;charset=utf-8", png: "image/png" } as const;

function download(content: Blob | string, name: string): void {
  const extension = name.slice(name.lastIndexOf(".") + 1) as keyof typeof TYPES;
  const blob = typeof content === "string" ? new Blob([content], { type: TYPES[extension] }) : content;
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Not at once: a browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
