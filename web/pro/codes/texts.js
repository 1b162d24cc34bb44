// Texts of activation codes.

import { textsOf } from "../../kit/language.js";

export const t = textsOf({
  title: { fr: "Codes d'activation", en: "Activation codes" },
  help: {
    fr: "Chaque réservation reçoit un code. Le fichier est lu sur cet appareil : un code par ligne, ou la première colonne d'un CSV.",
    en: "Each booking receives a code. The file is read on this device: a code a line, or the first column of a CSV.",
  },
  counts: {
    fr: "{loaded} chargés, {given} donnés, {left} restants, {expired} expirés",
    en: "{loaded} loaded, {given} given, {left} left, {expired} expired",
  },
  file: { fr: "Fichier de codes (CSV ou texte)", en: "File of codes (CSV or text)" },
  validUntil: { fr: "Valables jusqu'au", en: "Valid until" },
  validUntilHint: {
    fr: "Vide : toujours. Sinon, 7 jours après la fin des réservations au moins.",
    en: "Empty: always. Otherwise at least 7 days after booking ends.",
  },
  found_one: { fr: "{count} code à charger", en: "{count} code to load" },
  found_other: { fr: "{count} codes à charger", en: "{count} codes to load" },
  wrong_one: { fr: "{count} ligne laissée de côté", en: "{count} line left out" },
  wrong_other: { fr: "{count} lignes laissées de côté", en: "{count} lines left out" },
  line_twice: { fr: "Ligne {line} : comme la ligne {first}.", en: "Line {line}: as line {first}." },
  line_long: {
    fr: "Ligne {line} : plus de 200 caractères.",
    en: "Line {line}: more than 200 characters.",
  },
  line_unseen: {
    fr: "Ligne {line} : caractères invisibles.",
    en: "Line {line}: invisible characters.",
  },
  andMore: { fr: "… et {count} autres.", en: "… and {count} more." },
  noCodes: { fr: "Ce fichier n'a aucun code.", en: "This file has no code." },
  tooLarge: { fr: "Ce fichier dépasse 20 Mo.", en: "This file is larger than 20 MB." },
  unreadable: { fr: "Ce fichier ne se lit pas.", en: "This file cannot be read." },
  load: { fr: "Charger les codes", en: "Load the codes" },
  goOn: { fr: "Reprendre", en: "Resume" },
  sent: { fr: "{sent} sur {count} envoyés", en: "{sent} of {count} sent" },
  loaded_one: { fr: "{count} code chargé.", en: "{count} code loaded." },
  loaded_other: { fr: "{count} codes chargés.", en: "{count} codes loaded." },
  known_one: { fr: "{count} était déjà chargé.", en: "{count} was loaded before." },
  known_other: { fr: "{count} étaient déjà chargés.", en: "{count} were loaded before." },
});
