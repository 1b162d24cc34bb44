"""Wrong codes: their documents."""

from functions.booking.wrong_codes.models import WrongCodes
from functions.kernel.database.documents import Collection

wrong_codes = Collection("wrong_codes", WrongCodes)
