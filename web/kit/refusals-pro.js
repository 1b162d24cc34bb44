// Refusals that professionals and administrators meet, by their code.

/** @satisfies {Record<string, import("./language.js").Text>} */
export const PROFESSIONALS = {
  activation_code_given: {
    fr: "Le code d'activation a été remis : l'utilisation ne peut plus être annulée.",
    en: "The activation code was given out, so the use cannot be undone.",
  },
  admin_only: {
    fr: "Seule une personne qui administre ce pass peut faire cela.",
    en: "Only an administrator with the right role may do this.",
  },
  already_exists: {
    fr: "Une structure avec ce SIREN existe déjà.",
    en: "An organisation with this SIREN already exists.",
  },
  amount_too_high: {
    fr: "C'est plus que ce qui a été payé pour cette réservation.",
    en: "This is more than was paid for this booking.",
  },
  api_key_scope_missing: {
    fr: "Cette clé d'API n'a pas le droit nécessaire.",
    en: "This API key does not have the right that it needs.",
  },
  bank_account_decided: {
    fr: "Une décision a déjà été prise sur ce compte bancaire.",
    en: "This bank account was already decided on.",
  },
  bank_account_not_accepted: {
    fr: "Il faut un compte bancaire accepté.",
    en: "This needs an accepted bank account.",
  },
  bank_account_not_open: {
    fr: "Ce compte bancaire a été refusé ou fermé.",
    en: "This bank account was refused or closed.",
  },
  begins_at_missing: {
    fr: "Un événement a besoin d'une date de début.",
    en: "An event needs a start date.",
  },
  begins_at_not_allowed: {
    fr: "Seul un événement a une date de début.",
    en: "Only an event has a start date.",
  },
  booked_without_codes: {
    fr: "Des réservations sans code existent déjà ici : chargez les codes ailleurs.",
    en: "There are bookings without a code here: load the codes elsewhere.",
  },
  booking_limit_after_beginning: {
    fr: "Les réservations doivent fermer avant le début.",
    en: "Booking must close before the start.",
  },
  codes_expire_too_soon: {
    fr: "Les codes doivent rester valables 7 jours après la fin des réservations.",
    en: "Codes must stay valid for 7 days after booking closes.",
  },
  codes_not_allowed: {
    fr: "Les codes d'activation sont pour une offre en ligne, sans date ni duo.",
    en: "Activation codes are for an online offer without a date or duo.",
  },
  countermark_given_again: {
    fr: "Ce code appartient maintenant à une autre réservation.",
    en: "This code now belongs to another booking.",
  },
  description_missing: {
    fr: "Ajoutez une description avant de publier.",
    en: "Add a description before publishing.",
  },
  detail_not_allowed: {
    fr: "Ce détail ne va pas avec cette catégorie.",
    en: "This detail does not go with this category.",
  },
  duo_not_allowed: {
    fr: "Cette catégorie ne peut pas être duo.",
    en: "This category cannot be duo.",
  },
  ean_invalid: {
    fr: "Un EAN a 13 chiffres : vérifiez-les.",
    en: "An EAN has 13 digits: check them.",
  },
  event_past: { fr: "Un événement passé ne change plus.", en: "A past event no longer changes." },
  feedback_answered: {
    fr: "Ce message a déjà reçu une autre réponse.",
    en: "This message already has another answer.",
  },
  iban_exists: {
    fr: "Ce compte bancaire est déjà ouvert.",
    en: "This bank account is open already.",
  },
  holder_invalid: {
    fr: "Le nom du titulaire doit contenir une lettre ou un chiffre.",
    en: "The holder's name needs a letter or a digit.",
  },
  iban_invalid: {
    fr: "Cet IBAN n'est pas valable : vérifiez les chiffres.",
    en: "This IBAN is not valid: check the digits.",
  },
  iban_outside_sepa: {
    fr: "Le compte doit être dans la zone SEPA.",
    en: "The account must be in the SEPA area.",
  },
  image_missing: {
    fr: "Ajoutez une image avant de publier.",
    en: "Add a picture before publishing.",
  },
  image_too_large: {
    fr: "L'image doit peser 10 Mo au plus.",
    en: "The picture must have at most 10 MB.",
  },
  image_type_unsupported: {
    fr: "L'image doit être en JPEG, PNG ou WebP.",
    en: "The picture must be a JPEG, PNG or WebP.",
  },
  incident_open: {
    fr: "Un incident est déjà en cours pour cette réservation.",
    en: "This booking already has an open incident.",
  },
  last_administrator: {
    fr: "Nommez d'abord une autre personne pour administrer.",
    en: "Name another administrator first.",
  },
  last_member: {
    fr: "La dernière personne ne peut pas partir : fermez plutôt la structure.",
    en: "The last member cannot leave: close the organisation instead.",
  },
  location_missing: {
    fr: "Ajoutez un lien à l'offre en ligne, ou une position au lieu.",
    en: "Add a link to the online offer, or a position to the venue.",
  },
  name_has_ean: {
    fr: "Mettez l'EAN dans son champ, pas dans le titre.",
    en: "Put the EAN into its own field, not into the title.",
  },
  no_bonus: { fr: "Ce pass n'a pas de bonus.", en: "This pass has no bonus." },
  not_a_member: {
    fr: "Vous n'êtes pas membre de cette structure.",
    en: "You are not a member of this organisation.",
  },
  not_cancelled: {
    fr: "Seule une réservation annulée ou expirée peut être rétablie.",
    en: "Only a cancelled or expired booking can be reinstated.",
  },
  not_invited: {
    fr: "Aucune invitation ne correspond à votre adresse vérifiée.",
    en: "No invitation matches your verified address.",
  },
  not_paid: {
    fr: "Seule une réservation remboursée peut donner lieu à une reprise.",
    en: "Only a booking that was paid out can be taken back.",
  },
  not_used: {
    fr: "Ce billet n'a pas été validé : il n'y a rien à annuler.",
    en: "This ticket was not redeemed: there is nothing to undo.",
  },
  offer_closed: {
    fr: "Cette offre est fermée avec sa structure.",
    en: "This offer was closed with its organisation.",
  },
  offer_has_stocks: {
    fr: "La catégorie et le lieu ne changent plus une fois les dates ajoutées.",
    en: "Category and venue cannot change once there are dates.",
  },
  offer_not_editable: {
    fr: "Une offre refusée, fermée ou en relecture ne change pas.",
    en: "An offer that is rejected, closed or in review cannot change.",
  },
  offer_not_pending: {
    fr: "Cette offre n'attend pas de relecture.",
    en: "This offer is not waiting for review.",
  },
  offerer_closed: { fr: "Cette structure est fermée.", en: "This organisation is closed." },
  offerer_decided: {
    fr: "Une décision a déjà été prise sur cette structure.",
    en: "This organisation was already decided on.",
  },
  offerer_not_pending: {
    fr: "Cette structure est fermée et ne peut pas être validée.",
    en: "This organisation is closed and cannot be validated.",
  },
  offerer_not_validated: {
    fr: "La structure doit d'abord être validée.",
    en: "The organisation must be validated first.",
  },
  one_target: {
    fr: "Choisissez une offre, un lieu ou une structure.",
    en: "Choose one offer, one venue or one organisation.",
  },
  opening_hours_invalid: {
    fr: "Vérifiez les horaires : dans l'ordre, et sans chevauchement.",
    en: "Check the hours: in order, and without overlaps.",
  },
  own_gesture: {
    fr: "Une autre personne doit approuver ce que vous avez proposé.",
    en: "Somebody else has to approve what you proposed.",
  },
  gesture_decided: {
    fr: "Une décision a déjà été prise sur ce geste.",
    en: "This gesture was already decided on.",
  },
  unknown_gesture: { fr: "Ce geste n'existe pas.", en: "There is no such gesture." },
  own_bank_account: {
    fr: "Vous ne pouvez pas décider pour une structure dont vous êtes membre.",
    en: "You cannot decide for an organisation that you are a member of.",
  },
  own_pricing_point: {
    fr: "Un lieu avec SIRET est son propre point de calcul.",
    en: "A venue with a SIRET is its own pricing point.",
  },
  partner_id_taken: {
    fr: "Cet identifiant est déjà pris par une autre offre.",
    en: "Another offer has this id already.",
  },
  price_ambiguous: {
    fr: "Donnez un prix, ou une catégorie de prix.",
    en: "Give a price, or a price category.",
  },
  price_category_in_use: {
    fr: "Des dates suivent ce tarif : changez-les d'abord.",
    en: "Dates follow this price: change them first.",
  },
  price_label_taken: { fr: "Un autre tarif porte ce nom.", en: "Another price has this name." },
  pricing_point_fixed: {
    fr: "Ce lieu a déjà un autre point de calcul.",
    en: "This venue has another pricing point already.",
  },
  pricing_point_invalid: {
    fr: "Choisissez un lieu de la structure qui a un SIRET.",
    en: "Choose a venue of the organisation that has a SIRET.",
  },
  professional_suspended: {
    fr: "Ce compte professionnel est suspendu.",
    en: "This professional account is suspended.",
  },
  quantity_below_booked: {
    fr: "{booked} places sont déjà réservées : gardez-en au moins autant.",
    en: "{booked} places are booked already: keep at least as many.",
  },
  quantity_follows_codes: {
    fr: "Le nombre suit les codes d'activation.",
    en: "The quantity follows the activation codes.",
  },
  reimbursed: {
    fr: "Ce billet a déjà été utilisé et remboursé.",
    en: "This ticket was already used and reimbursed.",
  },
  reports_decided: {
    fr: "Une autre décision a déjà été prise sur ces signalements.",
    en: "Another decision was already made on these reports.",
  },
  rule_conflicts: {
    fr: "Une autre règle vaut pour les mêmes jours.",
    en: "Another rule holds for the same days.",
  },
  rule_empty: {
    fr: "La règle doit finir après son début.",
    en: "The rule must end after it begins.",
  },
  rule_has_end: { fr: "Cette règle a déjà une fin.", en: "This rule has an end already." },
  rule_too_early: { fr: "Cette règle commence trop tôt.", en: "This rule begins too early." },
  second_administrator_needed: {
    fr: "Une deuxième personne doit approuver.",
    en: "A second administrator has to approve.",
  },
  secret_shown_before: {
    fr: "Ce secret a déjà été montré : créez-en un autre.",
    en: "This secret was shown before: make another.",
  },
  series_empty: {
    fr: "Aucune date de cette série ne tombe dans la période.",
    en: "No date of this series lies in the period.",
  },
  several_claims: {
    fr: "Plusieurs personnes demandent ce SIREN : choisissez.",
    en: "Several people claim this SIREN: choose one.",
  },
  shift_empty: {
    fr: "Donnez un nombre de jours ou une heure.",
    en: "Give a number of days or a time.",
  },
  siren_invalid: {
    fr: "Ce SIREN n'est pas valable : vérifiez les chiffres.",
    en: "This SIREN is not valid: check the digits.",
  },
  siret_invalid: {
    fr: "Ce SIRET n'est pas valable : vérifiez les chiffres.",
    en: "This SIRET is not valid: check the digits.",
  },
  siret_or_comment: {
    fr: "Donnez un SIRET, ou dites pourquoi il n'y en a pas.",
    en: "Give a SIRET, or say why there is none.",
  },
  stock_missing: {
    fr: "Ajoutez une date ou un prix avant de publier.",
    en: "Add a date or a price before publishing.",
  },
  survey_dates_invalid: {
    fr: "Un questionnaire ferme après son ouverture, et dans le futur.",
    en: "A survey has to close after it opens, and in the future.",
  },
  terms_invalid: {
    fr: "Donnez un montant ou un taux, pas les deux.",
    en: "Give an amount or a rate, not both.",
  },
  time_gone: {
    fr: "La date est passée : rétablissez comme utilisée.",
    en: "The date has passed: reinstate it as used.",
  },
  too_early: {
    fr: "Ce billet peut encore être annulé : validez-le plus tard.",
    en: "This ticket can still be cancelled: redeem it later.",
  },
  too_many_api_keys: { fr: "Cinq clés d'API au plus.", en: "At most five API keys." },
  too_many_bank_accounts: {
    fr: "Vingt comptes bancaires au plus.",
    en: "At most twenty bank accounts.",
  },
  too_many_calls: {
    fr: "Trop d'appels en une minute. Attendez un peu.",
    en: "Too many calls in a minute. Wait a little.",
  },
  too_many_claims: {
    fr: "{limit} structures au plus peuvent attendre.",
    en: "At most {limit} organisations can wait.",
  },
  too_many_codes: { fr: "Trop de codes pour cette offre.", en: "Too many codes for this offer." },
  too_many_members: { fr: "{limit} membres au plus.", en: "At most {limit} members." },
  too_many_memberships: {
    fr: "{limit} structures au plus par personne.",
    en: "At most {limit} organisations for a person.",
  },
  too_many_price_categories: { fr: "Cinquante tarifs au plus.", en: "At most fifty prices." },
  too_many_price_labels: {
    fr: "Cinquante noms de tarif au plus.",
    en: "At most fifty names of prices.",
  },
  too_many_requests: {
    fr: "Trop de codes faux. Attendez avant de réessayer.",
    en: "Too many wrong codes. Wait before trying again.",
  },
  too_many_rules: {
    fr: "Cette structure a déjà le plus de règles possible.",
    en: "This organisation has the most rules possible.",
  },
  too_many_stocks: {
    fr: "Une offre a 2 500 dates au plus.",
    en: "An offer has at most 2,500 dates.",
  },
  undo_before_cancelling: {
    fr: "Annulez d'abord la validation.",
    en: "Undo the redemption first.",
  },
  unknown_account_move: {
    fr: "Aucun changement de compte n'est proposé ici.",
    en: "No change of account is proposed here.",
  },
  unknown_api_key: { fr: "Cette clé d'API n'existe pas.", en: "There is no such API key." },
  unknown_bank_account: {
    fr: "Ce compte bancaire n'existe pas.",
    en: "There is no such bank account.",
  },
  unknown_claim: { fr: "Personne n'attend ici.", en: "Nobody waits here." },
  unknown_countermark: { fr: "Aucune réservation n'a ce code.", en: "No booking has this code." },
  unknown_delivery: { fr: "Cet envoi n'existe pas.", en: "There is no such delivery." },
  unknown_feedback: {
    fr: "Ce message n'existe pas ou plus.",
    en: "This message does not exist, or no longer.",
  },
  unknown_invitation: { fr: "Cette invitation n'existe pas.", en: "There is no such invitation." },
  unknown_member: { fr: "Cette personne n'est pas membre.", en: "This person is not a member." },
  unknown_offerer: { fr: "Cette structure n'existe pas.", en: "There is no such organisation." },
  unknown_price_category: { fr: "Ce tarif n'existe pas.", en: "There is no such price." },
  unknown_professional: {
    fr: "Cette personne n'existe pas.",
    en: "There is no such professional.",
  },
  unknown_reports: {
    fr: "Personne n'a signalé cette offre.",
    en: "Nobody has reported this offer.",
  },
  unknown_rule: { fr: "Cette règle n'existe pas.", en: "There is no such rule." },
  unknown_stock_batch: { fr: "Ce changement n'existe pas.", en: "There is no such change." },
  unknown_target: { fr: "Cette chose n'existe pas.", en: "There is no such thing." },
  unknown_webhook: { fr: "Aucun webhook n'est réglé.", en: "There is no webhook." },
  url_invalid: {
    fr: "Ce lien n'est pas complet : il commence par https://.",
    en: "This link is not complete: it begins with https://.",
  },
  url_not_allowed: {
    fr: "Cette catégorie se passe dans un lieu, sans lien.",
    en: "This category takes place at a venue, without a link.",
  },
  venue_exists: {
    fr: "Un lieu avec ce SIRET existe déjà.",
    en: "A venue with this SIRET already exists.",
  },
  venue_has_no_siret: { fr: "Il faut un lieu avec SIRET.", en: "This needs a venue with a SIRET." },
  venue_of_another_offerer: {
    fr: "L'offre ne peut pas changer de structure.",
    en: "The offer cannot move to another organisation.",
  },
  venue_of_other_offerer: {
    fr: "Ce lieu est d'une autre structure.",
    en: "This venue is of another organisation.",
  },
  webhook_url_refused: {
    fr: "Le webhook doit être en https, sur un hôte public.",
    en: "The webhook must be https, on a public host.",
  },
  withdrawal_delay_not_allowed: {
    fr: "Le délai est pour des billets envoyés ou retirés sur place.",
    en: "The delay is for tickets that are sent or collected.",
  },
  bank_answer_ambiguous: {
    fr: "Cette réponse donne deux états au même virement.",
    en: "This answer has two statuses for one transfer.",
  },
  bank_answer_invalid: {
    fr: "Ce fichier n'est pas une réponse de la banque (pain.002).",
    en: "This file is no answer of the bank (pain.002).",
  },
  bank_answer_of_other: {
    fr: "Cette réponse concerne un autre fichier de paiement.",
    en: "This answer is about another payment file.",
  },
  bank_answer_unknown_line: {
    fr: "Cette réponse cite un virement que le fichier n'a pas.",
    en: "This answer names a transfer that the file does not have.",
  },
  account_move_changed: {
    fr: "Un autre compte est proposé depuis : regardez-le avant d'accepter.",
    en: "Another account is proposed by now: look at it before you approve.",
  },
  batch_not_prepared: {
    fr: "Ce lot est encore en préparation.",
    en: "This batch is still being prepared.",
  },
  batch_not_sent: {
    fr: "Ce lot n'est pas encore parti à la banque.",
    en: "This batch was not sent to the bank yet.",
  },
  batch_underway: {
    fr: "Un autre lot est encore en préparation.",
    en: "Another batch is still being prepared.",
  },
  file_changed: {
    fr: "Le fichier ne serait plus celui qui est parti.",
    en: "The file would no longer be the one that was sent.",
  },
  file_outdated: {
    fr: "Les virements de ce lot ont changé : téléchargez le fichier à nouveau.",
    en: "The transfers of this batch have changed: download the file again.",
  },
  payer_unknown: {
    fr: "Le nom ou l'IBAN du payeur n'est pas réglé.",
    en: "The name or the IBAN of the payer is not set.",
  },
  payment_invalid: {
    fr: "Ce lot ne peut pas devenir un fichier de paiement.",
    en: "This batch cannot become a payment file.",
  },
  unknown_batch: { fr: "Ce lot n'existe pas.", en: "There is no such batch." },
  unknown_debt: {
    fr: "Ce compte n'a pas de solde négatif.",
    en: "This account has no negative balance.",
  },
  email_not_verified: {
    fr: "Cette personne n'a pas encore confirmé son adresse e-mail.",
    en: "This person has not confirmed their e-mail address yet.",
  },
  unknown_statement: { fr: "Ce relevé n'existe pas.", en: "There is no such statement." },
};

