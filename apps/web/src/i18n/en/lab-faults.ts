// English, of the lab's fault bench.

export const faults = {
  title: "Fault bench",
  hint: "Breaks one lane's next update on purpose, behind the network and before the client looks at it. What the client then finds is counted with everything else, and marked in what is exported.",
  lane: "Lane",
  faults: {
    drop: "Drop it",
    repeat: "Repeat it",
    reorder: "Put it after the next",
    corrupt: "Change a number in it",
  },
  done: {
    drop: "an update was dropped",
    repeat: "an update came twice",
    reorder: "an update came after the next",
    corrupt: "a number in an update was changed",
  },
  waiting: "waits for the lane's next update",
  unseen: "not found yet",
  found: {
    missed: "{{count, number}} missed",
    repeated: "{{count, number}} repeated",
    diverged: "{{count, number}} other than the server's",
    discarded: "{{count, number}} discarded",
  },
  healed: "Right again after {{time}}: the digest is the server's.",
  open: "Not right again yet.",
  inRun_one:
    "{{count, number}} fault was made on purpose in this run: what it made the figures is the bench's, not the network's.",
  inRun_other:
    "{{count, number}} faults were made on purpose in this run: what they made the figures is the bench's, not the network's.",
};
