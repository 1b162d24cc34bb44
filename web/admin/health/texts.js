// Texts of the health of the platform.

import { textsOf } from "../../kit/language.js";

export const t = textsOf({
  title: { fr: "Santé", en: "Health" },
  refresh: { fr: "Actualiser", en: "Refresh" },
  refreshed: { fr: "Actualisé à {at}.", en: "Refreshed at {at}." },
  well: { fr: "Tout va bien", en: "All is well" },
  ill: { fr: "À regarder", en: "Needs a look" },
  outbox: { fr: "Événements en attente", en: "Events that wait" },
  outboxNone: { fr: "Aucun événement n'attend.", en: "No event waits." },
  outboxSome_one: {
    fr: "{count} événement attend, depuis le {at}.",
    en: "{count} event waits, since {at}.",
  },
  outboxSome_other: {
    fr: "{count} événements attendent, le plus ancien depuis le {at}.",
    en: "{count} events wait, the oldest since {at}.",
  },
  outboxHint: {
    fr: "Chaque changement envoie un événement (e-mail, débit, statistique). Il part d'habitude en quelques secondes ; au-delà de 15 minutes, la tâche sweep-outbox ne suffit plus.",
    en: "Each change sends an event (e-mail, debit, statistics). It usually leaves within seconds; after 15 minutes, the job sweep-outbox is not enough.",
  },
  dead: { fr: "Événements mis à part", en: "Dead letters" },
  deadNone: { fr: "Aucun.", en: "None." },
  deadElsewhere: {
    fr: "Pub/Sub les garde et alerte : ils se lisent dans la console de Google Cloud.",
    en: "Pub/Sub keeps them and alerts: read them in the console of Google Cloud.",
  },
  deadHint: {
    fr: "Ils ont échoué 20 fois. Après correction : python -m local.dead_letters replay.",
    en: "They failed 20 times. Once the cause is gone: python -m local.dead_letters replay.",
  },
  jobs: { fr: "Tâches planifiées", en: "Scheduled jobs" },
  jobsHint: {
    fr: "La dernière exécution de chacune. Pour en lancer une à la main : python -m local.jobs NOM.",
    en: "The last run of each. To run one by hand: python -m local.jobs NAME.",
  },
  jobsWell_one: { fr: "{count} tâche va bien", en: "{count} job is well" },
  jobsWell_other: { fr: "{count} tâches vont bien", en: "{count} jobs are well" },
  never: { fr: "Jamais lancées :", en: "Never ran:" },
  running: { fr: "en cours", en: "under way" },
  stalled: { fr: "interrompue", en: "stalled" },
  partial: { fr: "terminée, avec des échecs", en: "ended, with failures" },
  failed: { fr: "en échec", en: "failed" },
  done: { fr: "terminée", en: "done" },
  late_one: {
    fr: "en retard : rien de terminé depuis plus de {count} heure",
    en: "late: nothing has ended for more than {count} hour",
  },
  late_other: {
    fr: "en retard : rien de terminé depuis plus de {count} heures",
    en: "late: nothing has ended for more than {count} hours",
  },
  ranUntil: { fr: "le {at}, jusqu'à {until}", en: "{at}, until {until}" },
  runsSince: { fr: "depuis le {at}", en: "since {at}" },
  pages: { fr: "{done} pages sur {count}", en: "{done} of {count} pages" },
  failures_one: { fr: "{count} échec", en: "{count} failure" },
  failures_other: { fr: "{count} échecs", en: "{count} failures" },
  found: { fr: "Constats :", en: "Findings:" },
  findings: { fr: "Constats de l'audit", en: "Findings of the audit" },
  findingsNone: {
    fr: "Chaque portefeuille est égal à la somme de ses écritures.",
    en: "Every wallet equals the sum of its entries.",
  },
  findingsHint: {
    fr: "La tâche audit-ledger passe toutes les heures ; un constat disparaît quand la cause est corrigée.",
    en: "The job audit-ledger runs every hour; a finding goes once its cause is gone.",
  },
  since: { fr: "depuis le {at}", en: "since {at}" },
  of: { fr: "{shown} sur {count}", en: "{shown} of {count}" },
});
