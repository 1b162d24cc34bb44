// Texts of the back office's search.

import { textsOf } from "../../kit/language.js";

export const t = textsOf({
  title: { fr: "Recherche", en: "Search" },
  what: { fr: "Qui ou quoi ?", en: "Who or what?" },
  hint: {
    fr: "Nom, adresse e-mail, SIREN, SIRET, code de réservation ou identifiant.",
    en: "Name, e-mail address, SIREN, SIRET, booking code or id.",
  },
  search: { fr: "Chercher", en: "Search" },
  tooShort: { fr: "Écrivez au moins 2 caractères.", en: "Type at least 2 characters." },
  nothing: {
    fr: "Rien ne correspond à « {text} » parmi ce que votre rôle vous montre.",
    en: "Nothing matches “{text}” among what your role shows you.",
  },
  count_one: { fr: "{count} résultat", en: "{count} result" },
  count_other: { fr: "{count} résultats", en: "{count} results" },
});
