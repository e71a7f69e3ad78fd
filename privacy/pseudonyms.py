"""Keyed tokens in place of values (HMAC-SHA256, RFC 2104)."""

from __future__ import annotations

import hmac
import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from privacy.keyring import Key
from privacy.normalise import plain_form

TOKEN_BYTES = 15
"""120 bits: 24 letters of base 32, no padding, no collision to fear at a city's scale."""
ALPHABET = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", np.uint8)
CHINA_PREFIX = re.compile(r"^(?:00)?86(?=1[3-9]\d{9}$)")


def canonical(value: str, entity: str) -> str:
    """The form in which two spellings of one value are equal: NFKC, no separators, upper case.

    >>> canonical("＋86 138-0013-8000", "PHONE"), canonical("zhang.san@x.cn", "EMAIL")
    ('13800138000', 'ZHANGSANXCN')
    """
    plain = value if value.isascii() else "".join(map(plain_form, value))
    joined = "".join(char for char in plain if char.isalnum()).upper()
    return CHINA_PREFIX.sub("", joined) if entity == "PHONE" else joined


def token(value: str, entity: str, key: Key) -> str | None:
    """The token of a value, such as ``PHONE_mfrggzdfmztwq2lkmfrggzdf``; None where nothing is left of the value."""
    return tokens([digest(value, entity, key)], entity)[0]


def digest(value: str, entity: str, key: Key) -> bytes:
    """The first bytes of the value's HMAC; empty where nothing is left of the value."""
    plain = canonical(value, entity)
    if not plain:
        return b""
    return hmac.digest(key.secret, f"{entity}\0{plain}".encode("utf-8", "surrogatepass"), "sha256")[:TOKEN_BYTES]


def tokens(digests: list[bytes], entity: str) -> list[str | None]:
    """Tokens in base 32 (RFC 4648, lower case), all at once; None for an empty digest."""
    raw = np.frombuffer(b"".join(each or bytes(TOKEN_BYTES) for each in digests), np.uint8)
    fives = np.unpackbits(raw).reshape(len(digests), -1, 5) @ np.array([16, 8, 4, 2, 1], np.uint8)
    letters = ALPHABET[fives].tobytes().decode("ascii")
    length = fives.shape[1]
    return [f"{entity}_{letters[i * length : (i + 1) * length]}" if each else None for i, each in enumerate(digests)]


def pseudonymise(values: pa.Array, entity: str, keys: list[Key], key_of_row: npt.NDArray[np.int64]) -> pa.Array:
    """Tokens of ``values``, each row under ``keys[key_of_row]``; every distinct (value, key) is hashed once."""
    encoded = values.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    pairs, inverse = np.unique(codes * len(keys) + key_of_row, return_inverse=True)
    distinct = encoded.dictionary.to_pylist()
    digests = [
        b"" if pair < 0 else digest(distinct[pair // len(keys)], entity, keys[pair % len(keys)])
        for pair in pairs.tolist()
    ]
    return pa.array(tokens(digests, entity), pa.string()).take(pa.array(inverse))