/** What the portal says in its own way, to people whom it addresses as "vous". */
/** @satisfies {Record<string, import("./language.js").Text>} */
export const POLITE = {
  body_too_large: {
    fr: "C'est trop long. Raccourcissez, puis réessayez.",
    en: "This is too long. Shorten it, then try again.",
  },
  contention: {
    fr: "Beaucoup de monde en ce moment. Rien n'a changé ; réessayez dans quelques secondes.",
    en: "Many people are at it right now. Nothing has changed; try again in a few seconds.",
  },
  expired: {
    fr: "Cette réservation a expiré : elle ne peut plus être validée.",
    en: "This booking has expired and can no longer be redeemed.",
  },
  cancelled: {
    fr: "Cette réservation a été annulée : elle ne peut pas être validée.",
    en: "This booking was cancelled and cannot be redeemed.",
  },
  already_used: { fr: "Ce billet a déjà été validé.", en: "This ticket was already redeemed." },
  export_not_ready: {
    fr: "Les données se préparent. Réessayez dans quelques minutes.",
    en: "The data is being prepared. Try again in a few minutes.",
  },
  idempotency_key_reused: {
    fr: "Cette demande a déjà été traitée autrement. Rechargez la page.",
    en: "This request was already handled differently. Load the page again.",
  },
  in_the_past: {
    fr: "Cette date est passée. Choisissez-en une à venir.",
    en: "This date is past. Choose one that is still to come.",
  },
  malformed: {
    fr: "Quelque chose est mal rempli. Vérifiez ce que vous avez écrit.",
    en: "Something is not filled in well. Check what you typed.",
  },
  page_token_invalid: {
    fr: "La liste a changé. Rechargez la page.",
    en: "The list has changed. Load the page again.",
  },
  place_incomplete: {
    fr: "Ce lieu est incomplet. Choisissez une ville.",
    en: "This place is incomplete. Choose a town.",
  },
  sold_out: {
    fr: "Il n'y a plus assez de places pour cette réservation.",
    en: "There are not enough places left for this booking.",
  },
  suspended: {
    fr: "Ce compte est suspendu. Écrivez à l'organisme du pass pour savoir pourquoi.",
    en: "This account is suspended. Write to the operator of the pass to learn why.",
  },
  too_late: {
    fr: "C'est trop tard pour annuler cette réservation.",
    en: "It is too late to cancel this booking.",
  },
  unknown_booking: {
    fr: "Cette réservation n'existe pas, ou n'est pas de votre structure.",
    en: "This booking does not exist, or is not one of your organisation.",
  },
  unknown_export: {
    fr: "Aucun export de données n'est prêt.",
    en: "No data export is ready.",
  },
  unauthenticated: {
    fr: "Votre session est finie. Reconnectez-vous.",
    en: "Your session has ended. Sign in again.",
  },
  unavailable: {
    fr: "Le service a un problème en ce moment. Réessayez dans une minute.",
    en: "The service has a problem right now. Try again in a minute.",
  },
  unknown_receivable: {
    fr: "Aucune réservation utilisée ne porte cet identifiant.",
    en: "No used booking has this id.",
  },
};
