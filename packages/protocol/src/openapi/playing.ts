// The operations of players: families, joining, attacking, results. SPEC PR1–PR4, PR40–PR46.
import type { ErrorCode } from "../errors.ts";
import { MAX_COMMAND_BYTES } from "@hydra/feed";
import { routes } from "../routes.ts";
import type { PathItem } from "./document-type.ts";
import {
  afterFamilies,
  familiesLimit,
  familyId,
  inFamily,
  json,
  jsonBody,
  problems,
  session,
} from "./parts.ts";

const tags = ["playing"];
const parameters = [familyId];

/** What can happen to any request that changes something. */
const COMMAND_ERRORS: readonly ErrorCode[] = [
  "invalid-body",
  "forbidden-origin",
  "body-too-large",
  "unsupported-media-type",
  "rate-limited",
  "unavailable",
];

/** What can happen to a request that adds something for good (PR36). */
const ROOM_ERRORS: readonly ErrorCode[] = ["quota-exceeded", "at-capacity"];

export const playingPaths: Record<string, PathItem> = {
  [routes.families]: {
    get: {
      operationId: "listFamilies",
      tags,
      summary: "The families something happened in most recently, with their monsters",
      parameters: [afterFamilies, familiesLimit],
      responses: { "200": json("The families.", "Families"), ...problems("invalid-cursor", "invalid-body") },
    },
    post: {
      operationId: "createFamily",
      tags,
      summary: "Create a family",
      description: `\`rules\` are refused where the lab is off. A body may have at most ${MAX_COMMAND_BYTES} bytes.`,
      requestBody: jsonBody("CreateFamily"),
      responses: { "201": json("Created.", "CreatedFamily"), ...problems(...COMMAND_ERRORS, ...ROOM_ERRORS) },
    },
  },
  [inFamily(routes.family)]: {
    get: {
      operationId: "getFamily",
      tags,
      summary: "One family with its monster",
      parameters,
      responses: { "200": json("The family.", "Family"), ...problems("unknown-family") },
    },
  },
  [inFamily(routes.players)]: {
    post: {
      operationId: "joinFamily",
      tags,
      summary: "Join a family",
      parameters,
      requestBody: jsonBody("Join"),
      responses: {
        "201": json("Joined. The cookie is the session, for this family's paths only.", "Joined", {
          "Set-Cookie": { description: "HttpOnly, SameSite.", schema: { type: "string" } },
        }),
        ...problems(...COMMAND_ERRORS, ...ROOM_ERRORS, "unknown-family"),
      },
    },
  },
  [inFamily(routes.me)]: {
    get: {
      operationId: "getMe",
      tags,
      summary: "The exact rank of whoever asks, also outside the top, with the neighbours",
      parameters,
      security: session,
      responses: {
        "200": json("The player.", "Player"),
        ...problems("unauthenticated", "unknown-family", "unknown-player"),
      },
    },
  },
  [inFamily(routes.rename)]: {
    post: {
      operationId: "rename",
      tags,
      summary: "Take another name",
      parameters,
      security: session,
      requestBody: jsonBody("Join"),
      responses: {
        "200": json("The name as it is now.", "Join"),
        ...problems(
          ...COMMAND_ERRORS,
          "unauthenticated",
          "unknown-family",
          "unknown-player",
          "quota-exceeded",
        ),
      },
    },
  },
  [inFamily(routes.deviceCode)]: {
    post: {
      operationId: "createDeviceCode",
      tags,
      summary: "A code by which another device becomes the player, once and for some minutes",
      parameters,
      security: session,
      responses: {
        "201": json("The code.", "DeviceCode"),
        ...problems(
          "invalid-body",
          "forbidden-origin",
          "body-too-large",
          "unsupported-media-type",
          "rate-limited",
          "unauthenticated",
          "unknown-family",
          "unknown-player",
          "quota-exceeded",
        ),
      },
    },
  },
  [inFamily(routes.leave)]: {
    post: {
      operationId: "leave",
      tags,
      summary: "Take the session's cookie back; the player stays",
      parameters,
      responses: {
        "204": { description: "This browser is no player of the family." },
        ...problems("forbidden-origin", "rate-limited"),
      },
    },
  },
  [routes.arrivals]: {
    post: {
      operationId: "arrive",
      tags,
      summary: "Become the player that a code is of",
      requestBody: jsonBody("Arrival"),
      responses: {
        "200": json("Arrived. The cookie is the session, for this family's paths only.", "Joined", {
          "Set-Cookie": { description: "HttpOnly, SameSite.", schema: { type: "string" } },
        }),
        ...problems(
          "invalid-body",
          "forbidden-origin",
          "body-too-large",
          "unsupported-media-type",
          "rate-limited",
          "quota-exceeded",
          "unknown-code",
        ),
      },
    },
  },
  [inFamily(routes.attacks)]: {
    post: {
      operationId: "attack",
      tags,
      summary: "Attack the monster",
      description:
        "Answered when the attack is durable. The same `commandId` again gets the first outcome again, marked " +
        "`duplicate`, and no second hit: repeat a request whose answer was lost.",
      parameters,
      security: session,
      requestBody: jsonBody("Attack"),
      responses: {
        "200": json("The attack counted, now or before.", "AttackOutcome"),
        ...problems(
          ...COMMAND_ERRORS,
          "unauthenticated",
          "unknown-family",
          "unknown-player",
          "cooldown",
          "monster-defeated",
        ),
      },
    },
  },
};
