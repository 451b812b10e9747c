// English, of the lab only: its words come with its page. The other languages have exactly these keys.
import { weather } from "./lab-weather.ts";

import { columns } from "./lab-columns.ts";
import { faults } from "./lab-faults.ts";

export const words = {
  columns: columns,
  faults: faults,
  title: "The lab",
  promise:
    "All transports, one stream of hits, at the same time. Every version the server publishes is charged to every lane, the skipped ones too.",
  page: "The lab",
  wire: "The wire",
  copyLink: "Copy link",
  copied: "Link copied",
  copyFailed: "Copying isn't allowed here. The link is in the address bar.",
  unusable: "The link has values that can't be used ({{names}}). The defaults stand in for them.",
  crowded:
    "Other labs in sight hold this browser's connections. Lanes that would hold more are paused here: close or hide the others, then resume them.",
  opening: "Setting the lab up…",
  offTitle: "There is no lab here",
  offText: "This server runs without one.",
  failedTitle: "The server can't be reached",
  failedText: "The lab needs it. We keep trying.",
  setUp: {
    title: "Set-up",
    locked: "Fixed while a run is under way.",
    traffic: "Traffic",
    network: "Network",
    numbers: {
      hitsPerSecond: "Hits a second",
      bots: "Bots",
      seed: "Seed",
      delayMs: "One-way delay, ms",
      idleSeconds: "Silence cut after, s",
      pollIntervalMs: "Poll every, ms",
      runSeconds: "Length, s",
    },
    range: "A whole number from {{least, number}} to {{most, number}}.",
    start: "Start the bots",
    stop: "Stop the bots",
    bots_one: "{{count, number}} hit so far",
    bots_other: "{{count, number}} hits so far",
    botsRefused_one: "{{count, number}} hit so far, {{refused, number}} refused, {{late, number}} too late",
    botsRefused_other:
      "{{count, number}} hits so far, {{refused, number}} refused, {{late, number}} too late",
    busy: "All labs have as many bots as there may be. We ask again every 3 s.",
    shared:
      "All labs share one rate. Yours has {{granted, number}} of {{asked, number}} hits a second; more as others stop.",
    failed: "The bots can't be started: {{reason}}",
    weather: "Weather",
    cut: "Cut now for 5 s",
    slow: "Slow reader",
    slowNone: "None",
    slowIs:
      "This lane's reader takes {{bandwidth}}. What waits in the network's buffers comes late and in order; when they are full, the server skips to the newest state.",
    hosts:
      "Browsers open at most six HTTP/1.1 connections to one port of a host, for all tabs together. These lanes use three of them.",
    starving:
      "{{count}} tabs of this browser have the lab open. They share six connections, so lanes wait for each other. Close the others before you measure.",
  },
  weather: weather,
  run: {
    title: "Run",
    start: "Start the run",
    stop: "End it now",
    again: "Run again",
    clear: "Back to live figures",
    preparing: "Getting everything ready…",
    running: "{{left}} left",
    draining: "Traffic has stopped. Waiting for every lane to show the last version…",
    progress: "Progress of the run",
    live: "Live figures since the page opened. A run begins them anew.",
    done: "Done. These figures are the run's, until the next one.",
    saidStarted: "The run has started.",
    saidDone: "The run is done. {{choice}}",
    refused: {
      "traffic-busy": "Not started: the bots could not be had.",
      "weather-busy": "Not started: the network that you chose could not be set.",
      "not-set-up": "Not started: the set-up has a value that can't be used.",
      "lanes-not-ready":
        "Not started: not every lane has a connection. Pause the one that is stuck, or wait.",
    },
  },
  export: {
    title: "Take it with you",
    json: "JSON",
    csv: "CSV",
    png: "PNG",
    hint: "After a run: JSON with every event to check the table, CSV of the table, a picture.",
    file: "hydra-lab",
  },
  table: {
    title: "Lane by lane",
    lane: "Lane",
    p50: "p50",
    p95: "p95",
    p99: "p99",
    worst: "worst",
    staleness: "Staleness",
    age: "Age on screen",
    shown: "Shown",
    skipped: "Skipped",
    missed: "Missed",
    repeated: "Repeated",
    diverged: "{{diverged, number}} × not what the server had",
    requests: "Requests",
    received: "Bytes in",
    sent: "Bytes out",
    outages: "Outages",
    none: "–",
    readsSlowly: "reads slowly",
    pause: "Pause {{name}}",
    resume: "Go on with {{name}}",
    scroll: "The table, scrolls sideways",
    states: {
      waiting: "waiting",
      active: "live",
      paused: "paused",
      hidden: "hidden",
      "catching-up": "catching up",
      ended: "ended",
      lost: "reconnecting",
      connecting: "connecting",
      refused: "refused",
      "broker-away": "the broker cannot be reached",
      "no-broker": "this server has no message broker",
    },
    clock:
      "Server's clock: {{offset}} ahead of this page's, ±{{uncertainty}}. Staleness and age are that uncertain; differences between lanes are not.",
    clockBehind:
      "Server's clock: {{offset}} behind this page's, ±{{uncertainty}}. Staleness and age are that uncertain; differences between lanes are not.",
    noClock: "The server's clock is being estimated. Nothing is timed before that.",
    versions: "{{known, number}} versions published, {{unaccounted, number}} of them seen by no lane.",
    how: "Staleness of a version: from its publication until the lane first shows it or a later one. Requests and bytes are as the server counted them on the socket, headers and framing included. Time in a hidden tab is left out.",
  },
  broker: {
    mended:
      "{{repaired, number}} lost by the broker and asked of the feed itself, {{discarded, number}} late or repeated and discarded.",
    elsewhere: "Its broker is another server: the bytes that pass there are in no column.",
    netease:
      "It goes by chat rooms of NetEase IM, written to the vendor's published interface and not yet run against the live service.",
    sdk: "The vendor's script is {{bytes}} (gzip) more.",
    code: "Its client is {{bytes}} of script (gzip), loaded when it is first used.",
  },
  chart: {
    timeline: "Staleness over time",
    timelineText: "Mean staleness of the versions published in each moment, one line a lane, logarithmic.",
    distribution: "How stale, how often",
    distributionText: "Share of versions that were shown within a time, one line a lane.",
    milliseconds: "staleness",
    seconds: "seconds",
    share: "share of versions",
    empty: "Lines appear when versions have been measured.",
    summary: "{{name}}: median {{p50}}, 95 % within {{p95}}",
  },
  race: {
    title: "Who shows it first",
    text: "The newest versions, newest at the right. A filled mark was first, an outlined one came later.",
    wins: "{{wins, number}} first",
    share: "{{share}}",
    margin: "ahead by {{margin}}",
    never: "never first",
    decided: "{{count, number}} versions decided",
    aria: "{{name}} was first with {{wins, number}} of {{decided, number}} versions",
  },
  verdict: {
    title: "Verdict",
    lead_one: "For {{rate}} hit a second on the network “{{weather}}”:",
    lead_other: "For {{rate}} hits a second on the network “{{weather}}”:",
    ended: "Every lane ended on {{cursor}}, with the same ranking of {{rows}} players.",
    endedApart: "Not every lane had shown the last version when the run was closed: {{cursors}}.",
    hits_one: "{{hits}} attack, fingerprint {{fingerprint}}.",
    hits_other: "{{hits}} attacks, fingerprint {{fingerprint}}.",
    hitsSame:
      "Every run of this link has the same two: the same hits, by the same players, for the same damage.",
    hitsEndedEarly:
      "The run's hits stopped before its end: it was ended, or the server could not be reached. Another run of this link begins with the same.",
    hitsLate:
      "Some were left out because the server could not send them in time, so another run of this link may differ.",
    hitsShared: "The rate was shared with other labs, so another run of this link may differ.",
    needs: {
      freshest: "Freshest",
      "fewest-bytes": "Fewest bytes",
      "fewest-requests": "Fewest requests",
      "fewest-connections": "Fewest connections in use",
      balanced: "The balanced choice",
    },
    choose: {
      freshest: "Take {{lane}} when every moment counts.",
      "fewest-bytes": "Take {{lane}} when bandwidth is what you pay for.",
      "fewest-requests": "Take {{lane}} when requests are what your servers and proxies charge.",
      "fewest-connections": "Take {{lane}} when connections held open are scarce.",
      balanced:
        "Take {{lane}} when in doubt: of what is as fresh, or fresh enough, nothing costs notably fewer bytes.",
    },
    alike: "Alike in this, and more to run:",
    unclear: "More to run, and this run can't tell whether better or worse:",
    notFirm: "Close: another run may come to another choice.",
    thresholds:
      "Differences count when they stand in the run's own {{blocks, number}} blocks of {{length}} (95 % for all comparisons together) and a person or a bill would notice them: {{ms}} and {{share}} at the 95th percentile, {{share}} of the bytes or requests. Else the lanes are alike, and the one that asks least is advised: polling before server-sent events, these before long-polling, WebSocket, a broker.",
    none: "Nothing can be recommended from this run.",
    notEligible: "not chosen from",
    of: "{{p50}} median, 95 % within {{p95}}",
    reasons: {
      freshest: "The freshest: {{lead}} ahead of {{lane}} at the 95th percentile.",
      "as-fresh-as":
        "As fresh as {{lane}}: the difference at the 95th percentile is from {{low}} to {{high}}.",
      "unclear-beside":
        "This run can't tell which is fresher, it or {{lane}}: the difference may be anything from {{low}} to {{high}}.",
      "slower-than": "{{difference}} slower than {{lane}} at the 95th percentile ({{low}} to {{high}}).",
      "fresh-enough": "A person takes {{p95}} for at once (limit {{limit}}).",
      "too-slow": "At {{p95}} a person notices the wait (limit {{limit}}).",
      "waits-for-next-poll": "Most of its {{p50}} is waiting for the next poll, every {{interval}}.",
      "skips-versions": "It showed a later one instead of {{share}} of the versions.",
      diverges: "What it held differed from the server's {{diverged, number}} times.",
      "loses-updates": "It missed {{missed, number}} and repeated {{repeated, number}} updates.",
      "left-unfinished": "{{versions, number}} versions had not been shown when the run was closed.",
      "had-outages": "Outages: {{outages, number}}, the longest {{worst}}.",
      "fewest-bytes": "The fewest bytes: {{bandwidth}} a watcher.",
      "more-bytes-than": "{{factor}} times the bytes of {{lane}}.",
      "more-bytes-at-all": "More bytes than {{lane}}.",
      "fewest-requests": "The fewest requests: {{rate}} a second and watcher.",
      "fewest-requests-none": "No request after the first.",
      "more-requests-than": "{{factor}} times the requests of {{lane}}.",
      "more-requests-at-all": "It goes on asking; {{lane}} asks once.",
      "holds-connection": "It holds a connection for every watcher.",
      "shares-connections": "Its connections are in use {{share}} of the time.",
      "broker-keeps-newest":
        "The broker keeps the newest state and no history. What one resumes from, the feed's own server keeps.",
      "resumes-beside-broker":
        "MQTT has no offsets: every resume, and every loss, is a request to the feed itself ({{repaired, number}} losses here, {{discarded, number}} late messages discarded).",
      "broker-has-caps":
        "A hosted provider caps messages a second and bytes a message. What is above that comes as a newer state, or not at all.",
      "as-good-without-broker":
        "{{lane}} is no less fresh, and needs no broker: take this where one is there anyway.",
      "loads-code": "Its client is {{bytes}} of script (gzip), loaded when it is first used.",
      "too-few-versions":
        "Only {{versions, number}} versions were charged; {{needed, number}} are needed to judge.",
      "nothing-came": "Nothing got through to it during the run.",
      "not-in-ledger": "The server's ledger says nothing of it.",
    },
    caveats: "Before you quote it",
    caveat: {
      "clock-uncertain":
        "The clock is only known to ±{{uncertainty}}, more than the best median ({{p50}}). Compare the lanes; don't quote their staleness.",
      "versions-unaccounted":
        "{{versions, number}} published versions were seen by no lane and are charged to nobody.",
      "too-short":
        "Not all lanes were measured long enough to be told apart: that takes {{needed, number}} blocks with hits, none shorter than the poll interval, so a run of {{time}} or longer.",
      "nothing-to-compare": "Fewer than two lanes can be judged, so there is nothing to compare.",
      frames:
        "What is pushed shares a frame with all that happens within the server's frame interval (50 ms unless it was told otherwise); who asks gets what there is at that moment. Long-polling may lead by that much.",
      slow: "{{lane}} had a reader that reads slowly. Its figures are that reader's, not the transport's.",
      dropped: "{{count, number}} events found no place in the recording: a replay ends early.",
    },
  },
};
