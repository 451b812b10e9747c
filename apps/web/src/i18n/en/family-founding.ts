// English, of what a family is founded with.

export const founding = {
  battle: "Length of a battle",
  lengths: { short: "Short", medium: "Medium", long: "Long" },
  hp: "{{hp}} HP",
  bots: "Companions",
  noBots: "None",
  botCount_one: "{{count, number}} bot",
  botCount_other: "{{count, number}} bots",
  botsNote: "Bots of the server fight beside you while somebody is there. The ranking marks them.",
  private: "Private",
  privateNote: "Only by its link: no list shows it.",
};
