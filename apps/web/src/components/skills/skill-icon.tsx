// A skill's icon, in the colour of the text around it.
import { iconOf } from "./icons.ts";

export function SkillIcon({ skill }: { skill: string }): React.JSX.Element {
  return (
    <svg viewBox="0 0 24 24" fill="currentColor" fillRule="evenodd" aria-hidden="true">
      <path d={iconOf(skill)} />
    </svg>
  );
}
