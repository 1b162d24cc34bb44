"""The culture pass, feature by feature.

accounts (who may have what, who publishes) < offers (what can be booked, and where) < wallet (where
every cent is) < booking (who takes a place, and the desk) < notices (what people are told by mail).
A feature calls the ones before it and never a later one: it reacts to its events. Each has the same
rooms: models, rules, store, service, entrypoints. `kernel` is the only code that knows a platform.
"""
