// Texts of the credit.

import { textsOf } from "../kit/language.js";

export const t = textsOf({
  signUp: { fr: "Voir ma demande de pass", en: "See my application for the pass" },
  title: { fr: "Mon crédit", en: "My credit" },
  left: { fr: "Il te reste", en: "You have left" },
  until: { fr: "à utiliser avant le {day}", en: "to be used before {day}" },
  ended: { fr: "La période est finie depuis le {day}.", en: "The period ended on {day}." },
  held: {
    fr: "{amount} sont réservés pour ce qui vient.",
    en: "{amount} are held for what is coming up.",
  },
  domains: { fr: "Par domaine", en: "By domain" },
  physical: {
    fr: "Livres, instruments et autres objets",
    en: "Books, instruments and other objects",
  },
  digital: { fr: "Numérique", en: "Digital" },
  live: { fr: "Sorties", en: "Going out" },
  cap: { fr: "encore {left} sur {limit}", en: "{left} left of {limit}" },
  outings: {
    fr: "Pour les sorties, tout ton crédit peut servir.",
    en: "For outings, all of your credit can be used.",
  },
  moves: { fr: "Ce qui s'est passé", en: "What happened" },
  grant: { fr: "Crédit reçu", en: "Credit received" },
  hold: { fr: "Mis de côté pour une réservation", en: "Held for a booking" },
  capture: { fr: "Réservation utilisée : déjà mis de côté", en: "Booking used: held before" },
  release: { fr: "Rendu après une annulation", en: "Returned after a cancellation" },
  reversal: { fr: "Rendu : utilisation corrigée", en: "Returned: use corrected" },
  expire: { fr: "Crédit arrivé à son terme", en: "Credit that ended" },
  transfer: { fr: "Crédit repris d'un autre pass", en: "Credit taken over from another pass" },
  more: { fr: "Mouvements plus anciens", en: "Older movements" },
  seeBooking: { fr: "voir la réservation", en: "see the booking" },
  needSignIn: { fr: "Connecte-toi pour voir ton crédit.", en: "Sign in to see your credit." },
  signIn: { fr: "Se connecter", en: "Sign in" },
  none: {
    fr: "Tu n'as pas encore de crédit. Il arrive une fois ton inscription validée.",
    en: "You have no credit yet. It comes once your application is accepted.",
  },
  spend: { fr: "Trouver une idée", en: "Find an idea" },
});
