// What is wrong with a name, so that a person sees it before the server has to refuse it. The rule is the protocol's. Pure.
import { MAX_NAME_LENGTH, parseName } from "@hydra/protocol";

export type NameProblem = "emptyName" | "longName" | "badName";

export function nameProblem(name: string): NameProblem | undefined {
  const trimmed = name.normalize("NFC").trim();
  if (trimmed === "") return "emptyName";
  if ([...trimmed].length > MAX_NAME_LENGTH) return "longName";
  try {
    parseName(name, "name");
    return undefined;
  } catch {
    return "badName";
  }
}
