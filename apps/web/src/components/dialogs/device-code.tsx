// A code, and its QR code, by which another device becomes this player. Made only when a person asks for it: it is as good as the player.
import { QRCodeSVG } from "qrcode.react";
import { useState } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { createDeviceCode, getAddresses } from "@hydra/client";
import type { DeviceCodeAnswer, ErrorCode } from "@hydra/protocol";
import { findGuestAddresses } from "../../stores/guest-addresses.ts";
import { codeOf } from "../../stores/problem.ts";
import { server } from "../../stores/server.ts";

interface Shown extends DeviceCodeAnswer {
  /** With the code behind `#`, which no server is sent. */
  readonly link: string;
  /** Whether another device reaches it at all. */
  readonly isLocal: boolean;
}

async function ask(familyId: string): Promise<Shown> {
  const { origins, localReason } = await findGuestAddresses(location.origin, () => getAddresses(server));
  const answer = await createDeviceCode(server, familyId);
  return { ...answer, link: `${origins[0]}/arrive#${answer.code}`, isLocal: localReason !== undefined };
}

export function DeviceCode({ familyId }: { familyId: string }): React.JSX.Element {
  const { t } = useTranslation();
  const { t: pt, language } = useTranslation("family");
  const [shown, setShown] = useState<Shown>();
  const [problem, setProblem] = useState<ErrorCode>();
  const show = (): void => {
    setProblem(undefined);
    ask(familyId).then(setShown, (error: unknown) => setProblem(codeOf(error)));
  };
  return (
    <section className="player-part" aria-labelledby="device-title">
      <h3 id="device-title">{pt("player.deviceTitle")}</h3>
      <p className="soft">{pt("player.deviceText")}</p>
      {shown !== undefined && (
        <div className="device-code">
          {!shown.isLocal && (
            <QRCodeSVG
              value={shown.link}
              size={144}
              title={pt("player.deviceQr")}
              bgColor="#ffffff"
              fgColor="#0a1216"
              marginSize={2}
            />
          )}
          <p role="status">
            <output className="device-digits" translate="no" data-testid="device-code">
              {shown.code}
            </output>
            <span className="soft">
              {pt(shown.isLocal ? "player.codeHere" : "player.codeUse", {
                address: new URL(shown.link).host,
                time: new Date(shown.expiresAt).toLocaleTimeString(language, { timeStyle: "short" }),
              })}
            </span>
          </p>
        </div>
      )}
      <button type="button" className="button" data-testid="device-show" onClick={show}>
        {pt(shown === undefined ? "player.deviceShow" : "player.deviceAgain")}
      </button>
      {problem !== undefined && (
        <p className="field-error" role="alert">
          {t(`errors.${problem}`)}
        </p>
      )}
    </section>
  );
}
