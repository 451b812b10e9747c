// English, of what a family is founded with.

export const founding = {
  title: "Create a family",
  text: "A family is one battle. Whoever has its link can watch, join and hit.",
  name: "Family name",
  placeholder: "The Tuesday crew",
  submit: "Create",
  creating: "Creating…",
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
