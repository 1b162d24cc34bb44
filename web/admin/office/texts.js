// Texts that the screens of the back office share.

import { textsOf } from "../../kit/language.js";

export const t = textsOf({
  signInLead: {
    fr: "Cet espace est réservé aux personnes qui administrent le pass.",
    en: "This place is for the people who run the pass.",
  },
  needEmail: {
    fr: "Écrivez votre adresse e-mail, comme nom@exemple.fr.",
    en: "Type your e-mail address, such as name@example.com.",
  },
  demo: {
    fr: "Démonstration : admin@demo.test, mot de passe culture-pass.",
    en: "Demonstration: admin@demo.test, password culture-pass.",
  },
  noRole: {
    fr: "Le compte {email} n'a aucun rôle ici. Une administratrice ou un administrateur peut vous en donner un.",
    en: "The account {email} has no role here. An administrator can give you one.",
  },
  otherRole: {
    fr: "Votre rôle ({has}) ne donne pas accès à cette page. Il faut : {needs}.",
    en: "Your role ({has}) does not open this page. It needs: {needs}.",
  },
  history: { fr: "Historique", en: "History" },
  noHistory: { fr: "Aucun acte pour le moment.", en: "No acts so far." },
  you: { fr: "vous", en: "you" },
  why: { fr: "Motif communiqué :", en: "Reason given:" },
  comment: { fr: "Commentaire interne", en: "Internal comment" },
  commentHint: {
    fr: "Lu par vos collègues seulement.",
    en: "Only your colleagues read it.",
  },
  optional: { fr: "{label} (facultatif)", en: "{label} (optional)" },
  said: { fr: "Commentaire :", en: "Comment:" },
  changes_one: { fr: "{count} champ modifié", en: "{count} field changed" },
  changes_other: { fr: "{count} champs modifiés", en: "{count} fields changed" },
  becomes: { fr: "devient", en: "becomes" },
  nothing: { fr: "rien", en: "nothing" },
  reason: { fr: "Motif", en: "Reason" },
  reasonHint: {
    fr: "Envoyé aux personnes concernées : dites-leur ce qui manque.",
    en: "Sent to the people concerned: say what is missing.",
  },
  reasonKeptHint: {
    fr: "Gardé dans l'historique.",
    en: "Kept in the history.",
  },
  answer: { fr: "Réponse", en: "Answer" },
  answerHint: { fr: "Envoyée par e-mail à la personne.", en: "Sent to the person by e-mail." },
  needAnswer: { fr: "Écrivez une réponse.", en: "Write an answer." },
  roles: { fr: "Rôles", en: "Roles" },
  rolesHint: {
    fr: "Sans aucun rôle, la personne n'administre plus ce pass.",
    en: "Without any role, the person no longer administers this pass.",
  },
  euros: { fr: "Montant en euros", en: "Amount in euros" },
  needEuros: { fr: "Donnez un montant, comme 25,50.", en: "Give an amount, such as 25.50." },
  needReason: { fr: "Écrivez un motif.", en: "Write a reason." },
  needComment: { fr: "Écrivez ce que vous attendez.", en: "Write what you are waiting for." },
  needText: { fr: "Écrivez un commentaire.", en: "Write a comment." },
  needChoice: { fr: "Choisissez.", en: "Choose one." },
  newEmail: {
    fr: "Adresse e-mail de la personne qui reprend",
    en: "E-mail address of the person who takes over",
  },
  suspension: { fr: "Raison de la suspension", en: "Reason of the suspension" },
  fraud: {
    fr: "Fraude (annule les réservations en cours)",
    en: "Fraud (cancels open bookings)",
  },
  user_request: { fr: "À la demande de la personne", en: "At the person's request" },
  administrative: { fr: "Décision administrative", en: "Administrative decision" },
  backTo: { fr: "Remettre la réservation", en: "Return the booking" },
  asConfirmed: { fr: "À utiliser", en: "To be used" },
  asUsed: { fr: "Comme utilisée", en: "As used" },
  cancel: { fr: "Retour", en: "Back" },
  sendKeys: { fr: "Ctrl + Entrée pour envoyer", en: "Ctrl + Enter to send" },
  seeAll: { fr: "Ouvrir la fiche", en: "Open the page" },
  yes: { fr: "oui", en: "yes" },
  no: { fr: "non", en: "no" },
});
