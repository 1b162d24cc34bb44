// The words for roles, kinds of things, states and acts of the API.

import { textsOf } from "../../kit/language.js";

/** @typedef {import("../../kit/language.js").Text} Text */

/** Return the words of a table; a key that is newer than the app stands for itself. @param {Record<string, Text>} table */
function wordsOf(table) {
  const say = textsOf(table);
  return (/** @type {string} */ key) => (key in table ? say(key) : key.replaceAll("_", " "));
}

export const kinds = textsOf({
  beneficiaries: { fr: "Jeunes", en: "Young people" },
  professionals: { fr: "Professionnels", en: "Professionals" },
  offerers: { fr: "Structures", en: "Organisations" },
  venues: { fr: "Lieux", en: "Venues" },
  offers: { fr: "Offres", en: "Offers" },
  bookings: { fr: "Réservations", en: "Bookings" },
});

export const roleWords = wordsOf({
  administrator: { fr: "administration", en: "administrator" },
  support: { fr: "assistance", en: "support" },
  review: { fr: "modération", en: "review" },
  finance: { fr: "finances", en: "finance" },
});

const STATES = {
  beneficiaries: wordsOf({
    pending: { fr: "Inscription en attente", en: "Sign-up waiting" },
    active: { fr: "Pass actif", en: "Active pass" },
    suspended: { fr: "Suspendu", en: "Suspended" },
    erased: { fr: "Données effacées", en: "Data erased" },
  }),
  offerers: wordsOf({
    pending: { fr: "En attente", en: "Waiting" },
    set_aside: { fr: "Mise de côté", en: "Set aside" },
    validated: { fr: "Validée", en: "Validated" },
    rejected: { fr: "Refusée", en: "Rejected" },
    closed: { fr: "Fermée", en: "Closed" },
    waiting: { fr: "En attente", en: "Waiting" },
  }),
  offers: wordsOf({
    draft: { fr: "Brouillon", en: "Draft" },
    pending: { fr: "À relire", en: "To review" },
    rejected: { fr: "Refusée", en: "Rejected" },
    inactive: { fr: "En pause", en: "Paused" },
    unpublished: { fr: "En pause", en: "Paused" },
    scheduled: { fr: "Programmée", en: "Scheduled" },
    published: { fr: "Publiée", en: "Published" },
    active: { fr: "Réservable", en: "Bookable" },
    expired: { fr: "Passée", en: "Past" },
    sold_out: { fr: "Complète", en: "Sold out" },
    closed: { fr: "Structure fermée", en: "Organisation closed" },
  }),
  bookings: wordsOf({
    confirmed: { fr: "À utiliser", en: "To be used" },
    used: { fr: "Utilisée", en: "Used" },
    reimbursed: { fr: "Remboursée au lieu", en: "Paid to the venue" },
    cancelled: { fr: "Annulée", en: "Cancelled" },
    expired: { fr: "Expirée", en: "Expired" },
  }),
  bank_accounts: wordsOf({
    pending: { fr: "En attente", en: "Waiting" },
    accepted: { fr: "Accepté", en: "Accepted" },
    refused: { fr: "Refusé", en: "Refused" },
    closed: { fr: "Fermé", en: "Closed" },
  }),
  batches: wordsOf({
    preparing: { fr: "En préparation", en: "Being prepared" },
    prepared: { fr: "Prêt à envoyer", en: "Ready to send" },
    sent: { fr: "Envoyé à la banque", en: "Sent to the bank" },
    executed: { fr: "Exécuté", en: "Executed" },
  }),
};

/** Return the words for a state of a kind of thing. @param {string} kind @param {string} state */
export const stateWords = (kind, state) =>
  (STATES[/** @type {keyof typeof STATES} */ (kind)] ?? STATES.offerers)(state);

export const entryWords = wordsOf({
  grant: { fr: "Crédit accordé", en: "Credit granted" },
  hold: { fr: "Mis de côté", en: "Held" },
  capture: { fr: "Dépensé", en: "Spent" },
  release: { fr: "Rendu", en: "Returned" },
  reversal: { fr: "Dépense annulée", en: "Spending undone" },
  expire: { fr: "Expiré", en: "Expired" },
  transfer: { fr: "Changement de dispositif", en: "Moved between schemes" },
});

