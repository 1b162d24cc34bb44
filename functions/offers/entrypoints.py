"""The functions of offers: publishing them, finding them, and the pictures that are uploaded."""

from datetime import datetime, timedelta

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.accounts.models import BeneficiaryErased, OffererClosed
from functions.accounts.offerer_rules import NotAMember, UnknownVenue
from functions.accounts.rules import BeneficiaryOnly
from functions.accounts.service import get_beneficiary
from functions.accounts.store import beneficiaries
from functions.kernel.database import UnitOfWork
from functions.kernel.entry import receive
from functions.kernel.errors import Malformed, Refusal
from functions.kernel.events import Message
from functions.kernel.files import OBJECT_FINALIZE, FileMissing, finalized
from functions.kernel.http import Call, Routes, Who
from functions.kernel.identifiers import new_id
from functions.kernel.jobs import Report, each, every, job
from functions.kernel.logs import log
from functions.kernel.pages import decode_token, encode_token
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber
from functions.kernel.wire import Body
from functions.offers import listings, rules, service, stock_rules
from functions.offers.categories import UnknownCategory, proposed_categories
from functions.offers.image_rules import ImageTooLarge, ImageTypeUnsupported, check_announced
from functions.offers.models import (
    AddStock,
    DraftOffer,
    Image,
    Offer,
    Upload,
)
from functions.offers.search.models import OfferListed, Wanted
from functions.offers.search.service import search
from functions.offers.search.store import listings_over, showings_over
from functions.offers.search.text import asked_by
from functions.offers.store import (
    all_favorites_of,
    favorites_of,
    offers,
    offers_of,
    peek_stocks,
)
from functions.offers.wire import (
    POSITIONS,
    AnnouncedImageView,
    CategoriesView,
    CategoryView,
    Done,
    FavoritesView,
    FavoriteView,
    HitsView,
    HitView,
    ImageBody,
    OfferBody,
    OfferChanges,
    OfferView,
    SearchQuery,
    StockBody,
    StockChanges,
    StockView,
    UploadView,
)

routes = Routes("offers_api")
pictures = Subscriber("process_images")
events = Subscriber("offers_events")

_UPLOAD_OPEN_FOR = timedelta(minutes=15)


_OWN = (rules.UnknownOffer, NotAMember)
_FACTS = (UnknownCategory, rules.DuoNotAllowed, rules.UrlInvalid, rules.UrlNotAllowed)
_DATES = (
    stock_rules.BeginsAtMissing,
    stock_rules.BeginsAtNotAllowed,
    stock_rules.InThePast,
    stock_rules.LimitAfterBeginning,
)


@routes.post("/v1/offers", who=Who.MEMBER, status=201, refusals=(UnknownVenue, NotAMember, *_FACTS))
def draft_offer(call: Call, body: OfferBody) -> OfferView:
    """Describe something new; it is a draft until it is published."""
    command = DraftOffer(offer_id=new_id(), member_id=call.caller.uid, **body.model_dump())
    return call.commit(
        lambda work: OfferView.of(
            service.draft_offer(work, command, now=call.now), [], now=call.now
        )
    )


@routes.patch(
    "/v1/offers/{offer_id}",
    who=Who.MEMBER,
    refusals=(*_OWN, UnknownVenue, rules.OfferHasStocks, rules.VenueOfAnother, *_FACTS),
)
def edit_offer(call: Call, offer_id: str, body: OfferChanges) -> OfferView:
    """Change what an offer says; its stocks follow at once."""
    changes = _given(body, may_be_null=("description", "url"))

    def edit(work: UnitOfWork) -> OfferView:
        offer = service.edit_offer(
            work, offer_id, member_id=call.caller.uid, changes=changes, now=call.now
        )
        return _shown(work, offer, now=call.now)

    return call.commit(edit)


