// English: what the heads of the hydra mean.

export const heads = {
  label: "The heads of the hydra",
  awake: "{{name}} is awake: the battle comes to you this way ({{way}}).",
  asleep: "{{name}} sleeps ({{way}}). Choose it as the transport to wake it.",
};
