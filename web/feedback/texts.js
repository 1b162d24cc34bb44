// Texts of reports, reactions, messages and surveys; young people and professionals read them.

import { textsOf } from "../kit/language.js";

export const t = textsOf({
  title: { fr: "Donner mon avis", en: "Give feedback" },
  needSignIn: {
    fr: "Il faut un compte pour écrire à l'équipe.",
    en: "You need an account to write to the team.",
  },
  signIn: { fr: "Se connecter", en: "Sign in" },
  messageTitle: { fr: "Écrire à l'équipe du pass", en: "Write to the team of the pass" },
  messageHelp: {
    fr: "La réponse arrive par e-mail. Le message est gardé 13 mois au plus.",
    en: "The answer comes by e-mail. The message is kept for 13 months at most.",
  },
  about: { fr: "De quoi s'agit-il ?", en: "What is it about?" },
  problem: { fr: "Un problème", en: "A problem" },
  idea: { fr: "Une idée", en: "An idea" },
  question: { fr: "Une question", en: "A question" },
  other: { fr: "Autre chose", en: "Something else" },
  message: { fr: "Message", en: "Message" },
  messageHint: { fr: "800 caractères au plus", en: "800 characters at most" },
  needChoice: { fr: "Il faut choisir une réponse.", en: "Choose an answer." },
  needText: { fr: "Il faut écrire quelques mots.", en: "Write a few words." },
  send: { fr: "Envoyer", en: "Send" },
  sent: {
    fr: "Message envoyé. Merci ! La réponse arrivera par e-mail.",
    en: "Message sent. Thank you! The answer will come by e-mail.",
  },
  again: { fr: "Écrire un autre message", en: "Write another message" },
  report: { fr: "Signaler cette offre", en: "Report this offer" },
  reportTitle: { fr: "Signaler cette offre", en: "Report this offer" },
  reportHelp: {
    fr: "Une personne de l'équipe examine chaque signalement et répond par e-mail. Le professionnel ne saura pas qui a signalé.",
    en: "Somebody of the team looks at each report and answers by e-mail. The professional will not know who reported it.",
  },
  reportWhy: { fr: "Pourquoi ?", en: "Why?" },
  improper: { fr: "La description est fausse", en: "The description is wrong" },
  price_too_high: { fr: "Le prix est trop élevé", en: "The price is too high" },
  inappropriate: {
    fr: "Le contenu est choquant ou illégal",
    en: "The content is shocking or illegal",
  },
  reportSignIn: { fr: "Se connecter pour signaler", en: "Sign in to report" },
  details: { fr: "Explication", en: "Explanation" },
  detailsHint: { fr: "500 caractères au plus", en: "500 characters at most" },
  reported: {
    fr: "Signalement reçu. La décision arrivera par e-mail.",
    en: "Report received. The decision will come by e-mail.",
  },
  reactionTitle: { fr: "C'était comment ?", en: "How was it?" },
  like: { fr: "J'ai aimé", en: "I liked it" },
  dislike: { fr: "Je n'ai pas aimé", en: "I did not like it" },
  reactionHelp: {
    fr: "Seul le nombre d'avis est montré, à partir de cinq.",
    en: "Only the number of opinions is shown, from five on.",
  },
  surveyUntil: { fr: "Ouvert jusqu'au {day}", en: "Open until {day}" },
  surveyHelp: {
    fr: "Les résultats ne montrent pas qui a répondu.",
    en: "The results do not show who answered.",
  },
  surveyDone: { fr: "Réponse enregistrée. Merci !", en: "Answer saved. Thank you!" },
  scaleNo: { fr: "1 : pas du tout", en: "1: not at all" },
  scaleYes: { fr: "5 : tout à fait", en: "5: very much" },
  optional: { fr: "{label} (facultatif)", en: "{label} (optional)" },
});
