"""The schema of the embedded identity provider's file."""

from functions.kernel.identity.local_passwords import NO_PASSWORD

STEPS = (
    (
        """CREATE TABLE IF NOT EXISTS accounts (
            uid TEXT PRIMARY KEY,
            email TEXT NOT NULL UNIQUE,
            password TEXT NOT NULL,
            stamp TEXT NOT NULL,
            email_verified INTEGER NOT NULL,
            display_name TEXT NOT NULL,
            disabled INTEGER NOT NULL,
            claims TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            signed_in_at INTEGER NOT NULL,
            tokens_valid_after INTEGER NOT NULL
        ) WITHOUT ROWID""",
        """CREATE TABLE IF NOT EXISTS refresh_tokens (
            digest BLOB PRIMARY KEY,
            uid TEXT NOT NULL,
            stamp TEXT NOT NULL,
            signed_in_at INTEGER NOT NULL
        ) WITHOUT ROWID""",
        """CREATE TABLE IF NOT EXISTS keys (
            name TEXT PRIMARY KEY, kid TEXT NOT NULL, secret BLOB NOT NULL
        )""",
    ),
    # Accounts without a password used to keep a hash that no password has.
    (
        f"UPDATE accounts SET password = '{NO_PASSWORD}'"
        f" WHERE password = 'scrypt$16384$8$1${'A' * 22}==${'A' * 43}='",
    ),
    (
        """CREATE TABLE IF NOT EXISTS mail_codes (
            digest BLOB PRIMARY KEY,
            kind TEXT NOT NULL,
            uid TEXT NOT NULL,
            email TEXT NOT NULL,
            stamp TEXT NOT NULL,
            issued_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) WITHOUT ROWID""",
        "CREATE INDEX IF NOT EXISTS mail_codes_by_account ON mail_codes (uid, kind, issued_at)",
    ),
    ("ALTER TABLE accounts ADD COLUMN photo_url TEXT NOT NULL DEFAULT ''",),
)
"""The schema, step by step; a released step never changes."""
