// Hebrew, of what a family's dialogs say: inviting, founding, one's own player.
import type * as english from "../en/family.ts";
import type { Wording } from "../words.ts";
import { founding } from "./family-founding.ts";
import { inviting } from "./family-inviting.ts";
import { arriving, player } from "./family-player.ts";

export const words: Wording<typeof english.words> = { arriving, founding, inviting, player };
