// Texts of the portal's entrance.

import { textsOf } from "../../kit/language.js";

export const t = textsOf({
  signInLead: {
    fr: "Connectez-vous avec le compte de votre structure.",
    en: "Sign in with the account of your organisation.",
  },
  email: { fr: "Adresse e-mail", en: "E-mail address" },
  password: { fr: "Mot de passe", en: "Password" },
  needEmail: {
    fr: "Écrivez votre adresse e-mail, comme nom@exemple.fr.",
    en: "Type your e-mail address, such as name@example.com.",
  },
  needPassword: { fr: "Écrivez votre mot de passe.", en: "Type your password." },
  signIn: { fr: "Se connecter", en: "Sign in" },
  forgotten: { fr: "Mot de passe oublié ?", en: "Forgotten password?" },
  newHere: { fr: "Pas encore inscrit ?", en: "New here?" },
  newHereLead: {
    fr: "Librairie, salle, musée, association : il faut votre SIREN et cinq minutes.",
    en: "Bookshop, venue, museum, association: you need your SIREN and five minutes.",
  },
  join: { fr: "Inscrire ma structure", en: "Register my organisation" },
  demo: {
    fr: "Démonstration : pro@demo.test, mot de passe culture-pass.",
    en: "Demonstration: pro@demo.test, password culture-pass.",
  },
  wrong: {
    fr: "Adresse ou mot de passe incorrect. Vérifiez-les, ou demandez un nouveau mot de passe.",
    en: "Wrong address or password. Check them, or ask for a new password.",
  },
  tooMany: {
    fr: "Trop d'essais. Attendez quelques minutes.",
    en: "Too many attempts. Wait a few minutes.",
  },
  disabled: {
    fr: "Ce compte est désactivé. Écrivez-nous.",
    en: "This account is disabled. Write to us.",
  },
  emailInUse: {
    fr: "Un compte existe déjà à cette adresse : connectez-vous.",
    en: "There is an account with this address: sign in.",
  },
  weakPassword: {
    fr: "Ce mot de passe est trop court : 12 caractères au moins.",
    en: "This password is too short: 12 characters at least.",
  },
  noOfferer: {
    fr: "Votre compte n'est rattaché à aucune structure. Inscrivez la vôtre, ou demandez à ses membres de vous inviter.",
    en: "Your account belongs to no organisation. Register yours, or ask its members to invite you.",
  },
  invitedBy: { fr: "{name} ({siren}) vous invite", en: "{name} ({siren}) invites you" },
  invitedHelp: {
    fr: "En acceptant, vous gérez avec ses membres ses offres, son guichet et son argent.",
    en: "If you accept, you manage its offers, its desk and its money with its members.",
  },
  invitedUntil: { fr: "Valable jusqu'au {day}.", en: "Valid until {day}." },
  accept: { fr: "Accepter", en: "Accept" },
  decline: { fr: "Décliner", en: "Decline" },
  joined: { fr: "Vous êtes membre de {name}.", en: "You are a member of {name}." },
  declined: {
    fr: "L'invitation de {name} est déclinée.",
    en: "The invitation of {name} is declined.",
  },
  verify: { fr: "Confirmez votre adresse {email}.", en: "Confirm your address {email}." },
  verifyToSee: {
    fr: "Les invitations qu'elle a reçues apparaîtront ici.",
    en: "The invitations that it was sent will be shown here.",
  },
  sendLink: { fr: "Recevoir le lien", en: "Get the link" },
  sendAgain: { fr: "Renvoyer le lien", en: "Send the link again" },
  linkSent: {
    fr: "Le lien est parti par e-mail. Ouvrez-le, puis revenez ici.",
    en: "The link is on its way by e-mail. Open it, then come back here.",
  },
  isVerified: { fr: "C'est fait", en: "Done" },
  notVerified: {
    fr: "Votre adresse n'est pas encore confirmée.",
    en: "Your address is not confirmed yet.",
  },
  claimWaits: {
    fr: "Votre demande pour le SIREN {siren} attend sa validation.",
    en: "Your request for the SIREN {siren} waits for validation.",
  },
  offerer: { fr: "Structure", en: "Organisation" },
  venue: { fr: "Lieu", en: "Venue" },
  allVenues: { fr: "Tous les lieux ({count})", en: "All venues ({count})" },
  seeClaim: { fr: "Voir où elle en est", en: "See where it is" },
});
