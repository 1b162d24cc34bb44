"""Rules of contacts: phone numbers of France, its overseas and abroad."""

import phonenumbers

from functions.accounts.contacts.models import Contact
from functions.kernel.errors import Malformed
from functions.kernel.values import replace
from functions.kernel.web_addresses import check_url


class PhoneInvalid(Malformed):
    """This is no phone number: give the national form, or + and the country's code."""

    code = "phone_invalid"


_REGIONS = {
    "971": "GP",
    "972": "MQ",
    "973": "GF",
    "974": "RE",
    "975": "PM",
    "976": "YT",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
"""The numbering plans of the overseas, by department (ITU); the others share that of France."""


def checked(contact: Contact, *, department: str) -> Contact:
    """Return a contact with its phone number in international form.

    A national number is one of the department's own numbering plan, or else of metropolitan France.
    Refuses PhoneInvalid, UrlInvalid.
    """
    if contact.website is not None:
        check_url(contact.website)
    if contact.phone is None:
        return contact
    return replace(contact, phone=_international(contact.phone, department))


def _international(phone: str, department: str) -> str:
    for region in dict.fromkeys((_REGIONS.get(department, "FR"), "FR")):
        try:
            number = phonenumbers.parse(phone, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
            return str(phonenumbers.format_number(number, form))
    raise PhoneInvalid
