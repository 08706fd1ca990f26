#!/usr/bin/env python3
"""Checks an unpacked evidence pack without Bulkhead: Python 3.8 or newer, its standard library alone, no network.

    python3 check.py VKEY

VKEY is the key that you were given by another way than this pack. Every file must be as the signed MANIFEST has it, nothing may have
been added, and the audit itself must verify. Exits 0 when all of that holds, 1 when something does not, 2 on wrong usage.
"""
import base64, hashlib, os, subprocess, sys

import verify_audit


def is_signed(key, text, name, signature):
    try:
        raw = base64.b64decode(signature, validate=True)
    except ValueError:
        return False
    return name == key.name and raw[:4].hex() == key.id and verify_audit.verifies(key.key, text.encode(), raw[4:])


def refuse(why):
    print("NOT SOUND:", why)
    sys.exit(1)


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__)
        return 2
    folder = os.path.dirname(os.path.abspath(__file__))
    try:
        key = verify_audit.Key(sys.argv[1])
    except ValueError as e:
        print(f"the key is none: {e}")
        return 2
    with open(os.path.join(folder, "MANIFEST"), encoding="utf-8") as f:
        text, _, signature = f.read().partition("\n\n")
    text += "\n"
    parts = signature.strip().split(" ")
    if len(parts) != 3 or not is_signed(key, text, parts[1], parts[2]):
        refuse("the MANIFEST is not signed by this key")
    lines = text.splitlines()
    if not lines[0].startswith("bulkhead.dev/evidence/") or lines[0].split("/")[-1] != key.name.split("/")[-1]:
        refuse("the MANIFEST is of another client than the key")
    listed = {"MANIFEST"}
    for line in lines[2:]:
        wanted, name = line.split("  ", 1)
        listed.add(name)
        path = os.path.join(folder, *name.split("/"))
        if not os.path.isfile(path):
            refuse(f"{name} is missing")
        with open(path, "rb") as f:
            if hashlib.sha256(f.read()).hexdigest() != wanted:
                refuse(f"{name} was changed")
    for at, _, names in os.walk(folder):
        for name in names:
            file = os.path.relpath(os.path.join(at, name), folder).replace(os.sep, "/")
            if file not in listed and "__pycache__" not in file:
                refuse(f"{file} was added")
    print(f"{len(listed) - 1} files of {lines[0].split('/')[-1]}, {lines[1]}, are as they were signed")
    segments = sorted(n for n in os.listdir(os.path.join(folder, "audit")) if n.endswith(".db"))
    if not segments:
        print("the month has no events")
        return 0
    return subprocess.call([sys.executable, os.path.join(folder, "verify_audit.py"), os.path.join(folder, "audit"), "--part",
                            "--key", sys.argv[1], "--checkpoints", os.path.join(folder, "audit", "checkpoints.txt")])


if __name__ == "__main__":
    sys.exit(main())
