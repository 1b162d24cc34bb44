// Every refusal of the API in words, by its code. A test holds the table complete.

import { money } from "./format.js";
import { textsOf } from "./language.js";
import { POLITE, PROFESSIONALS } from "./refusals-pro.js";
import { isAtWork } from "./router.js";

/** @typedef {import("./language.js").Text} Text */

/** @satisfies {Record<string, Text>} */
const EVERYBODY = {
  already_booked: {
    fr: "Tu as déjà réservé cette offre. Ton billet est dans Réservations.",
    en: "You have already booked this offer. Your ticket is in Bookings.",
  },
  already_reported: {
    fr: "Cette offre a déjà été signalée avec ce compte.",
    en: "You have already reported this offer.",
  },
  already_signed_up: {
    fr: "Ce compte est déjà inscrit.",
    en: "This account has already signed up.",
  },
  already_used: {
    fr: "Ce billet a déjà servi : il ne peut plus changer.",
    en: "This ticket was already used and can no longer change.",
  },
  bad_period: {
    fr: "Le premier mois vient après le dernier.",
    en: "The first month comes after the last one.",
  },
  answer_invalid: {
    fr: "Il manque une réponse, ou elle ne convient pas à la question.",
    en: "An answer is missing, or does not fit its question.",
  },
  beneficiary_not_active: { fr: "Ce compte n'est pas actif.", en: "This account is not active." },
  beneficiary_only: {
    fr: "Il faut un pass pour cela. Inscris-toi, ou connecte-toi avec le compte de ton pass.",
    en: "You need a pass for this. Apply for one, or sign in with the account of your pass.",
  },
  body_too_large: {
    fr: "C'est trop long. Raccourcis, puis réessaie.",
    en: "This is too long. Shorten it, then try again.",
  },
  booking_closed: {
    fr: "Les réservations sont fermées pour cette date. Choisis-en une autre.",
    en: "Booking is closed for this date. Choose another one.",
  },
  cancelled: { fr: "Cette réservation a été annulée.", en: "This booking was cancelled." },
  cap_reached: {
    fr: "Il te reste {remaining} pour ce genre d'offres : ce n'est pas assez. Le reste de ton crédit sert aux autres.",
    en: "You have {remaining} left for this kind of offer, which is not enough. The rest of your credit is for other kinds.",
  },
  category_excluded: {
    fr: "Ton pass ne permet pas ce genre d'offres. Cherche autre chose, il y a de quoi faire.",
    en: "Your pass does not allow this kind of offer. Look for something else: there is plenty.",
  },
  contention: {
    fr: "Beaucoup de monde réserve en ce moment. Rien n'a été débité ; réessaie dans quelques secondes.",
    en: "Many people are booking right now. Nothing was charged; try again in a few seconds.",
  },
  expired: {
    fr: "Cette réservation a expiré. Ton crédit est revenu.",
    en: "This booking has expired. Your credit is back.",
  },
  export_not_ready: {
    fr: "Tes données se préparent. Un e-mail te préviendra.",
    en: "Your data is being prepared. You will get an e-mail.",
  },
  grant_expired: {
    fr: "La période de ton crédit est finie. Tu peux encore réserver ce qui est gratuit.",
    en: "The period of your credit is over. You can still book what is free.",
  },
  idempotency_key_reused: {
    fr: "Cette demande a déjà été traitée autrement. Recharge la page.",
    en: "This request was already answered in another form. Reload the page.",
  },
  in_the_past: {
    fr: "Cette date est passée. Choisis-en une à venir.",
    en: "This date has passed. Choose one to come.",
  },
  insufficient_credit: {
    fr: "Il te reste {available} : ce n'est pas assez. Regarde les offres moins chères ou gratuites.",
    en: "You have {available} left, which is not enough. Look at cheaper or free offers.",
  },
  malformed: {
    fr: "Quelque chose est mal rempli. Vérifie ce que tu as écrit.",
    en: "Something is not filled in well. Check what you typed.",
  },
  no_figures: {
    fr: "Rien n'est encore publié pour ce territoire.",
    en: "Nothing is published for this territory yet.",
  },
  no_activation_code: {
    fr: "Il n'y a plus de code disponible pour cette offre. Choisis-en une autre.",
    en: "No code is left for this offer. Choose another one.",
  },
  no_date: {
    fr: "Cette réservation n'a pas de date à noter.",
    en: "This booking has no date to note.",
  },
  no_wallet: {
    fr: "Tu n'as pas encore reçu ton crédit.",
    en: "You have not received your credit yet.",
  },
  not_active: {
    fr: "Ton pass n'est pas encore actif. Tu pourras réserver une fois ton inscription validée.",
    en: "Your pass is not active yet. You can book once your application is accepted.",
  },
  not_bookable: {
    fr: "Cette offre n'est plus proposée. Cherche-en une autre.",
    en: "This offer is no longer available. Look for another one.",
  },
  not_eligible: {
    fr: "Aucun pass ne correspond à ton âge et à ton lieu de vie pour l'instant.",
    en: "No pass fits your age and where you live for now.",
  },
  not_found: { fr: "Il n'y a rien à cette adresse.", en: "There is nothing at this address." },
  not_surveyed: {
    fr: "Ce questionnaire est destiné à d'autres personnes.",
    en: "This survey is for other people.",
  },
  not_used_yet: {
    fr: "On peut donner son avis une fois le billet utilisé.",
    en: "You can react once the ticket was used.",
  },
  page_token_invalid: {
    fr: "La liste a changé. Recharge la page.",
    en: "The list has changed. Reload the page.",
  },
  phone_invalid: {
    fr: "Ce numéro de téléphone n'est pas complet.",
    en: "This phone number is not complete.",
  },
  place_incomplete: {
    fr: "Ce lieu est incomplet. Choisis une ville.",
    en: "This place is incomplete. Choose a town.",
  },
  quantity_invalid: {
    fr: "Tu peux prendre une place, ou deux si l'offre est duo.",
    en: "You can take one place, or two if the offer is a duo.",
  },
  sold_out: {
    fr: "Il n'y a plus assez de places. Essaie une autre date, ou une seule place.",
    en: "There are not enough places left. Try another date, or a single place.",
  },
  survey_answered: {
    fr: "Ce compte a déjà répondu à ce questionnaire.",
    en: "You have already answered this survey.",
  },
  survey_not_open: { fr: "Ce questionnaire n'est pas ouvert.", en: "This survey is not open." },
  suspended: {
    fr: "Ce compte est suspendu. Écris à l'organisme de ton pass pour savoir pourquoi.",
    en: "This account is suspended. Write to the organisation of your pass to learn why.",
  },
  taken_back: {
    fr: "Cette demande a déjà été faite, puis annulée.",
    en: "This request was carried out, then undone.",
  },
  too_late: {
    fr: "C'est trop tard pour annuler. Si tu ne peux pas venir, préviens le lieu.",
    en: "It is too late to cancel. If you cannot come, let the venue know.",
  },
  too_many_favorites: {
    fr: "Tu as déjà 100 favoris. Retires-en un d'abord.",
    en: "You have 100 favourites already. Remove one first.",
  },
  too_many_figures: {
    fr: "C'est trop à la fois : demande moins de mois ou de territoires.",
    en: "This is too much at once: ask for fewer months or territories.",
  },
  too_much_feedback: {
    fr: "Trop d'envois à la suite. Il faut attendre quelques heures.",
    en: "Too many in a row. Wait a few hours before sending another.",
  },
  unauthenticated: {
    fr: "Ta session est finie. Reconnecte-toi.",
    en: "Your session has ended. Sign in again.",
  },
  unavailable: {
    fr: "Le service a un problème en ce moment. Réessaie dans une minute.",
    en: "The service has a problem right now. Try again in a minute.",
  },
  unknown_account: { fr: "Ce compte n'existe pas.", en: "There is no such account." },
  unknown_beneficiary: { fr: "Ce bénéficiaire n'existe pas.", en: "There is no such beneficiary." },
  unknown_booking: { fr: "Tu n'as pas cette réservation.", en: "You do not have this booking." },
  unknown_category: {
    fr: "Ce genre d'offres n'existe pas.",
    en: "There is no such kind of offer.",
  },
  unknown_export: {
    fr: "Aucun export de tes données n'est prêt.",
    en: "No export of your data is ready.",
  },
  unknown_offer: {
    fr: "Cette offre n'existe pas ou plus.",
    en: "This offer does not exist, or no longer.",
  },
  unknown_postal_code: {
    fr: "Ce code postal n'existe pas en France.",
    en: "There is no such postal code in France.",
  },
  unknown_stock: {
    fr: "Cette date n'est plus proposée. Choisis-en une autre.",
    en: "This date is no longer available. Choose another one.",
  },
  unknown_survey: { fr: "Ce questionnaire n'existe pas.", en: "There is no such survey." },
  unknown_venue: {
    fr: "Ce lieu n'existe pas ou plus.",
    en: "This venue does not exist, or no longer.",
  },
  unsupported_media_type: {
    fr: "Ce format n'est pas accepté.",
    en: "This format is not accepted.",
  },
};

export const REFUSALS = { ...PROFESSIONALS, ...EVERYBODY };

const say = textsOf(REFUSALS);
const sayPolitely = textsOf({ ...REFUSALS, ...POLITE });

/**
 * Return a refusal in words; one whose code is newer than the app reads like a fault of the service.
 *
 * @param {import("./api.js").Problem} problem
 */
export function inWords({ code, facts }) {
  const known = /** @type {keyof typeof REFUSALS} */ (code in REFUSALS ? code : "unavailable");
  return (isAtWork() ? sayPolitely : say)(known, {
    limit: Number(facts.limit ?? facts.most ?? 0),
    remaining: money(Number(facts.remaining_cents ?? 0)),
    available: money(Number(facts.available_cents ?? 0)),
    booked: Number(facts.booked ?? 0),
  });
}
