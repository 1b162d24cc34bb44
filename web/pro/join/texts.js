// Texts of joining.

import { textsOf } from "../../kit/language.js";

export const t = textsOf({
  title: { fr: "Inscrire ma structure", en: "Register my organisation" },
  mine: { fr: "Structure et lieux", en: "Organisation and venues" },
  accountLead: {
    fr: "D'abord un compte pour vous ; vos collègues auront le leur.",
    en: "First an account for you; your colleagues will have theirs.",
  },
  passwordHint: { fr: "12 caractères au moins.", en: "12 characters at least." },
  needEmail: {
    fr: "Écrivez votre adresse, comme nom@exemple.fr.",
    en: "Type your address, such as name@example.com.",
  },
  needPassword: {
    fr: "Il faut 12 caractères au moins.",
    en: "It needs 12 characters at least.",
  },
  createAccount: { fr: "Créer mon compte", en: "Create my account" },
  haveAccount: { fr: "J'ai déjà un compte", en: "I have an account" },
  offererLead: {
    fr: "Votre structure est la personne morale ; le lieu est l'endroit où l'on vient.",
    en: "Your organisation is the legal entity; the venue is the place where people come.",
  },
  siren: { fr: "SIREN ou SIRET", en: "SIREN or SIRET" },
  sirenHint: {
    fr: "9 ou 14 chiffres, sur vos documents officiels. En Nouvelle-Calédonie ou en Polynésie : RID ou numéro TAHITI.",
    en: "9 or 14 digits, on your official papers. In New Caledonia or French Polynesia: RID or TAHITI number.",
  },
  siret: { fr: "SIRET du lieu, s'il en a un", en: "SIRET of the venue, if it has one" },
  siretHint: { fr: "14 chiffres.", en: "14 digits." },
  rightNumber: { fr: "✓ Numéro juste", en: "✓ Right number" },
  wrongNumber: {
    fr: "Ce numéro n'est pas juste : un chiffre est faux ou manque.",
    en: "This number is not right: a digit is wrong or missing.",
  },
  needNumber: { fr: "Écrivez le numéro en entier.", en: "Type the whole number." },
  noSiret: { fr: "Sans SIRET indiqué à l'inscription", en: "No SIRET given at registration" },
  name: { fr: "Nom de la structure", en: "Name of the organisation" },
  venueName: { fr: "Nom du lieu", en: "Name of the venue" },
  needName: { fr: "Écrivez le nom.", en: "Type the name." },
  street: { fr: "Numéro et rue", en: "Number and street" },
  needStreet: { fr: "Écrivez l'adresse.", en: "Type the address." },
  town: { fr: "Commune ou code postal", en: "Town or postal code" },
  needTown: {
    fr: "Aucune commune ne correspond : essayez son code postal.",
    en: "No town matches: try its postal code.",
  },
  join: { fr: "Envoyer ma demande", en: "Send my request" },
  claimed: {
    fr: "Votre demande pour le SIREN {siren} attend sa validation. Vous recevrez un e-mail.",
    en: "Your request for the SIREN {siren} waits for validation. You will get an e-mail.",
  },
  pending: {
    fr: "SIREN {siren}. Nos équipes vérifient votre demande ; vous recevrez un e-mail.",
    en: "SIREN {siren}. Our team is checking your request; you will get an e-mail.",
  },
  validated: {
    fr: "SIREN {siren}. Votre structure est validée : vous pouvez publier.",
    en: "SIREN {siren}. Your organisation is validated: you can publish.",
  },
  rejected: {
    fr: "SIREN {siren}. Votre demande a été refusée ; la raison est dans l'e-mail reçu.",
    en: "SIREN {siren}. Your request was rejected; the reason is in the e-mail that you got.",
  },
  closed: { fr: "SIREN {siren}. Cette structure est fermée.", en: "SIREN {siren}. Closed." },
  meanwhile: { fr: "En attendant", en: "Meanwhile" },
  next: { fr: "La suite", en: "What next" },
  doPublish: {
    fr: "Préparez une première offre : le brouillon est gardé.",
    en: "Prepare a first offer: the draft is kept.",
  },
  prepare: { fr: "Préparer une offre", en: "Prepare an offer" },
  doMoney: {
    fr: "Ajoutez un compte bancaire : sa vérification prend quelques jours.",
    en: "Add a bank account: its verification takes a few days.",
  },
  addAccount: { fr: "Ajouter un compte", en: "Add an account" },
  doDesk: {
    fr: "Regardez le guichet où vous validerez les billets.",
    en: "Look at the desk where you will redeem tickets.",
  },
  desk: { fr: "Voir le guichet", en: "See the desk" },
  venues: { fr: "Vos lieux", en: "Your venues" },
  addVenue: { fr: "Ajouter un lieu", en: "Add a venue" },
  venueAdded: { fr: "Le lieu est ajouté.", en: "The venue is added." },
  another: { fr: "Inscrire une autre structure", en: "Register another organisation" },
});
