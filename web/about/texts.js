// Texts of the pages about the app.

import { textsOf } from "../kit/language.js";

export const t = textsOf({
  feedback: { fr: "Donner mon avis", en: "Give feedback" },
  accessibility: { fr: "Accessibilité", en: "Accessibility" },
  declaration: {
    fr: "Ce service s'engage à être accessible à toutes et à tous, selon l'article 47 de la loi n° 2005-102 du 11 février 2005. Il vise le RGAA 4.1 et les WCAG 2.2, niveau AA.",
    en: "This service is committed to being accessible to everybody, under article 47 of French law 2005-102 of 11 February 2005. It aims at RGAA 4.1 and WCAG 2.2, level AA.",
  },
  stateTitle: { fr: "État de conformité", en: "State of compliance" },
  state: {
    fr: "Non conforme : aucun audit par un tiers n'a encore eu lieu, et seul un audit permet d'annoncer un taux.",
    en: "Not compliant: no third party has audited it yet, and only an audit allows a rate to be stated.",
  },
  worksTitle: { fr: "Ce qui est prévu pour toi", en: "What is made for you" },
  works: {
    fr: "Tout se fait au clavier et avec un lecteur d'écran, jusqu'à 400 % de zoom, en thème clair ou sombre selon ton appareil, et sans animation si tu le demandes.",
    en: "Everything works with a keyboard and a screen reader, up to 400 % zoom, in the light or dark theme of your device, and without animation if you ask for it.",
  },
  testedTitle: { fr: "Ce qui est vérifié", en: "What is checked" },
  tested: {
    fr: "À chaque version, axe-core passe sur chaque écran, en clair et en sombre, à 320 pixels de large, et des parcours se font au clavier seul dans Chromium. Ces tests trouvent moins de la moitié des défauts.",
    en: "At every version, axe-core checks every screen, light and dark, 320 pixels wide, and stories are played with the keyboard alone in Chromium. Such tests find less than half of the faults.",
  },
  notAccessibleTitle: { fr: "Ce qui peut manquer", en: "What may be missing" },
  notAccessible1: {
    fr: "Les images des offres n'ont pas de texte de remplacement : elles illustrent ce que la page dit déjà.",
    en: "Pictures of offers have no alternative text: they illustrate what the page already says.",
  },
  notAccessible2: {
    fr: "Les textes des offres sont écrits par les lieux, en français, et ne sont pas toujours simples.",
    en: "The texts of offers are written by the venues, in French, and are not always plain.",
  },
  notAccessible3: {
    fr: "Le service n'a pas encore été essayé avec toutes les aides techniques.",
    en: "The service has not been tried with every assistive technology yet.",
  },
  barrierTitle: { fr: "Quelque chose te bloque ?", en: "Does something block you?" },
  barrier: {
    fr: "Dis-le : on te répond, et on t'aide à réserver autrement.",
    en: "Say so: you will get an answer, and help to book in another way.",
  },
  remedyTitle: { fr: "Sans réponse", en: "Without an answer" },
  remedy: {
    fr: "Tu as signalé un défaut qui t'empêche d'utiliser le service et la réponse ne te convient pas ? Tu peux saisir le Défenseur des droits.",
    en: "You reported a fault that keeps you from using the service, and the answer does not help? You can turn to the Défenseur des droits.",
  },
  defender: {
    fr: "Écrire au Défenseur des droits",
    en: "Write to the Défenseur des droits (in French)",
  },
  contact: { fr: "Contact", en: "Contact" },
  contactHelp: {
    fr: "Une question, un problème, une erreur dans une offre ? Écris ou appelle : c'est gratuit, et sans conséquence sur ton pass.",
    en: "A question, a problem, a mistake in an offer? Write or call: it is free, and changes nothing about your pass.",
  },
  noOperator: {
    fr: "Ce pass n'a pas encore indiqué d'adresse de contact. Adresse-toi à la personne ou au lieu qui t'en a parlé.",
    en: "This pass has not given a contact address yet. Ask the person or the place that mentioned it to you.",
  },
  email: { fr: "E-mail", en: "E-mail" },
  phone: { fr: "Téléphone", en: "Phone" },
  post: { fr: "Adresse postale", en: "Postal address" },
  helpTitle: { fr: "Cela t'aide peut-être déjà", en: "This may already help" },
  helpPassword: { fr: "Tu ne peux plus te connecter :", en: "You cannot sign in:" },
  helpApplication: {
    fr: "Tu veux savoir où en est ta demande :",
    en: "You want to know how far your application is:",
  },
  helpCancel: { fr: "Tu veux annuler une sortie :", en: "You want to cancel an outing:" },
  helpData: {
    fr: "Tu veux tes données, ou partir :",
    en: "You want your data, or to leave:",
  },
  data: { fr: "Conditions et données personnelles", en: "Terms and personal data" },
  operatorTitle: { fr: "Qui gère ce service", en: "Who runs this service" },
  termsTitle: { fr: "Les règles du pass", en: "The rules of the pass" },
  terms1: {
    fr: "Le pass est personnel : une seule personne, un seul pass, et ton code ne se vend pas.",
    en: "The pass is personal: one person, one pass, and your code is not for sale.",
  },
  terms2: {
    fr: "Ce que tu déclares est vrai. Une fausse déclaration peut suspendre ton pass.",
    en: "What you state is true. A false statement can suspend your pass.",
  },
  terms3: {
    fr: "Le crédit ne s'échange pas contre de l'argent, et ce qui reste à la date limite est perdu.",
    en: "Credit cannot be exchanged for money, and what is left at the end is lost.",
  },
  keptTitle: { fr: "Ce qui est gardé, et pourquoi", en: "What is kept, and why" },
  kept1: {
    fr: "Ton nom, ta date de naissance et ton code postal : pour vérifier que tu as droit au pass, une seule fois.",
    en: "Your name, date of birth and postal code: to check that you can have the pass, only once.",
  },
  kept2: {
    fr: "Ton adresse e-mail : pour te connecter et te prévenir.",
    en: "Your e-mail address: to sign you in and to notify you.",
  },
  kept3: {
    fr: "Tes réservations et ton crédit : le lieu ne voit que ton billet, et les comptes publics demandent une trace de l'argent, gardée sans ton nom si tu pars.",
    en: "Your bookings and your credit: the venue only sees your ticket, and public accounts need a record of the money, kept without your name if you leave.",
  },
  kept4: {
    fr: "Tes favoris : pour toi seul. Aucune publicité, aucun outil de mesure d'un tiers, aucun cookie.",
    en: "Your favourites: for you alone. No advertising, no third party's analytics, no cookies.",
  },
  kept5: {
    fr: "Tes avis, signalements, messages et réponses aux questionnaires : 13 mois au plus. Les lieux ne savent pas qui a signalé ou jugé une offre.",
    en: "Your opinions, reports, messages and answers to surveys: 13 months at most. Venues do not know who reported or rated an offer.",
  },
  rightsTitle: { fr: "Tes droits", en: "Your rights" },
  rights1: {
    fr: "Obtenir une copie de tes données, ou tout effacer : dans Mon compte, sans avoir à expliquer.",
    en: "Get a copy of your data, or erase everything: in My account, without having to explain.",
  },
  rights2: {
    fr: "Faire corriger une erreur : écris-nous. Sans réponse, tu peux saisir la CNIL (cnil.fr).",
    en: "Have a mistake corrected: write to us. Without an answer, you can turn to the CNIL (cnil.fr).",
  },
  deviceTitle: { fr: "Sur ton appareil", en: "On your device" },
  device1: {
    fr: "L'application garde ta session, ta langue, la ville choisie et tes billets, pour les montrer sans réseau. Te déconnecter efface les billets.",
    en: "The app keeps your session, your language, the town you chose and your tickets, to show them without a network. Signing out drops the tickets.",
  },
  account: { fr: "Mon compte", en: "My account" },
  favorites: { fr: "Mes favoris", en: "My favourites" },
  signUp: { fr: "Ouvrir mon pass", en: "Get my pass" },
  statistics: { fr: "Statistiques", en: "Statistics" },
  siteMap: { fr: "Plan du site", en: "Site map" },
  portal: { fr: "Espace des professionnels", en: "Portal for professionals" },
  join: { fr: "Inscrire une structure", en: "Register an organisation" },
  home: { fr: "Découvrir les offres", en: "Discover offers" },
  search: { fr: "Recherche", en: "Search" },
  bookings: { fr: "Mes réservations", en: "My bookings" },
  credit: { fr: "Mon crédit", en: "My credit" },
  signIn: { fr: "Se connecter", en: "Sign in" },
  reset: { fr: "Mot de passe oublié", en: "Forgotten password" },
  notFound: { fr: "Cette page n'existe pas", en: "This page does not exist" },
  notFoundHelp: {
    fr: "Le lien est peut-être ancien ou incomplet.",
    en: "The link may be old or incomplete.",
  },
  toHome: { fr: "Revenir à l'accueil", en: "Back to the home screen" },
});
