// Sets the chosen theme before the first paint, and the side on which it begins. A file of its own because the CSP allows no inline script.
try {
  const theme = localStorage.getItem("hydra.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  // As pickLanguage of src/i18n/languages.ts picks it: the first of these, if it is Hebrew.
  const tags = [localStorage.getItem("hydra.language"), ...navigator.languages];
  const language = tags.find((tag) => /^(en|zh|he|iw)(-|$)/i.test(tag));
  if (/^(he|iw)/i.test(language)) document.documentElement.dir = "rtl";
} catch {
  // Storage is switched off: the system's theme it is.
}