@routes.post(
    "/v1/offers/{offer_id}/publish",
    who=Who.MEMBER,
    refusals=(
        *_OWN,
        rules.ImageMissing,
        rules.LocationMissing,
        rules.DescriptionMissing,
        rules.StockMissing,
        rules.OffererNotValidated,
    ),
)
def publish_offer(call: Call, offer_id: str) -> OfferView:
    """Have everybody find and book an offer."""

    def publish(work: UnitOfWork) -> OfferView:
        offer = service.publish(work, offer_id, member_id=call.caller.uid, now=call.now)
        return _shown(work, offer, now=call.now)

    return call.commit(publish)


@routes.post("/v1/offers/{offer_id}/unpublish", who=Who.MEMBER, refusals=_OWN)
def unpublish_offer(call: Call, offer_id: str) -> OfferView:
    """Withdraw an offer: nobody finds or books it from now on."""

    def unpublish(work: UnitOfWork) -> OfferView:
        offer = service.unpublish(work, offer_id, member_id=call.caller.uid, now=call.now)
        return _shown(work, offer, now=call.now)

    return call.commit(unpublish)


@routes.post(
    "/v1/offers/{offer_id}/image",
    who=Who.MEMBER,
    status=201,
    refusals=(*_OWN, ImageTooLarge, ImageTypeUnsupported),
)
def announce_image(call: Call, offer_id: str, body: ImageBody) -> AnnouncedImageView:
    """Announce a picture, and learn where to send it."""
    check_announced(content_type=body.content_type, size_bytes=body.size_bytes)
    upload = Upload(id=new_id(), status="processing", credit=body.credit)
    ticket = call.platform.files.sign_upload(
        f"{offer_id}/{upload.id}",
        content_type=body.content_type,
        min_bytes=1,
        max_bytes=body.size_bytes,
        expires_at=call.now + _UPLOAD_OPEN_FOR,
    )

    def announce(work: UnitOfWork) -> AnnouncedImageView:
        service.announce_image(work, offer_id, member_id=call.caller.uid, upload=upload)
        return AnnouncedImageView(upload=UploadView.model_validate(ticket))

    return call.commit(announce)


@routes.post(
    "/v1/offers/{offer_id}/stocks",
    who=Who.MEMBER,
    status=201,
    refusals=(*_OWN, *_DATES, stock_rules.TooManyStocks),
)
def add_stock(call: Call, offer_id: str, body: StockBody) -> StockView:
    """Make an offer bookable at a price, for events on a date."""
    command = AddStock(offer_id=offer_id, member_id=call.caller.uid, **body.model_dump())
    return call.commit(
        lambda work: StockView.of(service.add_stock(work, command, now=call.now), now=call.now)
    )


@routes.patch(
    "/v1/stocks/{stock_id}",
    who=Who.MEMBER,
    refusals=(
        stock_rules.UnknownStock,
        NotAMember,
        *_DATES,
        stock_rules.QuantityBelowBooked,
        stock_rules.StockHasBookings,
    ),
)
def edit_stock(call: Call, stock_id: str, body: StockChanges) -> StockView:
    """Change a price, a quantity or a date; bookings made before keep their price."""
    changes = _given(body, may_be_null=("quantity", "begins_at", "booking_limit_at"))

    def edit(work: UnitOfWork) -> StockView:
        stock = service.edit_stock(
            work, stock_id, member_id=call.caller.uid, changes=changes, now=call.now
        )
        return StockView.of(stock, now=call.now)

    return call.commit(edit)


@routes.delete(
    "/v1/stocks/{stock_id}", who=Who.MEMBER, refusals=(stock_rules.UnknownStock, NotAMember)
)
def delete_stock(call: Call, stock_id: str) -> Done:
    """Delete a stock; its open bookings are cancelled and their credit returns."""

    def delete(work: UnitOfWork) -> Done:
        service.delete_stock(work, stock_id, member_id=call.caller.uid, now=call.now)
        return Done(status="removed")

    return call.commit(delete)


