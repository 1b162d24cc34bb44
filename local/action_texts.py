"""Texts of the page that links in mails open, in the languages of the app.

Young people and professionals read them alike, so they address nobody.
"""

from typing import Literal

Language = Literal["fr", "en"]

TEXTS: dict[Language, dict[str, str]] = {
    "fr": {
        "home": "culture pass, accueil",
        "VERIFY_EMAIL": "Confirmer cette adresse",
        "VERIFY_EMAIL_help": "Ce bouton confirme que l'adresse {email} est la bonne.",
        "VERIFY_EMAIL_act": "Confirmer",
        "VERIFY_EMAIL_done": "L'adresse est confirmée",
        "PASSWORD_RESET": "Choisir un nouveau mot de passe",
        "PASSWORD_RESET_help": "Pour le compte {email}.",
        "PASSWORD_RESET_act": "Enregistrer",
        "PASSWORD_RESET_done": "Le mot de passe est changé",
        "PASSWORD_RESET_done_help": "Toutes les sessions de ce compte sont fermées.",
        "password": "Nouveau mot de passe",
        "hint": "Six caractères au moins. Une phrase se retient mieux qu'un mot.",
        "weak": "Ce mot de passe est trop court : il faut au moins six caractères.",
        "fault": "Ce lien ne peut pas être utilisé",
        "expired": "Il a expiré. Un nouveau lien prend une minute.",
        "invalid": "Il a déjà servi, ou il est incomplet. Un nouveau lien prend une minute.",
        "new_password": "Demander un nouveau mot de passe",
        "go_on": "Continuer",
        "sign_in": "Se connecter",
    },
    "en": {
        "home": "culture pass, home",
        "VERIFY_EMAIL": "Confirm this address",
        "VERIFY_EMAIL_help": "This button confirms that {email} is the right address.",
        "VERIFY_EMAIL_act": "Confirm",
        "VERIFY_EMAIL_done": "The address is confirmed",
        "PASSWORD_RESET": "Choose a new password",
        "PASSWORD_RESET_help": "For the account {email}.",
        "PASSWORD_RESET_act": "Save",
        "PASSWORD_RESET_done": "The password is changed",
        "PASSWORD_RESET_done_help": "Every session of this account is closed.",
        "password": "New password",
        "hint": "At least six characters. A phrase is easier to remember than a word.",
        "weak": "This password is too short: it takes at least six characters.",
        "fault": "This link cannot be used",
        "expired": "It has expired. A new link takes a minute.",
        "invalid": "It was used before, or is incomplete. A new link takes a minute.",
        "new_password": "Ask for a new password",
        "go_on": "Continue",
        "sign_in": "Sign in",
    },
}
