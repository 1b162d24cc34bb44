"""Routes that add, remove and list favorites."""

from functions.accounts.people.rules import BeneficiaryOnly
from functions.accounts.people.service import get_beneficiary
from functions.accounts.people.store import beneficiaries
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.route import Who
from functions.offers import rules as offers_rules
from functions.offers.favorites import rules, service
from functions.offers.favorites.models import Favorites
from functions.offers.favorites.schemas import FavoritesView, FavoriteView, KeptOfferView
from functions.offers.favorites.store import favorites
from functions.offers.publish import rules as publish_rules
from functions.offers.routes import routes
from functions.offers.schemas import Done
from functions.offers.search.listings.service import find_left_unverified
from functions.offers.store import offers


@routes.put(
    "/v1/me/favorites/{offer_id}",
    who=Who.BENEFICIARY,
    refusals=(BeneficiaryOnly, offers_rules.UnknownOffer, rules.TooManyFavorites),
)
def add_favorite(call: Call, offer_id: str) -> Done:
    """Add an offer to the caller's favorites."""
    uid = call.caller.uid

    def add(work: UnitOfWork) -> Done:
        work.prefetch(beneficiaries.ref(uid), favorites.ref(uid), offers.ref(offer_id))
        get_beneficiary(work, uid)
        service.add_favorite(work, offer_id, beneficiary_id=uid, now=call.now)
        return Done(status="added")

    return call.commit(add)


@routes.delete("/v1/me/favorites/{offer_id}", who=Who.BENEFICIARY, refusals=(BeneficiaryOnly,))
def remove_favorite(call: Call, offer_id: str) -> Done:
    """Remove an offer from the caller's favorites."""
    uid = call.caller.uid

    def remove(work: UnitOfWork) -> Done:
        work.prefetch(beneficiaries.ref(uid), favorites.ref(uid))
        get_beneficiary(work, uid)
        service.remove_favorite(work, offer_id, beneficiary_id=uid)
        return Done(status="removed")

    return call.commit(remove)


@routes.get("/v1/me/favorites", who=Who.BENEFICIARY, refusals=(BeneficiaryOnly,))
def list_favorites(call: Call) -> FavoritesView:
    """List the caller's favorites, newest first."""
    uid = call.caller.uid

    def read(work: UnitOfWork) -> FavoritesView:
        work.prefetch(beneficiaries.ref(uid), favorites.ref(uid))
        get_beneficiary(work, uid)
        kept = (favorites.find_unverified(work, uid) or Favorites()).kept
        work.prefetch(*(offers.ref(favorite.offer_id) for favorite in kept))
        unverified = {
            favorite.offer_id: offers.find_shown(work, favorite.offer_id) for favorite in kept
        }
        found = {offer_id: offer for offer_id, offer in unverified.items() if offer is not None}
        left = find_left_unverified(work, list(found.values()), now=call.now)
        return FavoritesView(
            items=[
                FavoriteView(
                    offer_id=favorite.offer_id,
                    added_at=favorite.added_at,
                    offer=KeptOfferView.of(
                        publish_rules.as_public(found[favorite.offer_id]),
                        left[favorite.offer_id],
                        now=call.now,
                    ),
                )
                for favorite in kept
                if favorite.offer_id in found
            ]
        )

    return call.read(read)