@routes.get("/v1/offers", who=Who.ANYONE)
def find_offers(call: Call, query: SearchQuery) -> HitsView:
    """Find what can be booked: near a point, by words, category, price and date.

    Of several words the last may be the beginning of one; words such as "le" or "de" are passed
    over. A page may hold fewer than `page_size`, even none: only where there is no
    `next_page_token` is nothing behind it.
    """
    point = _point(query)
    if query.sort == "distance" and point is None:
        raise Malformed(errors=[{"field": "sort", "message": "distance needs a point"}])
    wanted = Wanted(
        point=point,
        radius_m=query.radius_m,
        asked=asked_by(query.q or ""),
        category=query.category,
        max_price_cents=query.max_price_cents,
        begins_from=query.begins_from,
        begins_until=query.begins_until,
        sort=query.sort or ("distance" if point else "relevance"),
    )
    after = decode_token(query.page_token, POSITIONS[wanted.sort])

    def read(work: UnitOfWork) -> HitsView:
        page = search(work, wanted, after=after, page_size=query.page_size, now=call.now)
        return HitsView(
            items=[HitView.of(hit) for hit in page.hits],
            next_page_token=encode_token(page.after) if page.after else None,
        )

    return call.read(read)


@routes.get("/v1/offers/{offer_id}", who=Who.ANYONE, refusals=(rules.UnknownOffer,))
def read_offer(call: Call, offer_id: str) -> OfferView:
    """Show an offer with its stocks. The id of a draft is known to its members alone."""
    return call.read(lambda work: _shown(work, offers.get(work, offer_id), now=call.now))


@routes.get("/v1/categories", who=Who.ANYONE)
def list_categories(call: Call) -> CategoriesView:  # noqa: ARG001
    """List the categories that an offer may have, with their French labels."""
    return CategoriesView(items=[CategoryView.of(found) for found in proposed_categories()])


@routes.put(
    "/v1/me/favorites/{offer_id}",
    who=Who.BENEFICIARY,
    refusals=(BeneficiaryOnly, rules.UnknownOffer, rules.TooManyFavorites),
)
def add_favorite(call: Call, offer_id: str) -> Done:
    """Keep an offer."""

    def add(work: UnitOfWork) -> Done:
        work.prefetch(beneficiaries.ref(call.caller.uid))
        get_beneficiary(work, call.caller.uid)
        service.add_favorite(work, offer_id, beneficiary_id=call.caller.uid, now=call.now)
        return Done(status="added")

    return call.commit(add)


@routes.delete("/v1/me/favorites/{offer_id}", who=Who.BENEFICIARY, refusals=(BeneficiaryOnly,))
def remove_favorite(call: Call, offer_id: str) -> Done:
    """Keep an offer no longer."""

    def remove(work: UnitOfWork) -> Done:
        get_beneficiary(work, call.caller.uid)
        service.remove_favorite(work, offer_id, beneficiary_id=call.caller.uid)
        return Done(status="removed")

    return call.commit(remove)


@routes.get("/v1/me/favorites", who=Who.BENEFICIARY, refusals=(BeneficiaryOnly,))
def list_favorites(call: Call) -> FavoritesView:
    """List what the caller keeps, newest first."""

    def read(work: UnitOfWork) -> FavoritesView:
        get_beneficiary(work, call.caller.uid)
        kept = favorites_of(work, call.caller.uid, limit=rules.MOST_FAVORITES)
        work.prefetch(*(offers.ref(favorite.offer_id) for favorite in kept))
        found = {f.offer_id: offers.peek(work, f.offer_id) for f in kept}
        of_each = peek_stocks(work, [offer for offer in found.values() if offer is not None])
        return FavoritesView(
            items=[
                FavoriteView(
                    offer_id=favorite.offer_id,
                    added_at=favorite.added_at,
                    offer=OfferView.of(offer, of_each[offer.id], now=call.now),
                )
                for favorite in kept
                if (offer := found[favorite.offer_id]) is not None
            ]
        )

    return call.read(read)


@events.each(OffererClosed)
def close_offers(platform: Platform, event: OffererClosed) -> None:
    """Withdraw every offer of a closed offerer; their bookings follow by event."""

    def close(offer_id: str) -> None:
        platform.database.run(lambda work: service.close(work, offer_id, now=event.at))

    every(offers_of(platform.database, event.subject_id), close)