export const cancelledWords = wordsOf({
  beneficiary: { fr: "par le ou la jeune", en: "by the young person" },
  offerer: { fr: "par la structure", en: "by the organisation" },
  offerer_closed: { fr: "structure fermée", en: "organisation closed" },
  offer_rejected: { fr: "offre refusée", en: "offer rejected" },
  expired: { fr: "délai passé", en: "out of time" },
  fraud: { fr: "fraude", en: "fraud" },
  support: { fr: "par l'assistance", en: "by support" },
  overpayment: { fr: "trop-perçu", en: "overpayment" },
});

export const suspensionWords = wordsOf({
  fraud: { fr: "fraude", en: "fraud" },
  user_request: { fr: "à sa demande", en: "at their request" },
  administrative: { fr: "décision administrative", en: "administrative decision" },
});

export const actWords = wordsOf({
  add_comment: { fr: "Commentaire", en: "Comment" },
  set_admin_roles: { fr: "Rôles changés", en: "Roles changed" },
  suspend_professional: { fr: "Professionnel suspendu", en: "Professional suspended" },
  unsuspend_professional: { fr: "Suspension levée", en: "Suspension lifted" },
  set_offerer_aside: { fr: "Structure mise de côté", en: "Organisation set aside" },
  reject_offerer: { fr: "Structure refusée", en: "Organisation rejected" },
  set_claim_aside: { fr: "Demande mise de côté", en: "Request set aside" },
  reject_claim: { fr: "Demande refusée", en: "Request rejected" },
  validate_offerer: { fr: "Structure validée", en: "Organisation validated" },
  reassign_offerer: { fr: "Structure réattribuée", en: "Organisation reassigned" },
  close_offerer: { fr: "Structure fermée", en: "Organisation closed" },
  activate_beneficiary: { fr: "Pass activé", en: "Pass activated" },
  suspend_beneficiary: { fr: "Compte suspendu", en: "Account suspended" },
  unsuspend_beneficiary: { fr: "Suspension levée", en: "Suspension lifted" },
  give_bonus: { fr: "Bonus accordé", en: "Bonus granted" },
  export_person: { fr: "Données exportées", en: "Data exported" },
  cancel_for_holder: { fr: "Réservation annulée", en: "Booking cancelled" },
  redeem_for_holder: { fr: "Réservation validée", en: "Booking redeemed" },
  reinstate_booking: { fr: "Réservation remise", en: "Booking returned" },
  approve_offer: { fr: "Offre acceptée", en: "Offer approved" },
  reject_offer: { fr: "Offre refusée", en: "Offer rejected" },
  decide_offers: { fr: "Décision en lot", en: "Decision in bulk" },
  decide_reports: { fr: "Signalements traités", en: "Reports decided" },
  answer_feedback: { fr: "Réponse envoyée", en: "Answer sent" },
  make_survey: { fr: "Questionnaire créé", en: "Survey made" },
  reschedule_survey: {
    fr: "Fermeture du questionnaire changée",
    en: "Closing of the survey changed",
  },
  accept_bank_account: { fr: "Compte bancaire accepté", en: "Bank account accepted" },
  refuse_bank_account: { fr: "Compte bancaire refusé", en: "Bank account refused" },
  close_bank_account: { fr: "Compte bancaire fermé", en: "Bank account closed" },
  accept_account_move: { fr: "Changement de compte accepté", en: "Change of account accepted" },
  refuse_account_move: { fr: "Changement de compte refusé", en: "Change of account refused" },
  begin_batch: { fr: "Lot commencé", en: "Batch begun" },
  mark_batch_sent: { fr: "Lot envoyé à la banque", en: "Batch sent to the bank" },
  record_bank_answers: { fr: "Réponses de la banque", en: "Answers of the bank" },
  force_debit_note: { fr: "Avis de débit demandé", en: "Debit note asked for" },
  add_custom_rule: { fr: "Règle de remboursement ajoutée", en: "Reimbursement rule added" },
  end_custom_rule: { fr: "Règle de remboursement arrêtée", en: "Reimbursement rule ended" },
  take_back_overpayment: { fr: "Trop-perçu repris", en: "Overpayment taken back" },
});
