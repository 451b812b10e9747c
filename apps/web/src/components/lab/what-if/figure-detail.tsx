// One figure taken apart: what it was worked out of, each input again taken apart, down to what is given and its source.
import { useTranslation } from "../../../i18n/use-translation.ts";
import { writeFormula, type Figure, type Source } from "@hydra/what-if";
import { useFigureFormat } from "../../../hooks/lab/use-figure-format.ts";
import { useSourceWords } from "../../../hooks/lab/use-source-words.ts";

export function FigureDetail({ figure }: { figure: Figure }): React.JSX.Element {
  const { t } = useTranslation("traffic");
  if (figure.type === "given") return <SourceLine source={figure.source} />;
  return (
    <>
      <Formula figure={figure} />
      <p className="figure-inputs-title">{t("inputs")}</p>
      <ul className="figure-inputs">
        {figure.inputs.map((input, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- inputs stay where they are
          <li key={index}>
            <Input figure={input} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** In words, with the values in them. */
function Formula({ figure }: { figure: Figure }): React.JSX.Element {
  const { t } = useTranslation("traffic");
  const format = useFigureFormat();
  const words = writeFormula(figure, ({ name }) => t(`names.${name}`));
  const values = writeFormula(figure, ({ value, unit }) => format(value, unit));
  return (
    <p className="figure-formula">
      <span>{t(`names.${figure.name}`)}</span>
      <span>{" = "}</span>
      <span data-testid="formula">{words}</span>
      <span translate="no" className="figures">
        {` = ${values} = ${format(figure.value, figure.unit)}`}
      </span>
    </p>
  );
}

function Input({ figure }: { figure: Figure }): React.JSX.Element {
  const { t } = useTranslation("traffic");
  const format = useFigureFormat();
  const line = (
    <>
      <span>{t(`names.${figure.name}`)}</span>
      <span translate="no" className="figures">{` ${format(figure.value, figure.unit)}`}</span>
    </>
  );
  if (figure.type === "given")
    return (
      <>
        <div>{line}</div>
        <SourceLine source={figure.source} />
      </>
    );
  return (
    <details>
      <summary>{line}</summary>
      <FigureDetail figure={figure} />
    </details>
  );
}

function SourceLine({ source }: { source: Source }): React.JSX.Element {
  const { t } = useTranslation("traffic");
  const { text, address } = useSourceWords()(source);
  return (
    <p className="figure-source" data-source={source.type}>
      <span>{text}</span>
      {address !== undefined && (
        <a href={address} target="_blank" rel="noreferrer">
          {t("sources.address")}
        </a>
      )}
    </p>
  );
}
