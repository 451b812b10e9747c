// English: what the heads of the hydra mean.

export const heads = {
  label: "The heads of the hydra",
  awake: "{{head}} is awake: the battle comes to you this way ({{way}}).",
  asleep: "{{head}} sleeps ({{way}}). Choose it as the transport to wake it.",
};
