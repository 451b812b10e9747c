// English, of the first page.

export const words = {
  title: "Four heads, one fight.",
  promise:
    "Fight a four-headed monster with your family, and watch the ranking live over transports you can switch mid-battle without losing a hit.",
  joinLead: "Jump in with <family/>",
  arrive: "Playing on another device already? Enter its code",
  families: "Families in battle",
  create: "Create a family",
  players_one: "{{count, number}} player",
  players_other: "{{count, number}} players",
  round: "Round {{round, number}}",
  respawning: "Next monster on its way",
  loading: "Looking for families…",
  emptyTitle: "No family has gathered yet",
  emptyText: "Be the first: create one and send the link around.",
  failedTitle: "The server can't be reached",
  failedText: "We keep trying. You can also try right now.",
  stale: "The server can't be reached. This is how it stood a moment ago.",
  retry: "Try again",
  pages: "Pages of families",
  page: "Page {{page, number}}",
  newer: "More recent",
  older: "Less recent",
};
