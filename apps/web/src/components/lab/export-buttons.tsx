// What a run leaves, as files: everything as JSON, the table as CSV, a picture as PNG.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { useFineFormat } from "../../hooks/use-fine-format.ts";
import { encodeCsv, encodeResult, measuredRunOf, withEntry, type RunResult } from "@hydra/lab";
import type { Lab } from "../../stores/lab/lab.ts";
import { noteTrouble } from "../../stores/notices.ts";
import { enteredOf, scenarioOf } from "../../stores/lab/what-if-entry.ts";
import { Icon } from "../shell/icon.tsx";
import { download, type FileType } from "./download.ts";

export function ExportButtons({ lab }: { lab: Lab }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const format = useFineFormat();
  const run = useStore(lab.run.store);
  const result = run.type === "done" ? run.result : undefined;

  const save = (content: Blob | string, type: FileType, result: RunResult): void => {
    const stamp = result.finishedAt.replaceAll(/[:.]/g, "-");
    download(content, `${t("export.file")}-${stamp}`, type);
  };
  const savePicture = async (result: RunResult): Promise<void> => {
    const { drawPicture } = await import("./picture.ts");
    save(await drawPicture({ result, t, format }), "png", result);
  };
  /** With the traffic that was entered beside it. */
  const whole = (result: RunResult): RunResult => {
    const state = lab.entry.getState();
    const scenario = scenarioOf(state, measuredRunOf(result), result.setUp.pollIntervalMs);
    const entry = enteredOf(state, scenario);
    return entry === undefined ? result : withEntry(result, entry);
  };
  const actions = {
    json: (result: RunResult) => save(encodeResult(whole(result)), "json", result),
    csv: (result: RunResult) => save(encodeCsv(whole(result)), "csv", result),
    png: (result: RunResult) => void savePicture(whole(result)).catch(() => noteTrouble("internal")),
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
