// Texts of the dates of an offer.

import { dayAndTime, price } from "../../kit/format.js";
import { textsOf } from "../../kit/language.js";

/** Return a date in words, with its price if it is known. @param {{ begins_at: string | null, price_label: string | null, price_cents: number | null }} stock @param {string} zone */
export const nameOf = ({ begins_at, price_label, price_cents }, zone) =>
  [
    begins_at && dayAndTime(begins_at, zone),
    price_label,
    price_cents !== null && price(price_cents),
  ]
    .filter(Boolean)
    .join(" · ");

export const t = textsOf({
  title: { fr: "Dates", en: "Dates" },
  back: { fr: "L'offre", en: "The offer" },
  none: { fr: "Aucune date à venir.", en: "No date to come." },
  dates: { fr: "À venir", en: "To come" },
  filters: { fr: "Filtrer les dates", en: "Filter the dates" },
  from: { fr: "Du", en: "From" },
  until: { fr: "Au", en: "To" },
  weekdays: { fr: "Jours de la semaine", en: "Days of the week" },
  weekdaysHint: { fr: "Tous si aucun n'est coché.", en: "All if none is checked." },
  hour: { fr: "Heure", en: "Time" },
  anyHour: { fr: "Toutes", en: "Any" },
  category: { fr: "Tarif", en: "Price category" },
  anyCategory: { fr: "Tous", en: "Any" },
  ownPrice: { fr: "Un autre prix", en: "Another price" },
  price: { fr: "Prix en euros", en: "Price in euros" },
  needPrice: { fr: "Un montant, comme 12 ou 12,50.", en: "An amount, such as 12 or 12.50." },
  addSeries: { fr: "Ajouter une série de dates", en: "Add a series of dates" },
  firstDay: { fr: "Premier jour", en: "First day" },
  lastDay: { fr: "Dernier jour", en: "Last day" },
  needFirstDay: { fr: "Donnez le premier jour.", en: "Give the first day." },
  needLastDay: {
    fr: "Donnez le dernier jour, pas avant le premier.",
    en: "Give the last day, not before the first.",
  },
  hours: { fr: "Heures", en: "Times" },
  hoursHint: {
    fr: "Une ou plusieurs, comme 14:30, 20:00.",
    en: "One or more, such as 14:30, 20:00.",
  },
  needHours: { fr: "Une heure, comme 20:00.", en: "A time, such as 20:00." },
  places: { fr: "Places par date", en: "Places for each date" },
  placesHint: { fr: "Laissez vide si c'est illimité.", en: "Leave empty if unlimited." },
  needPlaces: { fr: "Un nombre, ou rien.", en: "A number, or nothing." },
  add: { fr: "Ajouter la série", en: "Add the series" },
  chooseAll_one: { fr: "Choisir la date", en: "Choose the date" },
  chooseAll_other: { fr: "Choisir les {count} dates", en: "Choose all {count} dates" },
  more_one: { fr: "Voir {count} de plus", en: "Show {count} more" },
  more_other: { fr: "Voir les {count} autres", en: "Show {count} more" },
  unlimited: { fr: "Places illimitées", en: "Unlimited places" },
  placesLeft: { fr: "{left} sur {count} restent", en: "{left} of {count} left" },
  noneChosen: {
    fr: "Cochez des dates pour les changer ensemble.",
    en: "Check dates to change them together.",
  },
  chosen_one: { fr: "{count} date choisie", en: "{count} date chosen" },
  chosen_other: { fr: "{count} dates choisies", en: "{count} dates chosen" },
  do_move: { fr: "Déplacer", en: "Move" },
  do_price: { fr: "Changer le prix", en: "Change the price" },
  do_quantity: { fr: "Changer les places", en: "Change the places" },
  do_delete: { fr: "Supprimer", en: "Delete" },
  days: { fr: "De combien de jours", en: "By how many days" },
  daysHint: {
    fr: "7 pour une semaine plus tard, -1 pour la veille.",
    en: "7 for a week later, -1 for the day before.",
  },
  needDays: { fr: "Un nombre de jours, comme 7 ou -1.", en: "A number of days, such as 7 or -1." },
  needMove: { fr: "Donnez des jours, une heure, ou les deux.", en: "Give days, a time, or both." },
  newTime: { fr: "Nouvelle heure", en: "New time" },
  newTimeHint: { fr: "Vide : l'heure reste.", en: "Empty: the time stays." },
  placesInAll: { fr: "Places en tout, par date", en: "Places in all, for each date" },
  placesInAllHint: {
    fr: "Avec celles déjà réservées ; vide si c'est illimité.",
    en: "With those already booked; empty if unlimited.",
  },
  help_move: {
    fr: "Chaque personne qui a réservé reçoit la nouvelle date et peut annuler pendant 48 heures.",
    en: "Everybody who booked is sent the new date and can cancel for 48 hours.",
  },
  help_price: {
    fr: "Les réservations faites gardent leur prix.",
    en: "Existing bookings keep their price.",
  },
  help_quantity: {
    fr: "Une date dont plus de places sont déjà réservées reste comme elle est.",
    en: "A date with more places booked already stays as it is.",
  },
  help_delete: {
    fr: "Les réservations en cours seront annulées et le crédit rendu.",
    en: "Open bookings will be cancelled and their credit returned.",
  },
  deleteSure: { fr: "Supprimer quand même", en: "Delete anyway" },
  save: { fr: "Enregistrer", en: "Save" },
  tooMany: {
    fr: "Choisissez 500 dates au plus, ou toutes celles du filtre.",
    en: "Choose at most 500 dates, or all of the filter.",
  },
  running: { fr: "En cours", en: "Under way" },
  done: { fr: "C'est fait", en: "Done" },
  stopped: { fr: "Interrompu", en: "Stopped" },
  add_one: { fr: "{count} date ajoutée sur {total}.", en: "{count} date of {total} added." },
  add_other: { fr: "{count} dates ajoutées sur {total}.", en: "{count} dates of {total} added." },
  move_one: { fr: "{count} date déplacée sur {total}.", en: "{count} date of {total} moved." },
  move_other: { fr: "{count} dates déplacées sur {total}.", en: "{count} dates of {total} moved." },
  price_one: { fr: "{count} prix changé sur {total}.", en: "{count} price of {total} changed." },
  price_other: {
    fr: "{count} prix changés sur {total}.",
    en: "{count} prices of {total} changed.",
  },
  quantity_one: {
    fr: "Places changées pour {count} date sur {total}.",
    en: "Places changed for {count} date of {total}.",
  },
  quantity_other: {
    fr: "Places changées pour {count} dates sur {total}.",
    en: "Places changed for {count} dates of {total}.",
  },
  delete_one: { fr: "{count} date supprimée sur {total}.", en: "{count} date of {total} deleted." },
  delete_other: {
    fr: "{count} dates supprimées sur {total}.",
    en: "{count} dates of {total} deleted.",
  },
  left_one: { fr: "{count} laissée :", en: "{count} left out:" },
  left_other: { fr: "{count} laissées :", en: "{count} left out:" },
  which_one: { fr: "Laquelle", en: "Which one" },
  which_other: { fr: "Lesquelles", en: "Which ones" },
  others_one: { fr: "Et {count} autre.", en: "And {count} other." },
  others_other: { fr: "Et {count} autres.", en: "And {count} others." },
  there: {
    fr: "L'offre a déjà cette date à ce prix.",
    en: "The offer has this date at this price already.",
  },
  booked: {
    fr: "Plus de places y sont déjà réservées.",
    en: "More places are booked there already.",
  },
  resume: { fr: "Reprendre", en: "Resume" },
  read: { fr: "C'est lu", en: "Close" },
});
