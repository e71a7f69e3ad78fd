"""Verify an exported privacy ledger without the hub: this one file, Python 3.11 and ``cryptography``.

    python verify.py BUNDLE [--checkpoint OLD.txt ...] [--key VKEY]
    python verify.py --proof PROOF.json --key VKEY

A BUNDLE is a folder: ``leaves.jsonl`` (one ledger entry a line, in order), ``checkpoints/*.txt``
(signed tree heads) and ``key.txt`` (the verification key). The strongest check needs something the
hub cannot change: give a checkpoint you kept from an earlier day with ``--checkpoint``, and the key you
were handed with ``--key``. Exit code 0 means that every check passed.

The signing key may be replaced. Then the ledger holds an entry in which the old key signs the new one, and from that
entry on only the new key counts. The key you were handed, old or new, must be one of that chain.

Methods: Merkle tree, inclusion and consistency proofs of RFC 9162 section 2.1; notes and keys of
C2SP signed-note; checkpoints of C2SP tlog-checkpoint; signatures Ed25519 (RFC 8032).
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"
SIGNATURE_MARK = "— "
ROTATED = "signing_key_rotated"


class VerifyError(Exception):
    """A proof, note or bundle is wrong; the message says which and where."""


# --- Merkle tree, RFC 9162 section 2.1 -------------------------------------------------------------


def hash_leaf(leaf: bytes) -> bytes:
    """SHA-256 of a leaf, with the prefix that no inner node has."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """SHA-256 of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaf_hashes: list[bytes]) -> bytes:
    """Merkle tree head of the leaves, level by level; an odd last node moves up unchanged."""
    if not leaf_hashes:
        return hashlib.sha256(b"").digest()
    level = leaf_hashes
    while len(level) > 1:
        paired = [hash_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[2 * len(paired) :]
    return level[0]


def verify_inclusion(leaf_hash: bytes, index: int, tree_size: int, proof: list[bytes], root: bytes) -> None:
    """RFC 9162 section 2.1.3.2: the leaf is at ``index`` of the tree of ``tree_size``; else :class:`VerifyError`."""
    if not 0 <= index < tree_size:
        raise VerifyError(f"inclusion: index {index} is outside a tree of {tree_size} leaves")
    fn, sn, computed = index, tree_size - 1, leaf_hash
    for sibling in proof:
        if sn == 0:
            raise VerifyError("inclusion: the proof is too long")
        if fn % 2 or fn == sn:
            computed = hash_node(sibling, computed)
            while fn and not fn % 2:
                fn, sn = fn >> 1, sn >> 1
        else:
            computed = hash_node(computed, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn or computed != root:
        raise VerifyError(f"inclusion: leaf {index} does not lead to the signed root")


def verify_consistency(old_size: int, old_root: bytes, size: int, root: bytes, proof: list[bytes]) -> None:
    """RFC 9162 section 2.1.4.2: the old tree is a prefix of the new one; else :class:`VerifyError`."""
    if not 0 <= old_size <= size:
        raise VerifyError(f"consistency: {old_size} leaves cannot come before {size}")
    if old_size in (0, size):
        if proof or (old_size == size and old_root != root) or (old_size == 0 and old_root != root_of([])):
            raise VerifyError(f"consistency: two different trees of {old_size} leaves")
        return
    nodes = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not nodes:
        raise VerifyError("consistency: the proof is empty")
    fn, sn = old_size - 1, size - 1
    while fn % 2:
        fn, sn = fn >> 1, sn >> 1
    old_computed = computed = nodes[0]
    for node in nodes[1:]:
        if sn == 0:
            raise VerifyError("consistency: the proof is too long")
        if fn % 2 or fn == sn:
            old_computed, computed = hash_node(node, old_computed), hash_node(node, computed)
            while fn and not fn % 2:
                fn, sn = fn >> 1, sn >> 1
        else:
            computed = hash_node(computed, node)
        fn, sn = fn >> 1, sn >> 1
    if sn or old_computed != old_root or computed != root:
        raise VerifyError(f"consistency: the tree of {old_size} leaves is not the beginning of the tree of {size}")


# --- Signed notes and checkpoints, C2SP ------------------------------------------------------------


@dataclass(frozen=True)
class VerificationKey:
    """A public key in the form ``name+hash+base64``."""

    name: str
    key_hash: bytes
    public: bytes

    @classmethod
    def parse(cls, text: str) -> VerificationKey:
        """Reads ``name+hash+base64`` and checks the hash against the key."""
        parts = text.strip().split("+", 2)
        if len(parts) != 3:
            raise VerifyError("key: not of the form name+hash+base64")
        material = _decode(parts[2], "key")
        if len(material) != 33 or material[:1] != ED25519:
            raise VerifyError("key: not an Ed25519 key")
        key = cls(parts[0], key_hash(parts[0], material[1:]), material[1:])
        if key.key_hash.hex() != parts[1]:
            raise VerifyError("key: its hash does not fit its material")
        return key


def key_hash(name: str, public: bytes) -> bytes:
    """First four bytes of SHA-256 over name, newline, algorithm byte and key."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def open_note(note: str, key: VerificationKey) -> str:
    """The text of a note that ``key`` signed; :class:`VerifyError` if it did not."""
    text, blank, signatures = note.rpartition("\n\n")
    if not blank or not signatures.endswith("\n"):
        raise VerifyError("note: no signature block")
    text += "\n"
    for line in signatures.splitlines():
        name, _, encoded = line.removeprefix(SIGNATURE_MARK).rpartition(" ")
        blob = _decode(encoded, "note signature")
        if line.startswith(SIGNATURE_MARK) and name == key.name and blob[:4] == key.key_hash:
            try:
                Ed25519PublicKey.from_public_bytes(key.public).verify(blob[4:], text.encode())
            except InvalidSignature:
                raise VerifyError(f"note: the signature by {name} is false") from None
            return text
    raise VerifyError(f"note: not signed by the key {key.name}+{key.key_hash.hex()}")


@dataclass(frozen=True)
class Checkpoint:
    """A signed tree head: the whole ledger up to ``size`` leaves is fixed by ``root``."""

    origin: str
    size: int
    root: bytes


def open_checkpoint(note: str, key: VerificationKey) -> Checkpoint:
    """The checkpoint in a note that ``key`` signed under its own name."""
    lines = open_note(note, key).split("\n")
    if len(lines) < 4 or not re.fullmatch(r"0|[1-9][0-9]{0,17}", lines[1]):
        raise VerifyError("checkpoint: not origin, tree size and root")
    root = _decode(lines[2], "checkpoint root")
    if lines[0] != key.name or len(root) != 32:
        raise VerifyError("checkpoint: wrong origin or root length")
    return Checkpoint(lines[0], int(lines[1]), root)


@dataclass(frozen=True)
class KeyHistory:
    """Every key that signed the ledger, oldest first; ``keys[i]`` signs trees of ``since[i]`` leaves and more."""

    keys: tuple[VerificationKey, ...]
    since: tuple[int, ...]

    @classmethod
    def of(cls, trusted: VerificationKey, leaves: list[bytes]) -> KeyHistory:
        """The chain told by the leaves; ``trusted`` must be part of it, and each key endorsed by the one before."""
        keys, since = [trusted], [0]
        for number, entry in enumerate(_rotations(leaves)):
            try:
                seq, details = entry["seq"], entry["details"]
                new_text = details["verification_key"]
                old, new = VerificationKey.parse(details["previous"]), VerificationKey.parse(new_text)
                endorsed = open_note(details["endorsement"], old)
            except (KeyError, TypeError, AttributeError):
                raise VerifyError(f"entry {str(entry)[:80]}: a malformed change of the signing key") from None
            keys = keys if number else [old]
            if old != keys[-1] or new.name != old.name or endorsed != endorsement_text(seq, new_text):
                raise VerifyError(f"entry {seq}: the new signing key is not endorsed by the key before it")
            keys, since = [*keys, new], [*since, seq + 1]
        if trusted not in keys:
            raise VerifyError(f"key: the ledger was not signed by the key {trusted.name}+{trusted.key_hash.hex()}")
        return cls(tuple(keys), tuple(since))

    def open(self, note: str) -> Checkpoint:
        """The checkpoint in a note that was signed by the key in force at its size."""
        claimed = ([*note.split("\n", 2), ""])[1]
        size = int(claimed) if re.fullmatch(r"[0-9]{1,18}", claimed) else 0
        in_force = max(place for place, since in enumerate(self.since) if since <= size)
        return open_checkpoint(note, self.keys[in_force])


def endorsement_text(seq: int, new_key: str) -> str:
    """What the old key signs: that from entry ``seq`` of the ledger on the new key counts."""
    return f"superbrain signing key\n{seq}\n{new_key}\n"


def _rotations(leaves: list[bytes]) -> list[dict[str, Any]]:
    entries = [json.loads(leaf) for leaf in leaves if ROTATED.encode() in leaf]
    return [entry for entry in entries if entry.get("kind") == ROTATED]


def _decode(text: str, what: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise VerifyError(f"{what}: not base64") from None
    if base64.b64encode(data).decode() != text:
        raise VerifyError(f"{what}: base64 with stray bits")
    return data


# --- Bundles and proofs ----------------------------------------------------------------------------


def check_leaves(leaves: list[bytes]) -> None:
    """Every leaf is canonical JSON (sorted keys, no spaces) that carries its own place in the order."""
    for index, leaf in enumerate(leaves):
        try:
            entry = json.loads(leaf)
            canonical = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        except (ValueError, RecursionError):
            raise VerifyError(f"leaf {index}: not JSON") from None
        if canonical != leaf or not isinstance(entry, dict) or entry.get("seq") != index:
            raise VerifyError(f"leaf {index}: not canonical, or it names another place ({str(entry)[:80]})")


def check_prefix(leaf_hashes: list[bytes], checkpoint: Checkpoint, label: str) -> None:
    """The first ``checkpoint.size`` leaves are exactly those that were signed."""
    if checkpoint.size > len(leaf_hashes):
        raise VerifyError(f"{label}: {checkpoint.size} leaves were signed, {len(leaf_hashes)} are left: truncated")
    if root_of(leaf_hashes[: checkpoint.size]) != checkpoint.root:
        raise VerifyError(f"{label}: the first {checkpoint.size} leaves are not those that were signed")


def verify_bundle(bundle: Path, earlier: list[str], key_text: str | None) -> Checkpoint:
    """Checks a whole bundle; returns its newest checkpoint. ``earlier``: notes kept outside the hub."""
    try:
        leaves = (bundle / "leaves.jsonl").read_bytes().splitlines()
        trusted = VerificationKey.parse(key_text or (bundle / "key.txt").read_text(encoding="utf-8"))
        paths = sorted((bundle / "checkpoints").glob("*.txt"))
        notes = [(path.name, path.read_text(encoding="utf-8")) for path in paths]
    except (OSError, UnicodeDecodeError) as error:
        raise VerifyError(f"bundle: {error}") from None
    check_leaves(leaves)
    keys = KeyHistory.of(trusted, leaves)
    hashes = [hash_leaf(leaf) for leaf in leaves]
    newest = Checkpoint(trusted.name, -1, b"")
    for label, note in [*notes, *((f"earlier checkpoint {n + 1}", text) for n, text in enumerate(earlier))]:
        try:
            checkpoint = keys.open(note)
        except VerifyError as error:
            raise VerifyError(f"{label}: {error}") from None
        check_prefix(hashes, checkpoint, label)
        newest = max(newest, checkpoint, key=lambda c: c.size)
    if newest.size != len(leaves):
        raise VerifyError(f"bundle: {len(leaves)} leaves, but the newest checkpoint signs {max(newest.size, 0)}")
    return newest


def verify_proof(proof: dict[str, Any], key_text: str) -> Checkpoint:
    """Checks one entry's inclusion under a signed checkpoint, and that an older checkpoint leads to it."""
    trusted = VerificationKey.parse(key_text)
    try:
        changes = proof.get("key_changes", [])
        keys = KeyHistory.of(trusted, [entry["leaf"].encode() for entry in changes])
        head = keys.open(proof["checkpoint"])
        for entry in [*changes, *proof["inclusion"]]:
            path = [bytes.fromhex(node) for node in entry["path"]]
            verify_inclusion(hash_leaf(entry["leaf"].encode()), entry["index"], head.size, path, head.root)
            if json.loads(entry["leaf"])["seq"] != entry["index"]:
                raise VerifyError(f"inclusion: leaf {entry['index']} names another place")
        if not proof["inclusion"]:
            raise VerifyError("proof: it proves no entry")
        older = proof.get("consistency")
        if older:
            old = keys.open(older["checkpoint"])
            path = [bytes.fromhex(node) for node in older["path"]]
            verify_consistency(old.size, old.root, head.size, head.root, path)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise VerifyError(f"proof: malformed ({error})") from None
    return head


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Verify an exported privacy ledger.")
    parser.add_argument("bundle", nargs="?", type=Path)
    parser.add_argument("--checkpoint", action="append", default=[], type=Path, help="a checkpoint you kept earlier")
    parser.add_argument("--key", help="the verification key you were given (name+hash+base64)")
    parser.add_argument("--proof", type=Path, help="a proof of single entries instead of a bundle")
    options = parser.parse_args(arguments)
    try:
        if options.proof and options.key:
            proof = json.loads(options.proof.read_text(encoding="utf-8"))
            head = verify_proof(proof, options.key)
            sys.stdout.writelines(f"entry {entry['index']}: {entry['leaf']}\n" for entry in proof["inclusion"])
        elif options.bundle and not options.proof:
            earlier = [path.read_text(encoding="utf-8") for path in options.checkpoint]
            head = verify_bundle(options.bundle, earlier, options.key)
        else:
            parser.error("give a BUNDLE, or --proof with --key")
    except (VerifyError, OSError, ValueError) as error:
        sys.stderr.write(f"FAILED: {error}\n")
        return 1
    sys.stdout.write(f"OK: {head.origin}, {head.size} entries, root {base64.b64encode(head.root).decode()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
