// The accept key, worked out in this page from the request's key, step by step, and compared with what the server sent
// (RFC 6455 §4.2.2, step 5.4).
import { useTranslation } from "../../i18n/use-translation.ts";
import { deriveAcceptKey } from "@hydra/rfc6455";
import { hexOf } from "../../wire/hex.ts";
import { headerValue } from "../../wire/http-head.ts";
import type { Unit } from "../../wire/unit.ts";
import { Icon } from "../shell/icon.tsx";
import "./accept-key.css";

export interface AcceptKeyProps {
  /** Everything of the exchange that is on the page. */
  readonly units: readonly Unit[];
}

export function AcceptKey({ units }: AcceptKeyProps): React.JSX.Element | null {
  const { t } = useTranslation("wire");
  const key = valueIn(units, "received", "sec-websocket-key");
  if (key === undefined) return null;
  const sent = valueIn(units, "sent", "sec-websocket-accept");
  const { concatenated, digest, acceptKey } = deriveAcceptKey(key);
  const isSame = sent === acceptKey;
  return (
    <section className="accept" aria-labelledby="accept-title" data-testid="wire-accept" data-same={isSame}>
      <h3 id="accept-title">{t("accept.title")}</h3>
      <ol className="accept-steps">
        <li>
          <span>{t("accept.key")}</span>
          <code translate="no" dir="ltr">
            {key}
          </code>
        </li>
        <li>
          <span>{t("accept.joined")}</span>
          <code translate="no" dir="ltr">
            <span>{key}</span>
            <mark>{concatenated.slice(key.length)}</mark>
          </code>
        </li>
        <li>
          <span>{t("accept.digest")}</span>
          <code translate="no" dir="ltr">
            {Array.from(digest, hexOf).join(" ")}
          </code>
        </li>
        <li>
          <span>{t("accept.base64")}</span>
          <code translate="no" dir="ltr" data-testid="accept-computed">
            {acceptKey}
          </code>
        </li>
        <li>
          <span>{t("accept.sent")}</span>
          <code translate="no" dir="ltr" data-testid="accept-sent">
            {sent ?? "–"}
          </code>
        </li>
      </ol>
      <p className="accept-verdict" data-same={isSame}>
        <Icon name={isSame ? "check" : "close"} />
        <span>{t(sent === undefined ? "accept.missing" : isSame ? "accept.same" : "accept.differs")}</span>
      </p>
    </section>
  );
}

function valueIn(units: readonly Unit[], direction: Unit["direction"], name: string): string | undefined {
  for (const { detail, direction: way } of units) {
    if (way === direction && detail.type === "head") return headerValue(detail.head, name);
  }
  return undefined;
}
