// English, of what a family's dialogs say: inviting, founding, one's own player. Its words come with the first of them.
import { founding } from "./family-founding.ts";
import { inviting } from "./family-inviting.ts";
import { arriving, player } from "./family-player.ts";

export const words = { arriving, founding, inviting, player };
