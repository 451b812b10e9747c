// A skill's icon, in the colour of the text around it.
import { drawingOf } from "./drawings.ts";

export function SkillIcon({ skill }: { skill: string }): React.JSX.Element {
  return (
    <svg viewBox="0 0 24 24" fill="currentColor" fillRule="evenodd" aria-hidden="true">
      <path d={drawingOf(skill).icon} />
    </svg>
  );
}
