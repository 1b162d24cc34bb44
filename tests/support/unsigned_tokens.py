"""ID tokens as Firebase's Auth emulator issues them: without a signature."""

import time

import jwt


def unsigned_token(project: str, uid: str, *, email: str = "") -> str:
    """Return a token of an account of a project, valid for an hour."""
    now = int(time.time())
    claims = {
        "iss": f"https://securetoken.google.com/{project}",
        "aud": project,
        "sub": uid,
        "auth_time": now,
        "iat": now,
        "exp": now + 3600,
        "email": email,
    }
    return jwt.encode(claims, "", algorithm="none")
