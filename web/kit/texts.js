// Texts that every screen shares.

import { textsOf } from "./language.js";

export const t = textsOf({
  discover: { fr: "Découvrir", en: "Discover" },
  bookings: { fr: "Réservations", en: "Bookings" },
  credit: { fr: "Mon crédit", en: "My credit" },
  signIn: { fr: "Connexion", en: "Sign in" },
  account: { fr: "Mon compte", en: "My account" },
  contact: { fr: "Contact", en: "Contact" },
  data: { fr: "Conditions et données", en: "Terms and data" },
  statistics: { fr: "Statistiques", en: "Statistics" },
  gone: { fr: "Plus disponible", en: "No longer available" },
  signOut: { fr: "Se déconnecter", en: "Sign out" },
  skip: { fr: "Aller au contenu", en: "Skip to content" },
  mainMenu: { fr: "Menu principal", en: "Main menu" },
  footMenu: { fr: "À propos", en: "About" },
  accessibility: {
    fr: "Accessibilité : non conforme, pas encore auditée",
    en: "Accessibility: not compliant, not audited yet",
  },
  siteMap: { fr: "Plan du site", en: "Site map" },
  otherLanguage: { fr: "English", en: "Français" },
  home: { fr: "culture pass, accueil", en: "culture pass, home" },
  proHome: { fr: "culture pass pro, accueil", en: "culture pass pro, home" },
  officeHome: { fr: "culture pass admin, accueil", en: "culture pass admin, home" },
  queues: { fr: "À traiter", en: "To do" },
  search: { fr: "Recherche", en: "Search" },
  health: { fr: "Santé", en: "Health" },
  surveys: { fr: "Questionnaires", en: "Surveys" },
  proStart: { fr: "Accueil", en: "Home" },
  desk: { fr: "Guichet", en: "Desk" },
  offers: { fr: "Offres", en: "Offers" },
  money: { fr: "Argent", en: "Money" },
  team: { fr: "Équipe", en: "Team" },
  offlineBar: {
    fr: "Pas de réseau. Tes billets restent lisibles dans Réservations.",
    en: "You are offline. Your tickets can still be read in Bookings.",
  },
  proOfflineBar: {
    fr: "Pas de réseau. Rien n'est envoyé tant qu'il n'est pas revenu.",
    en: "You are offline. Nothing is sent until the network is back.",
  },
  proOffline: {
    fr: "Le serveur ne répond pas : vérifiez votre connexion, puis réessayez.",
    en: "The server does not answer: check your connection, then try again.",
  },
  proUnavailable: {
    fr: "Le service a un problème en ce moment. Réessayez dans une minute.",
    en: "The service has a problem right now. Try again in a minute.",
  },
  notLoaded: { fr: "Cette page n'a pas pu se charger", en: "This page could not be loaded" },
  notLoadedHelp: {
    fr: "Le réseau a manqué. Réessaie quand il sera revenu ; tes billets restent lisibles dans Réservations.",
    en: "The network was lost. Try again once it is back; your tickets can still be read in Bookings.",
  },
  proNotLoadedHelp: {
    fr: "Le réseau a manqué. Réessayez quand il sera revenu.",
    en: "The network was lost. Try again once it is back.",
  },
  loading: { fr: "Chargement", en: "Loading" },
  retry: { fr: "Réessayer", en: "Try again" },
  close: { fr: "Fermer", en: "Close" },
  more: { fr: "Voir plus", en: "Show more" },
  lastPlaces: { fr: "Dernières places", en: "Last places" },
  duo: { fr: "Duo", en: "Duo" },
  online: { fr: "En ligne", en: "Online" },
  approximate: { fr: "environ {distance}", en: "about {distance}" },
  offline: {
    fr: "Le serveur ne répond pas : vérifie ta connexion, puis réessaie.",
    en: "The server does not answer: check your connection, then try again.",
  },
  unavailable: {
    fr: "Le service a un problème en ce moment. Réessaie dans une minute.",
    en: "The service has a problem right now. Try again in a minute.",
  },
});
