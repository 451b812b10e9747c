// The ranking's feed against the library's contract for feeds.
import { apply, battleOf, createWorld, type BattleEvent } from "@hydra/engine";
import { feedContract } from "@hydra/feed/testing";
import { decodeFrame } from "@hydra/protocol";
import { RankingFeed } from "../../src/ranking/ranking-feed.ts";
import { applyFrame, viewOf, type RankingView } from "../ranking-view.ts";

const FAMILY = "fam";
const EPOCH = "k3v9";
const RANKING_SIZE = 8;
const PLAYERS = 12;

feedContract("a family's ranking", () => {
  const world = createWorld();
  let seq = 0;
  let at = 1_000;
  let hits = 0;
  const append = (event: BattleEvent): void => {
    seq += 1;
    at += 1;
    const outcome = apply(world, { seq, at, event });
    if (event.type !== "attack") return;
    if (outcome.type !== "hit") throw new Error(`a change that is none: ${outcome.type}`);
    feed.noteHit({ playerId: event.playerId, rank: outcome.rank, seq });
  };
  const rules = { cooldownScale: 0, maxHp: 1e9 };
  append({ type: "family-created", familyId: FAMILY, name: "F", seed: 1, rules });
  const battle = battleOf(world, FAMILY);
  if (battle === undefined) throw new Error("no battle");
  const feed = new RankingFeed(battle, { epoch: EPOCH, rankingSize: RANKING_SIZE, now: () => at });
  for (let n = 0; n < PLAYERS - 2; n += 1)
    append({ type: "player-joined", familyId: FAMILY, playerId: `p${n}`, name: `P${n}` });
  return {
    feed,
    change() {
      hits += 1;
      const playerId = `p${hits % (PLAYERS - 2)}`;
      append({ type: "attack", familyId: FAMILY, playerId, commandId: `c${hits}`, skill: "slash" });
    },
    state: () => viewOf(battle, { epoch: EPOCH, rankingSize: RANKING_SIZE }),
    apply(held, fields) {
      const frame = decodeFrame(JSON.stringify(fields));
      if (frame === undefined) throw new Error("a frame of no known type");
      return applyFrame(held as RankingView | undefined, frame);
    },
    digested(state) {
      const { round, monster, players, totalDamage, entries } = state as RankingView;
      return { fields: { round, monster, players, totalDamage }, rows: entries };
    },
  };
});
