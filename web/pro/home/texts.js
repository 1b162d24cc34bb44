// Texts of the portal's home.

import { textsOf } from "../../kit/language.js";

export const t = textsOf({
  feedback: { fr: "Donner mon avis, écrire à l'équipe", en: "Give feedback, write to the team" },
  title: { fr: "Votre espace", en: "Your space" },
  desk: { fr: "Valider un billet", en: "Redeem a ticket" },
  publish: { fr: "Publier une offre", en: "Publish an offer" },
  money: { fr: "Argent", en: "Money" },
  team: { fr: "Équipe", en: "Team" },
  toDo: { fr: "À faire", en: "To do" },
  nothingToDo: { fr: "Rien n'attend.", en: "Nothing waits." },
  validation: {
    fr: "Votre structure attend sa validation : préparez vos offres, elles pourront paraître ensuite.",
    en: "Your organisation waits for validation: prepare your offers, they can be published after it.",
  },
  noAccount: {
    fr: "Aucun compte bancaire : vous ne pouvez pas être remboursé.",
    en: "No bank account: you cannot be paid.",
  },
  accountWaits: {
    fr: "Votre compte bancaire attend sa vérification.",
    en: "Your bank account waits for verification.",
  },
  toMoney: { fr: "Comptes bancaires", en: "Bank accounts" },
  inReview: {
    fr: "L'offre « {name} » est relue par nos équipes avant de paraître.",
    en: "“{name}” is being reviewed before it is published.",
  },
  draft: { fr: "« {name} » est un brouillon.", en: "“{name}” is a draft." },
  see: { fr: "Voir", en: "See" },
  finish: { fr: "Terminer", en: "Finish" },
  today: { fr: "Aujourd'hui", en: "Today" },
  received_one: { fr: "{count} réservation reçue", en: "{count} booking received" },
  received_other: { fr: "{count} réservations reçues", en: "{count} bookings received" },
  nothingToday: {
    fr: "Aucun événement réservé aujourd'hui.",
    en: "No booked event today.",
  },
  week: { fr: "Les six jours suivants", en: "The next six days" },
  nothingThisWeek: {
    fr: "Aucun événement réservé cette semaine.",
    en: "No booked event this week.",
  },
  places_one: { fr: "{count} place réservée", en: "{count} place booked" },
  places_other: { fr: "{count} places réservées", en: "{count} places booked" },
  placesUsed: { fr: "{used} entrées sur {count}", en: "{used} of {count} in" },
  list: { fr: "Liste", en: "List" },
  listOf: { fr: "Liste des réservations : {name}", en: "List of bookings: {name}" },
});