@events.each(BeneficiaryErased)
def forget_favorites(platform: Platform, event: BeneficiaryErased) -> None:
    """Forget what somebody kept who asked to be forgotten."""

    def forget(favorite: str) -> None:
        platform.database.run(lambda work: service.forget_favorite(work, favorite))

    every(all_favorites_of(platform.database, event.subject_id), forget)


@events.each(OfferListed)
def bring_up_showings(platform: Platform, event: OfferListed) -> None:
    """Have an offer stand in the order of dates by what is found of it now."""
    listings.bring_up_showings(platform.database, event.subject_id)


@job(events, "trim-listings")
def trim_listings(platform: Platform, at: datetime) -> Report:
    """Remove what leads to nothing that can be booked any more, so that nobody reads it."""
    report, database = Report(), platform.database

    def drop_listing(offer_id: str) -> str:
        dropped = database.run(lambda work: listings.drop_listing(work, offer_id, at=at))
        return "listings" if dropped else "kept"

    def drop_showing(stock_id: str) -> str:
        dropped = database.run(lambda work: listings.drop_showing(work, stock_id, at=at))
        return "showings" if dropped else "kept"

    each(report, listings_over(database, at=at), drop_listing)
    each(report, showings_over(database, at=at), drop_showing)
    return report


@pictures.message(OBJECT_FINALIZE)
def process_upload(platform: Platform, message: Message) -> None:
    """Make the sizes of an uploaded picture, or keep why it was refused; the original goes."""
    # Only this function needs Pillow, which is loaded with it.
    from functions.offers.images import prepare_picture  # noqa: PLC0415

    told = finalized(message)
    offer_id, _, upload_id = told.path.partition("/")
    try:
        content = platform.files.read_upload(told.path)
    except FileMissing:
        # Told twice: the first time has settled it and removed the original.
        return
    outcome: Image | str
    try:
        prepared = prepare_picture(content)
    except Refusal as refused:
        outcome = refused.code
    else:
        outcome = Image(
            urls={
                picture.name: platform.files.publish(
                    picture.path, picture.content, content_type=picture.content_type
                )
                for picture in prepared.sizes
            }
        )
    counted = platform.database.run(
        lambda work: service.settle_upload(work, offer_id, upload_id, outcome=outcome)
    )
    platform.files.delete_upload(told.path)
    result = outcome if isinstance(outcome, str) else "ready"
    log.info("picture", outcome=result if counted else "superseded")


def _given(body: Body, *, may_be_null: tuple[str, ...]) -> dict[str, object]:
    """Return the fields that a change gives. Refuses null where there has to be a value."""
    given = {name: getattr(body, name) for name in body.model_fields_set}
    wrong = sorted(n for n, value in given.items() if value is None and n not in may_be_null)
    if wrong:
        raise Malformed(errors=[{"field": name, "message": "may not be null"} for name in wrong])
    return given


def _point(query: SearchQuery) -> tuple[float, float] | None:
    if query.latitude is None or query.longitude is None:
        if query.latitude is not query.longitude:
            raise Malformed(
                errors=[{"field": "latitude", "message": "goes with longitude, and both or none"}]
            )
        return None
    return query.latitude, query.longitude


def _shown(work: UnitOfWork, offer: Offer, *, now: datetime) -> OfferView:
    return OfferView.of(offer, peek_stocks(work, [offer])[offer.id], now=now)


@functions_framework.http
def offers_api(request: flask.Request) -> flask.Response:
    """Publish and find offers: /v1/offers, /v1/stocks, /v1/categories, /v1/me/favorites."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def process_images(event: CloudEvent) -> None:
    """Uploaded pictures, as Cloud Storage tells of them."""
    receive(pictures, event)


@functions_framework.cloud_event
def offers_events(event: CloudEvent) -> None:
    """What ends offers elsewhere: closed offerers, erased beneficiaries."""
    receive(events, event)
