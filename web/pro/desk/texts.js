// Texts of the desk.

import { textsOf } from "../../kit/language.js";

export const t = textsOf({
  title: { fr: "Guichet", en: "Desk" },
  code: { fr: "Code du billet", en: "Code of the ticket" },
  codeHint: {
    fr: "6 caractères, à taper ou à scanner. Rien n'est validé avant votre clic.",
    en: "6 characters, typed or scanned. Nothing is redeemed before your click.",
  },
  waiting: { fr: "Le billet s'affichera ici.", en: "The ticket will be shown here." },
  validate: { fr: "Valider", en: "Validate" },
  validateTwo: { fr: "Valider les 2 places", en: "Validate both places" },
  identity: {
    fr: "Vérifiez l'identité : le nom doit être celui d'une pièce ou d'une carte jeune.",
    en: "Check the identity: the name has to be that of an identity document or a youth card.",
  },
  places: { fr: "{count} ×", en: "{count} ×" },
  done: { fr: "Validé", en: "Redeemed" },
  undo: { fr: "Annuler la validation", en: "Undo" },
  undoOf: { fr: "Annuler la validation : {name}", en: "Undo: {name}" },
  undone: {
    fr: "Validation annulée : le billet peut resservir",
    en: "Undone: the ticket is valid again",
  },
  refused: { fr: "Code {code} refusé", en: "Code {code} refused" },
  wasUsed: { fr: "Déjà validé {at}", en: "Already redeemed {at}" },
  wasReimbursed: { fr: "Déjà validé et remboursé {at}", en: "Already redeemed and paid {at}" },
  wasCancelled: { fr: "Réservation annulée {at}", en: "Booking cancelled {at}" },
  wasExpired: { fr: "Réservation expirée", en: "Booking expired" },
  tooEarly: {
    fr: "Trop tôt : à valider à partir de {at}",
    en: "Too early: redeem it from {at}",
  },
  counter: { fr: "Entrées", en: "Entries" },
  come: { fr: "entrées pour {name}, {time}", en: "in for {name}, {time}" },
  last: { fr: "Derniers billets", en: "Last tickets" },
  camera: { fr: "Scanner avec l'appareil photo", en: "Scan with the camera" },
  cameraOff: { fr: "Fermer l'appareil photo", en: "Close the camera" },
  cameraPicture: { fr: "Image de l'appareil photo", en: "Picture of the camera" },
  cameraDenied: {
    fr: "L'appareil photo est refusé à ce site. Autorisez-le dans les réglages du navigateur.",
    en: "This site may not use the camera. Allow it in the settings of the browser.",
  },
  cameraNone: {
    fr: "Aucun appareil photo n'a répondu. Tapez le code.",
    en: "No camera answered. Type the code.",
  },
  toDoor: { fr: "Entrée sans réseau", en: "Door without a network" },
  sound: { fr: "Son à chaque billet", en: "Sound for each ticket" },
});
