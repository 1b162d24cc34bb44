"""The culture pass, feature by feature.

accounts (people, schemes, offerers) < offers (publishing, search, reactions) < feedback (reports,
messages, surveys) < wallet (grants, holds and the ledger) < booking (bookings and the desk) <
reimbursement (receivables and their prices) < notices (e-mail notifications) < partners (products
in bulk, webhooks) < statistics (public monthly figures) < pages (the web app's files, link
previews, the sitemap). A feature calls the ones before it, and reacts to the events of later ones.
Each has a folder per subject with the same modules: models, rules, store, service, schemas,
routes, jobs, subscribers. `kernel` is the only code that knows a platform.
"""
