// Texts of the administrators' page.

import { textsOf } from "../../kit/language.js";

export const t = textsOf({
  title: { fr: "Administrateurs", en: "Administrators" },
  name: { fr: "Nommer quelqu'un", en: "Name somebody" },
  account: {
    fr: "Adresse e-mail, ou identifiant du compte",
    en: "E-mail address, or id of the account",
  },
  find: { fr: "Chercher", en: "Search" },
  nobody: {
    fr: "Personne n'a cette adresse, ni comme jeune ni comme professionnel : donnez l'identifiant du compte.",
    en: "Neither a young person nor a professional has this address: give the id of the account.",
  },
  since: { fr: "depuis le {day}", en: "since {day}" },
  done: { fr: "C'est enregistré.", en: "Saved." },
});
