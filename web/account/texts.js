// Texts of the person's own account.

import { textsOf } from "../kit/language.js";

export const t = textsOf({
  title: { fr: "Mon compte", en: "My account" },
  needSignIn: {
    fr: "Connecte-toi pour voir ton compte.",
    en: "Sign in to see your account.",
  },
  signIn: { fr: "Se connecter", en: "Sign in" },
  signUp: { fr: "Ouvrir mon pass", en: "Get my pass" },
  signOut: { fr: "Se déconnecter", en: "Sign out" },
  favorites: { fr: "Mes favoris", en: "My favourites" },
  bookings: { fr: "Mes réservations", en: "My bookings" },
  credit: { fr: "Mon crédit", en: "My credit" },
  feedback: { fr: "Donner mon avis", en: "Give feedback" },
  pending: { fr: "Ta demande est en cours.", en: "Your application is being checked." },
  seeApplication: { fr: "Voir où elle en est", en: "See how far it is" },
  noPass: { fr: "Tu n'as pas encore de pass.", en: "You do not have a pass yet." },
  suspended: {
    fr: "Tu as suspendu ton compte. Tu peux le reprendre jusqu'au {day} ; ensuite il sera effacé.",
    en: "You suspended your account. You can take it back until {day}; then it will be erased.",
  },
  takeBack: { fr: "Reprendre mon compte", en: "Take my account back" },
  suspendedByOthers: {
    fr: "Ton compte a été suspendu par l'équipe du pass : tu ne peux pas réserver.",
    en: "The team of the pass has suspended your account: you cannot book.",
  },
  contact: { fr: "Nous contacter", en: "Contact us" },
  reminders: { fr: "Rappels", en: "Reminders" },
  remindersHelp: {
    fr: "Un e-mail pour te rappeler. Ceux qui concernent ton crédit et tes codes partent toujours.",
    en: "An e-mail to remind you. Those about your credit and your codes are always sent.",
  },
  upcoming_events: { fr: "La veille d'une sortie", en: "The day before an event" },
  expiring_bookings: {
    fr: "Quand une réservation va expirer",
    en: "When a booking is about to expire",
  },
  language: { fr: "Langue", en: "Language" },
  install: { fr: "Sur ton écran d'accueil", en: "On your home screen" },
  installHelp: {
    fr: "Ouvre le pass comme une application : tes billets s'affichent même sans réseau.",
    en: "Open the pass like an app: your tickets show even without a network.",
  },
  installByHand: {
    fr: "Touche Partager, puis « Sur l'écran d'accueil » : tes billets s'affichent même sans réseau.",
    en: "Tap Share, then “Add to Home Screen”: your tickets show even without a network.",
  },
  installNow: { fr: "Installer l'application", en: "Install the app" },
  data: { fr: "Mes données", en: "My data" },
  dataHelp: {
    fr: "Tout ce que le pass garde sur toi, dans un fichier à lire.",
    en: "Everything that the pass keeps about you, in a file to read.",
  },
  dataPolicy: { fr: "Ce qui est gardé, et pourquoi", en: "What is kept, and why" },
  getData: { fr: "Obtenir mes données", en: "Get my data" },
  getDataHelp: {
    fr: "Le fichier se prépare en quelques minutes. Il restera sept jours à ton nom, et un e-mail te préviendra.",
    en: "The file is prepared within a few minutes. It stays here for seven days, and you will get an e-mail.",
  },
  confirmData: { fr: "Préparer le fichier", en: "Prepare the file" },
  preparing: {
    fr: "Ton fichier se prépare. Tu peux quitter cette page : un e-mail te préviendra.",
    en: "Your file is being prepared. You can leave this page: you will get an e-mail.",
  },
  ready: {
    fr: "Ton fichier est prêt, jusqu'au {day}.",
    en: "Your file is ready, until {day}.",
  },
  download: { fr: "Télécharger mes données", en: "Download my data" },
  security: { fr: "Sécurité et départ", en: "Security and leaving" },
  everywhere: { fr: "Me déconnecter partout", en: "Sign me out everywhere" },
  everywhereHelp: {
    fr: "Un appareil perdu ou prêté ? Ferme toutes tes sessions.",
    en: "A device that was lost or lent? End all your sessions.",
  },
  everywhereSure: {
    fr: "Tu devras te reconnecter sur chaque appareil, celui-ci compris.",
    en: "You will have to sign in again on every device, this one too.",
  },
  everywhereConfirm: { fr: "Fermer toutes mes sessions", en: "End all my sessions" },
  suspend: { fr: "Suspendre mon compte", en: "Suspend my account" },
  suspendHelp: {
    fr: "Quelqu'un utilise ton compte, ou tu veux faire une pause ?",
    en: "Is somebody using your account, or do you want a break?",
  },
  suspendSure: {
    fr: "Tes réservations en cours seront annulées. Tu as 60 jours pour reprendre ton compte ; ensuite il sera effacé.",
    en: "Your open bookings will be cancelled. You have 60 days to take your account back; then it will be erased.",
  },
  suspendConfirm: { fr: "Suspendre maintenant", en: "Suspend now" },
  erase: { fr: "Effacer mon compte", en: "Erase my account" },
  eraseHelp: {
    fr: "Ton nom, tes favoris et ton compte disparaissent, et le crédit qui reste est perdu.",
    en: "Your name, your favourites and your account go, and the credit that is left is lost.",
  },
  eraseSure: {
    fr: "C'est définitif : tes réservations en cours seront annulées. Si tu redemandes un pass un jour, ta demande sera examinée à part.",
    en: "There is no way back: your open bookings will be cancelled. If you ever apply again, your application will be reviewed separately.",
  },
  erased: { fr: "Ton compte est effacé.", en: "Your account is erased." },
  eraseConfirm: { fr: "Effacer définitivement", en: "Erase for good" },
});
