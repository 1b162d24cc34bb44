"""How the public reaches somebody."""

from functions.kernel.values import Model


class Contact(Model, frozen=True, kw_only=True):
    """An e-mail address, a phone number in international form, and a web site, all public."""

    email: str | None = None
    phone: str | None = None
    website: str | None = None
