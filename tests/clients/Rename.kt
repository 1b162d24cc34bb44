// What a Kotlin client sends to change a name alone: a clear for each null that was set, and no more.
import org.openapitools.client.models.OfferChanges

fun main() {
    val changes = OfferChanges(name = "Nuit du jazz")
    check(changes.name == "Nuit du jazz" && changes.isNational == null && changes.author == null)
}
