// A client's payload byte by byte: as it went over the wire, the key under it, and what the XOR of both gives.
import { useTranslation } from "../../i18n/use-translation.ts";
import type { FrameDescription } from "@hydra/rfc6455";
import { glyphOf, hexOf } from "../../wire/hex.ts";
import type { Unit } from "../../wire/unit.ts";
import "./unmasking.css";

const MAX_COLUMNS = 32;

export function Unmasking({
  unit,
  frame,
}: {
  unit: Unit;
  frame: FrameDescription;
}): React.JSX.Element | null {
  const { t } = useTranslation("wire");
  const { header, payload } = frame;
  if (!header.masked || payload.length === 0) return null;
  const masked = unit.bytes.subarray(header.byteLength, header.byteLength + MAX_COLUMNS);
  const key = unit.bytes.subarray(header.byteLength - 4, header.byteLength);
  const plain = payload.subarray(0, masked.length);
  const rows = [
    { name: "onWire", tone: "payload", bytes: masked },
    { name: "key", tone: "key", bytes: masked.map((_, index) => key[index % 4] ?? 0) },
    { name: "plain", tone: "plain", bytes: plain },
  ] as const;
  return (
    <section className="unmasking" aria-labelledby="unmasking-title">
      <h3 id="unmasking-title">{t("frame.unmasking")}</h3>
      <p className="lab-hint">
        <span>{t("frame.unmaskingHint")}</span>{" "}
        {payload.length > masked.length && <span>{t("frame.firstBytes", { count: masked.length })}</span>}
      </p>
      <div className="unmasking-scroll" dir="ltr" role="group" tabIndex={0} aria-labelledby="unmasking-title">
        <table data-testid="wire-unmasking">
          <tbody>
            {rows.map(({ name, tone, bytes }) => (
              <tr key={name} data-tone={tone}>
                <th scope="row" dir="auto">
                  {t(`frame.${name}`)}
                </th>
                {Array.from(bytes, (byte, index) => (
                  <td key={index} data-quarter={index % 4} translate="no">
                    {hexOf(byte)}
                  </td>
                ))}
              </tr>
            ))}
            <tr className="unmasking-text" aria-hidden="true">
              <td dir="auto">{t("unit.text")}</td>
              {Array.from(plain, (byte, index) => (
                <td key={index} translate="no">
                  {glyphOf(byte)}
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
    </section>
  );
}
