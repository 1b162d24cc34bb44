// Texts of the door without a network.

import { textsOf } from "../../kit/language.js";

export const t = textsOf({
  title: { fr: "Entrée sans réseau", en: "Door without a network" },
  desk: { fr: "Guichet", en: "Desk" },
  notAble: {
    fr: "Ce navigateur ne peut pas vérifier de billets sans réseau : ouvrez le site en https, hors navigation privée.",
    en: "This browser cannot check tickets without a network: open the site over https, in an ordinary window.",
  },
  choose: {
    fr: "Choisissez un événement. Ses billets sont gardés sur cet appareil, chiffrés : seul le QR code d'un billet permet de le lire.",
    en: "Choose an event. Its tickets are kept on this device, encrypted: only the QR code of a ticket opens it.",
  },
  noSession: {
    fr: "Aucun événement réservé dans les jours qui viennent.",
    en: "No booked event in the days ahead.",
  },
  prepare: { fr: "Préparer", en: "Prepare" },
  prepareOf: { fr: "Préparer : {name}, {at}", en: "Prepare: {name}, {at}" },
  device: { fr: "Nom de cet appareil", en: "Name of this device" },
  deviceHint: {
    fr: "Par exemple « Porte A ». Il dit qui a laissé entrer un billet présenté deux fois.",
    en: "Such as “Door A”. It says who let in a ticket that is shown twice.",
  },
  asOf: { fr: "Liste de {at}", en: "List of {at}" },
  tickets_one: { fr: "{count} réservation", en: "{count} booking" },
  tickets_other: { fr: "{count} réservations", en: "{count} bookings" },
  refresh: { fr: "Mettre à jour la liste", en: "Update the list" },
  drop: { fr: "Retirer la liste", en: "Remove the list" },
  code: { fr: "QR code du billet", en: "QR code of the ticket" },
  codeHint: {
    fr: "À scanner : sans réseau, un code tapé ne peut pas être vérifié.",
    en: "Scan it: without a network a typed code cannot be checked.",
  },
  wait: { fr: "Le billet s'affichera ici.", en: "The ticket will be shown here." },
  open: { fr: "Billet valable", en: "Valid ticket" },
  in: { fr: "Entrée notée", en: "Let in" },
  undone: {
    fr: "Entrée annulée : le billet peut servir",
    en: "Entry undone: the ticket can be used",
  },
  undo: { fr: "Annuler cette entrée", en: "Undo this entry" },
  usedHere: { fr: "Déjà entré ici à {at}", en: "Already let in here at {at}" },
  used: { fr: "Déjà validé avant {at}", en: "Already redeemed before {at}" },
  ended: { fr: "Réservation annulée avant {at}", en: "Booking cancelled before {at}" },
  early: { fr: "Trop tôt : valable à partir de {from}", en: "Too early: valid from {from}" },
  unknown: { fr: "Absent de la liste de {at}", en: "Not on the list of {at}" },
  unknownHelp: {
    fr: "Billet d'un autre événement, faux billet, ou réservation faite après la liste. Mettez la liste à jour dès que possible.",
    en: "A ticket of another event, a forged one, or a booking made after the list. Update the list as soon as you can.",
  },
  typed: {
    fr: "Un code tapé ne peut pas être vérifié sans réseau",
    en: "A typed code cannot be checked without a network",
  },
  typedHelp: {
    fr: "Scannez le QR code du billet, ou cherchez le code au guichet quand le réseau revient.",
    en: "Scan the QR code of the ticket, or look the code up at the desk once the network is back.",
  },
  old: {
    fr: "Ce QR code est d'une version ancienne",
    en: "This QR code is of an earlier version",
  },
  other: { fr: "Ce n'est pas un billet", en: "This is not a ticket" },
  places: { fr: "{count} ×", en: "{count} ×" },
  letIn: { fr: "Laisser entrer", en: "Let in" },
  letInTwo: { fr: "Laisser entrer 2 personnes", en: "Let in 2 people" },
  letInAnyway: { fr: "Laisser entrer quand même", en: "Let in all the same" },
  inside_one: { fr: "{count} personne entrée par ici", en: "{count} person let in here" },
  inside_other: { fr: "{count} personnes entrées par ici", en: "{count} people let in here" },
  queue: { fr: "Entrées à envoyer", en: "Entries to send" },
  nothingWaits: { fr: "Tout est envoyé.", en: "Everything is sent." },
  waits_one: {
    fr: "{count} entrée en attente depuis {minutes} min.",
    en: "{count} entry waiting for {minutes} min.",
  },
  waits_other: {
    fr: "{count} entrées en attente, la première depuis {minutes} min.",
    en: "{count} entries waiting, the first for {minutes} min.",
  },
  undoes_one: {
    fr: "{count} entrée annulée, à confirmer.",
    en: "{count} undone entry to be confirmed.",
  },
  undoes_other: {
    fr: "{count} entrées annulées, à confirmer.",
    en: "{count} undone entries to be confirmed.",
  },
  notUndone: {
    fr: "l'entrée n'a pas pu être annulée : la place reste validée.",
    en: "the entry could not be undone: the place stays redeemed.",
  },
  sendsItself: {
    fr: "Elles partent d'elles-mêmes quand le réseau revient ; vous pouvez fermer cette page.",
    en: "They leave by themselves once the network is back; you may close this page.",
  },
  ofOthers_one: {
    fr: "{count} entrée a été notée avec un autre compte : connectez-vous avec lui pour l'envoyer.",
    en: "{count} entry was made with another account: sign in with it to send it.",
  },
  ofOthers_other: {
    fr: "{count} entrées ont été notées avec un autre compte : connectez-vous avec lui pour les envoyer.",
    en: "{count} entries were made with another account: sign in with it to send them.",
  },
  send: { fr: "Envoyer maintenant", en: "Send now" },
  conflicts: { fr: "À regarder", en: "To look at" },
  somebody: { fr: "Billet scanné", en: "Scanned ticket" },
  was_cancelled: {
    fr: "annulé entre-temps, mais entré avant que la liste le sache : la place est validée.",
    en: "cancelled meanwhile, but let in before the list knew: the place is redeemed.",
  },
  used_before: { fr: "déjà validé à {at} {device}", en: "already redeemed at {at} {device}" },
  byDevice: { fr: "par « {device} »", en: "by “{device}”" },
  atDesk: { fr: "au guichet", en: "at the desk" },
  cancelled: {
    fr: "annulé à {at} : la place n'est pas validée.",
    en: "cancelled at {at}: the place is not redeemed.",
  },
  refused: {
    fr: "refusé : la place n'est pas validée.",
    en: "refused: the place is not redeemed.",
  },
  unknown_ticket: {
    fr: "faux billet : aucune réservation de chez vous n'a ce QR code.",
    en: "forged: no booking of yours has this QR code.",
  },
  read: { fr: "C'est lu", en: "I have read this" },
});
