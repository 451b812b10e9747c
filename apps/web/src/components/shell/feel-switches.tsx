// Sound and vibration: off until asked for. Vibration is offered where the device has it.
import { useStore } from "zustand";
import { useTranslation } from "../../i18n/use-translation.ts";
import { chooseSound, chooseVibration, settings } from "../../stores/settings.ts";
import { Icon, type IconName } from "./icon.tsx";

export function FeelSwitches(): React.JSX.Element {
  const { t } = useTranslation();
  const isSoundOn = useStore(settings, (state) => state.isSoundOn);
  const isVibrationOn = useStore(settings, (state) => state.isVibrationOn);
  return (
    <>
      <Switch isOn={isSoundOn} icon="sound" label={t("controls.sound")} onChange={chooseSound} />
      {"vibrate" in navigator && matchMedia("(pointer: coarse)").matches && (
        <Switch
          isOn={isVibrationOn}
          icon="vibration"
          label={t("controls.vibration")}
          onChange={chooseVibration}
        />
      )}
    </>
  );
}

interface SwitchProps {
  readonly isOn: boolean;
  readonly icon: IconName;
  readonly label: string;
  onChange(isOn: boolean): void;
}

function Switch({ isOn, icon, label, onChange }: SwitchProps): React.JSX.Element {
  return (
    <button
      type="button"
      className="button button-quiet button-icon feel-switch"
      aria-label={label}
      aria-pressed={isOn}
      title={label}
      onClick={() => onChange(!isOn)}
    >
      <Icon name={icon} />
    </button>
  );
}
