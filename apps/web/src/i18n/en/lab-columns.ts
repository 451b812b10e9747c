// English: what each heading of the lanes' table means, shown at a touch.

export const columns = {
  p50: "Half of the versions were shown within this time of their publication. Below it, how far it might be elsewhere: from the run's own blocks, at 95 %.",
  p95: "95 of 100 versions were shown within this time: what people notice is mostly here. Below it, its interval from the run's own blocks, at 95 %.",
  p99: "99 of 100 versions were shown within this time. Few versions decide it: look at its interval below.",
  worst: "The longest that any version took to be shown. One outage decides it.",
  age: "How old what is on the screen was on average, over all the time that the lane was measured: 0 while it is the newest.",
  shown: "Updates that the lane has shown.",
  skipped:
    "Versions that the lane never showed itself, only a later one. A poll skips what came and went in between; nothing is lost by it.",
  missed:
    "Updates that did not lead on from what was shown: something was lost on the way. Worked out from what was shown alone, not by what prevents it.",
  repeated: "Updates that were not newer than what was shown. Worked out from what was shown alone.",
  requests:
    "HTTP requests of the lane in the run, as the server counted them. One that streams has asked before the run began.",
  received: "Bytes that the server received of the lane, heads and framing included, without TCP and TLS.",
  sent: "Bytes that the server sent to the lane, heads and framing included, without TCP and TLS.",
  outages:
    "How often the lane lost its feed, and for how long in all. What was published meanwhile is due all the same.",
};
