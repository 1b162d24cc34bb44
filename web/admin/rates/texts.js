// Texts of custom rules.

import { textsOf } from "../../kit/language.js";

export const t = textsOf({
  title: { fr: "Barèmes dérogatoires", en: "Custom rules of reimbursement" },
  none: { fr: "Aucun : le barème général vaut pour tous.", en: "None: the scale holds for all." },
  offer_id: { fr: "Offre", en: "Offer" },
  venue_id: { fr: "Lieu avec SIRET", en: "Venue with a SIRET" },
  siren: { fr: "Structure", en: "Organisation" },
  span: { fr: "du {first} au {last}", en: "from {first} until {last}" },
  open: { fr: "depuis le {first}", en: "from {first}" },
  add: { fr: "Ajouter un barème", en: "Add a rule" },
  target: { fr: "Pour", en: "For" },
  id: { fr: "Identifiant ou SIREN", en: "Id or SIREN" },
  terms: {
    fr: "Taux en % (structure, lieu) ou montant en euros (offre)",
    en: "Rate in % (organisation, venue) or amount in euros (offer)",
  },
  from: { fr: "Premier jour", en: "First day" },
  until: { fr: "Premier jour sans lui (facultatif)", en: "First day without it (optional)" },
  end: { fr: "Premier jour sans lui", en: "First day without it" },
  setEnd: { fr: "Fixer la fin", en: "Set the end" },
  need: { fr: "À remplir.", en: "Fill this in." },
  needNumber: { fr: "Donnez un nombre, comme 92,5.", en: "Give a number, such as 92.5." },
  once: { fr: "La fin se fixe une fois.", en: "The end can be set once." },
  done: { fr: "C'est enregistré.", en: "Saved." },
});
