// The operations of what was: finished rounds, and all rounds together. SPEC PR46, PR140–PR144.
import { MAX_LISTED_ROUNDS, MAX_LISTED_ROWS } from "../limits.ts";
import { routes } from "../routes.ts";
import type { Header, Parameter, PathItem } from "./document-type.ts";
import { familyId, ifNoneMatch, inFamily, json, problems, session } from "./parts.ts";

const tags = ["playing"];

const beforeRound: Parameter = {
  name: "before",
  in: "query",
  description: "`next` of the page before. Without it: the first page.",
  schema: { type: "string" },
};

const roundsLimit: Parameter = {
  name: "limit",
  in: "query",
  description: "Most rounds in the answer.",
  schema: { type: "integer", minimum: 1, maximum: MAX_LISTED_ROUNDS, default: MAX_LISTED_ROUNDS },
};

const rankingRows: Parameter = {
  name: "rows",
  in: "query",
  description: "Most rows of each ranking.",
  schema: { type: "integer", minimum: 1, maximum: MAX_LISTED_ROWS, default: MAX_LISTED_ROWS },
};

const fameLimit: Parameter = { ...rankingRows, name: "limit", description: "Most entries in the answer." };

const roundNumber: Parameter = {
  name: "round",
  in: "path",
  required: true,
  description: "Its number, 1 for the first.",
  schema: { type: "integer", minimum: 1 },
};

const etag: Record<string, Header> = {
  ETag: { description: "Of this answer, for this player.", schema: { type: "string" } },
};

/** A session adds the own place; none is needed. */
const security = [{}, ...session];
const unchanged = { "304": { description: "The client holds just this (PR144).", headers: etag } };

export const roundsPaths: Record<string, PathItem> = {
  [inFamily(routes.rounds)]: {
    get: {
      operationId: "listRounds",
      tags,
      summary: "Finished rounds, newest first",
      parameters: [familyId, beforeRound, roundsLimit, rankingRows, ifNoneMatch],
      security,
      responses: {
        "200": json("The rounds.", "Rounds", etag),
        ...unchanged,
        ...problems("unknown-family", "invalid-cursor", "invalid-body"),
      },
    },
  },
  [inFamily((id) => routes.round(id, "{round}"))]: {
    get: {
      operationId: "getRound",
      tags,
      summary: "One finished round, with its best hundred",
      parameters: [familyId, roundNumber, ifNoneMatch],
      security,
      responses: {
        "200": json("The round.", "Round", etag),
        ...unchanged,
        ...problems("unknown-family", "unknown-round"),
      },
    },
  },
  [inFamily(routes.fame)]: {
    get: {
      operationId: "getFame",
      tags,
      summary: "All rounds together: the hall of fame",
      parameters: [familyId, fameLimit, ifNoneMatch],
      security,
      responses: {
        "200": json("The sums.", "Fame", etag),
        ...unchanged,
        ...problems("unknown-family", "invalid-body"),
      },
    },
  },
};
