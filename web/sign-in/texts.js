// Texts of signing in and of a forgotten password.

import { textsOf } from "../kit/language.js";

export const t = textsOf({
  title: { fr: "Se connecter", en: "Sign in" },
  email: { fr: "Adresse e-mail", en: "E-mail address" },
  password: { fr: "Mot de passe", en: "Password" },
  showPassword: { fr: "Afficher le mot de passe", en: "Show the password" },
  submit: { fr: "Se connecter", en: "Sign in" },
  forgotten: { fr: "Mot de passe oublié ?", en: "Forgotten password?" },
  noAccount: { fr: "Pas encore de pass ?", en: "No pass yet?" },
  signUp: { fr: "Ouvrir mon pass", en: "Get my pass" },
  wrong: {
    fr: "Adresse ou mot de passe incorrect. Vérifie-les, ou demande un nouveau mot de passe.",
    en: "Wrong address or password. Check them, or ask for a new password.",
  },
  tooMany: {
    fr: "Trop d'essais. Attends quelques minutes, ou demande un nouveau mot de passe.",
    en: "Too many attempts. Wait a few minutes, or ask for a new password.",
  },
  disabled: {
    fr: "Ce compte est désactivé. Écris-nous.",
    en: "This account is disabled. Write to us.",
  },
  invalidEmail: {
    fr: "Cette adresse n'a pas la bonne forme : nom@exemple.fr.",
    en: "This address is not complete: name@example.com.",
  },
  needEmail: { fr: "Il manque l'adresse e-mail.", en: "Type your e-mail address." },
  needPassword: { fr: "Il manque le mot de passe.", en: "Type your password." },
  alreadyIn: { fr: "Tu utilises déjà le compte {email}.", en: "You are signed in as {email}." },
  goOn: { fr: "Continuer", en: "Continue" },
  resetTitle: { fr: "Nouveau mot de passe", en: "New password" },
  resetHelp: {
    fr: "Un lien pour choisir un nouveau mot de passe arrivera à cette adresse.",
    en: "A link to choose a new password will be sent to this address.",
  },
  send: { fr: "Recevoir le lien", en: "Get the link" },
  sent: {
    fr: "Si un compte existe à cette adresse, un e-mail est parti. Il se cache parfois dans les indésirables.",
    en: "If there is an account with this address, an e-mail is on its way. Look in your spam folder too.",
  },
  demo: {
    fr: "Démonstration : ana@demo.test, mot de passe culture-pass.",
    en: "Demonstration: ana@demo.test, password culture-pass.",
  },
});
