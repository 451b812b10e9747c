// English, of one's own player: the families on the first page, the name, another device.

export const player = {
  families: "Your families",
  loading: "Looking it up…",
  noHit: "not in this round's ranking yet",
  rank: "rank {{rank, number}}",
  yours: "Your player",
  manage: "Your player \u2068{{player}}\u2069 in \u2068{{family}}\u2069",
  title: "Your player",
  text: "In \u2068{{family}}\u2069.",
  rename: "Rename",
  renamed: "Renamed: everybody sees it now.",
  deviceTitle: "Play on another device",
  deviceText:
    "A code takes this player there, and this device keeps it too. It works once, for ten minutes; whoever has it is you, so show it to nobody else.",
  deviceShow: "Show a code",
  deviceAgain: "Another code",
  deviceQr: "QR code of the link to become this player",
  codeUse: "Scan it, or open {{address}}/arrive there and type it, until {{time}}.",
  codeHere:
    "Good until {{time}}, in another browser of this machine at {{address}}/arrive: no other machine reaches this address.",
  leaveTitle: "Leave this family here",
  leaveText:
    "This browser forgets the player. What it did stays in the battle; only a code from another device brings it back.",
  leave: "Leave…",
  leaveSure: "Leave for good",
  stay: "Stay",
};

export const arriving = {
  title: "Bring your player here",
  text: "Type the code that your other device shows under “Your player”. If this browser is another player in that family already, the code takes its place.",
  code: "Code",
  noCode: "A code has ten letters and digits.",
  submit: "Continue as this player",
};
