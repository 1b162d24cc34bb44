// Texts of the page of components.

import { textsOf } from "../kit/language.js";

export const t = textsOf({
  title: { fr: "Composants", en: "Components" },
  busy: { fr: "Occupé", en: "Busy" },
  label: { fr: "Étiquette", en: "Label" },
  hint: { fr: "Une phrase qui aide.", en: "A sentence that helps." },
  fault: { fr: "Ce qui ne va pas, et quoi faire.", en: "What is wrong, and what to do." },
  choice: { fr: "Choix {name}", en: "Choice {name}" },
  open: { fr: "Ouvrir", en: "Open" },
});
