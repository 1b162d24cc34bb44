// Texts of the home screen and of the search bar.

import { textsOf } from "../kit/language.js";

export const t = textsOf({
  title: { fr: "Ta culture, près de toi", en: "Culture, close to you" },
  lead: {
    fr: "Concerts, livres, musées, ateliers : choisis, réserve avec ton crédit, montre ton code à l'entrée.",
    en: "Concerts, books, museums, workshops: choose, book with your credit, show your code at the door.",
  },
  signUp: {
    fr: "As-tu droit au pass ? Deux questions pour le savoir",
    en: "Can you have the pass? Two questions to know",
  },
  what: { fr: "Quoi ?", en: "What?" },
  whatHint: { fr: "Un titre, un artiste, un lieu", en: "A title, an artist, a venue" },
  where: { fr: "Où ?", en: "Where?" },
  whereHint: { fr: "Une ville ou un code postal", en: "A town or a postal code" },
  search: { fr: "Chercher", en: "Search" },
  nearMe: { fr: "Autour de moi", en: "Around me" },
  noPosition: {
    fr: "Ta position n'est pas disponible. Écris plutôt le nom d'une ville.",
    en: "Your position is not available. Type the name of a town instead.",
  },
  unknownPlace: {
    fr: "Aucune commune ne correspond. Vérifie le nom ou le code postal.",
    en: "No town matches. Check the name or the postal code.",
  },
  near: { fr: "Près de {place}", en: "Near {place}" },
  weekend: { fr: "Ce week-end", en: "This weekend" },
  lastPlaces: { fr: "Dernières places", en: "Last places" },
  free: { fr: "Gratuit", en: "Free" },
  soon: { fr: "Bientôt sur scène", en: "Soon on stage" },
  books: { fr: "À lire", en: "To read" },
  seeAll: { fr: "Tout voir", en: "See all" },
  seeAllOf: { fr: "Tout voir : {row}", en: "See all: {row}" },
  nothing: { fr: "Rien ne correspond ici", en: "Nothing matches here" },
  searchEverywhere: { fr: "Chercher partout en France", en: "Search all over France" },
  nothingYet: {
    fr: "Aucune offre pour le moment. Reviens bientôt.",
    en: "There are no offers yet. Come back soon.",
  },
});
