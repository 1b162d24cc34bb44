// Texts of bookings and tickets.

import { textsOf } from "../kit/language.js";

export const t = textsOf({
  title: { fr: "Mes réservations", en: "My bookings" },
  ongoing: { fr: "À venir", en: "Coming up" },
  ended: { fr: "Passées", en: "Past" },
  noneOngoing: { fr: "Rien à venir pour l'instant.", en: "Nothing coming up yet." },
  noneEnded: { fr: "Tes réservations passées seront ici.", en: "Your past bookings will be here." },
  discover: { fr: "Trouver une idée", en: "Find an idea" },
  needSignIn: {
    fr: "Connecte-toi pour voir tes réservations.",
    en: "Sign in to see your bookings.",
  },
  signIn: { fr: "Se connecter", en: "Sign in" },
  fromDevice: {
    fr: "Pas de réseau : voici ce que ton appareil a gardé.",
    en: "You are offline: this is what your device has kept.",
  },
  confirmed: { fr: "À utiliser", en: "To be used" },
  used: { fr: "Utilisée", en: "Used" },
  reimbursed: { fr: "Utilisée", en: "Used" },
  cancelled: { fr: "Annulée", en: "Cancelled" },
  expired: { fr: "Expirée", en: "Expired" },
  until: { fr: "à retirer avant le {day}", en: "collect before {day}" },
  ticketTitle: { fr: "Billet : {name}", en: "Ticket: {name}" },
  loadingTitle: { fr: "Billet", en: "Ticket" },
  booked: { fr: "C'est réservé !", en: "It is booked!" },
  show: {
    fr: "Montre ce code à l'entrée ou à la caisse",
    en: "Show this code at the door or the till",
  },
  code: { fr: "Code", en: "Code" },
  qr: { fr: "QR code du billet", en: "QR code of the ticket" },
  brightness: {
    fr: "Si le lecteur peine, augmente la luminosité de ton écran.",
    en: "If the reader has trouble, turn up the brightness of your screen.",
  },
  enjoy: { fr: "Billet validé, profite bien !", en: "Ticket redeemed, enjoy!" },
  endedTicket: { fr: "Ce billet n'est plus valable.", en: "This ticket is no longer valid." },
  where: { fr: "Où", en: "Where" },
  when: { fr: "Quand", en: "When" },
  places: { fr: "Places", en: "Places" },
  paid: { fr: "Prix", en: "Price" },
  activation: { fr: "Code d'activation", en: "Activation code" },
  openOnline: { fr: "Ouvrir l'offre en ligne", en: "Open the online offer" },
  calendar: { fr: "Ajouter à mon agenda", en: "Add to my calendar" },
  cancel: { fr: "Annuler la réservation", en: "Cancel the booking" },
  cancelTitle: { fr: "Annuler cette réservation ?", en: "Cancel this booking?" },
  cancelHelp: {
    fr: "{amount} reviennent sur ton crédit tout de suite.",
    en: "{amount} go back to your credit at once.",
  },
  cancelFree: {
    fr: "Ta place sera rendue à quelqu'un d'autre.",
    en: "Your place goes to somebody else.",
  },
  keep: { fr: "Garder", en: "Keep it" },
  cancellableUntil: {
    fr: "Tu peux l'annuler jusqu'au {when}.",
    en: "You can cancel it until {when}.",
  },
  cancellableAlways: {
    fr: "Tu peux l'annuler tant que tu ne l'as pas retirée.",
    en: "You can cancel it until you collect it.",
  },
  tooLate: { fr: "Elle ne peut plus être annulée.", en: "It can no longer be cancelled." },
  isCancelled: {
    fr: "Réservation annulée, ton crédit est revenu.",
    en: "Booking cancelled, your credit is back.",
  },
  toOffer: { fr: "Voir l'offre", en: "See the offer" },
  back: { fr: "Toutes mes réservations", en: "All my bookings" },
});
