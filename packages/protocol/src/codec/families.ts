// What a client reads of all families, and of a new one. SPEC PR7, PR42.
import { asFields, decodeObject, idAt, listAt, stringAt } from "@hydra/feed";
import type { CreateFamilyAnswer, FamiliesAnswer } from "../commands.ts";
import { summaryFrom } from "./answers.ts";

/** Reads `GET /api/families`. @throws DecodeError */
export function decodeFamiliesAnswer(text: string): FamiliesAnswer {
  const fields = decodeObject(text);
  return {
    families: listAt(fields, "families", (item) => summaryFrom(asFields(item, "A family"))),
    ...(fields["next"] === undefined ? {} : { next: idAt(fields, "next") }),
  };
}

/** Reads `POST /api/families`. @throws DecodeError */
export function decodeCreateFamilyAnswer(text: string): CreateFamilyAnswer {
  const fields = decodeObject(text);
  return { familyId: idAt(fields, "familyId"), name: stringAt(fields, "name") };
}
