#!/usr/bin/env python3
"""Verifies the audit of one tenant without Bulkhead: Python 3.8 or newer, its standard library alone.

    python3 verify_audit.py SEGMENT.db|FOLDER [--key VKEY] [--checkpoints FILE]... [--part]

SEGMENT.db is one segment, FOLDER one with all of them (copy a segment's -wal and -shm files too, if they are there). VKEY is what
'bulkhead signing-key TENANT' prints. FILE has checkpoints that were kept elsewhere: an anchor, or the state's log.
A folder's rows begin with 1, or where a signed checkpoint says that retention let them begin; with --part the folder has only some files
of the stream (an evidence pack), whose beginning is compared with checkpoints alone. Exits 0 when every
row is as it was written, 1 with the first bad one, 2 on wrong usage. Written from audit-format.md; shares nothing with Bulkhead's code.
"""
import argparse, base64, hashlib, os, re, sqlite3, struct, sys
from urllib.parse import quote

COLUMNS = ("seq event_id timestamp tenant_id session_id event_type tool_name args_hash result_status latency_us peer"
           " call_id token_id bytes_in bytes_out commitment prev_hash entry_hash").split()
NOTE = re.compile(r"((\S+)\n([1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\nhead ([0-9a-f]{64}) (\S{1,40})\n"
                  r"(?:begins ([1-9][0-9]{0,17}) ([0-9a-f]{64})\n)?)\n\u2014 (\S+) ([A-Za-z0-9+/=]{8,200})\n(?:\u2014 .*\n)*")


class Bad(Exception):
    def __init__(self, seq, what):
        super().__init__(f"event {seq}: {what}")


# --- Ed25519, RFC 8032 §5.1.7: slow and plain -----------------------------------------------------------------------------
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def recover(y, sign):
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if x2 == 0:
        return None if sign else 0
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT % P
    if (x * x - x2) % P:
        return None
    return P - x if x & 1 != sign else x


def point(data):
    y = int.from_bytes(data, "little")
    x = recover(y & (1 << 255) - 1, y >> 255)
    y &= (1 << 255) - 1
    return None if x is None else (x, y, 1, x * y % P)


def add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return (i * j % P, k * m % P, j * k % P, i * m % P)


def times(n, a):
    sum_ = (0, 1, 1, 0)
    while n:
        if n & 1:
            sum_ = add(sum_, a)
        a, n = add(a, a), n >> 1
    return sum_


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def verifies(key, message, signature):
    a, r = point(key), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or a is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- hashes ----------------------------------------------------------------------------------------------------------------
def field(v):
    if v is None:
        return b"\xff\xff\xff\xff"
    b = struct.pack(">q", v) if isinstance(v, int) else v.encode() if isinstance(v, str) else v
    return struct.pack(">i", len(b)) + b


def row_hash(row):
    return hashlib.sha256(b"\x01" + b"".join(map(field, row[:17]))).digest()


def commitment(subject_ref, salt, form, content):
    return hashlib.sha256(b"\x02" + b"".join(map(field, (subject_ref, salt, form, content)))).digest()


class Tree:
    """RFC 6962 §2.1, kept as the roots of its perfect subtrees, from the left."""

    def __init__(self, size, peaks):
        if len(peaks) != 32 * bin(size).count("1"):
            raise ValueError("the peaks do not fit the size")
        self.size, self.peaks = size, [peaks[i:i + 32] for i in range(0, len(peaks), 32)]

    def add(self, leaf):
        node, bits = hashlib.sha256(b"\x00" + leaf).digest(), self.size
        while bits & 1:
            node, bits = hashlib.sha256(b"\x01" + self.peaks.pop() + node).digest(), bits >> 1
        self.peaks.append(node)
        self.size += 1

    def root(self):
        node = self.peaks[-1] if self.peaks else hashlib.sha256(b"").digest()
        for peak in reversed(self.peaks[:-1]):
            node = hashlib.sha256(b"\x01" + peak + node).digest()
        return node


# --- checkpoints -----------------------------------------------------------------------------------------------------------
class Key:
    def __init__(self, vkey):
        self.name, self.id, key = vkey.split("+", 2)
        typed = base64.b64decode(key)
        if typed[:1] != b"\x01" or len(typed) != 33:
            raise ValueError("no Ed25519 verifier key")
        self.key = typed[1:]
        if hashlib.sha256(self.name.encode() + b"\n" + typed).hexdigest()[:8] != self.id:
            raise ValueError("the verifier key's id does not fit it")


class Known:
    """What checkpoints say, by the row that they end with."""

    def __init__(self, key):
        self.key, self.by_size, self.checked, self.unchecked, self.begins = key, {}, 0, 0, {}

    def take(self, text, where):
        note = NOTE.fullmatch(text)
        if not note:
            raise Bad("?", f"a checkpoint in {where} cannot be read")
        signed, origin, size, root, head, _, first, before, name, signature = note.groups()
        if (root, head) in self.by_size.get(int(size), {}):
            return int(size)
        both = base64.b64decode(signature)
        if self.key and (name != self.key.name or origin != self.key.name):
            return None
        if self.key and both[:4].hex() == self.key.id:
            if not verifies(self.key.key, signed.encode(), both[4:]):
                raise Bad(size, f"the signature of a checkpoint in {where} does not hold")
            self.checked += 1
        else:
            self.unchecked += 1
            if self.key:
                return None
        self.by_size.setdefault(int(size), {})[root, head] = where
        if first:
            self.begins[int(size)] = int(first), before
        return int(size)

    def compare(self, seq, tree, head):
        for (root, hash_), where in self.by_size.get(seq, {}).items():
            if hash_ != head.hex() or root != base64.b64encode(tree.root()).decode():
                raise Bad(seq, f"it or a row before it was written anew: a checkpoint in {where} has another hash")


def notes(path):
    with open(path, encoding="utf-8") as file:
        for block in re.findall(r"(?:[^\n\u2014][^\n]*\n)+\n(?:\u2014 [^\n]*\n)+", file.read()):
            yield block


def timestamps(folder, known):
    """Takes the checkpoints that have a timestamp; whether that holds, openssl says."""
    folder, found = os.path.join(folder, "timestamps"), []
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        if name.endswith(".tsr"):
            path = os.path.join(folder, name[:-4] + ".note")
            with open(path, encoding="utf-8") as file:
                size = known.take(file.read(), path)
            if size:
                found.append(size)
    return sorted(found)


# --- segments --------------------------------------------------------------------------------------------------------------
def segment(path, before, known, erased, removed):
    """Verifies one file behind (seq, hash, tree, tenant), or from its own beginning; returns what it ends with."""
    db = sqlite3.connect(f"file:{quote(os.path.abspath(path))}?mode=ro", uri=True)
    db.execute("BEGIN")
    meta = db.execute("SELECT format FROM meta").fetchone()
    if not meta or meta[0] != 2:
        raise Bad("?", f"{path} is not of format 2")
    tenant, name, first, prev, peaks = db.execute(
        "SELECT tenant_id, segment, first_seq, first_prev_hash, first_peaks FROM meta").fetchone()
    if os.path.basename(path) != name + ".db":
        raise Bad(first, f"{path} was written as {name}.db")
    if before is None:
        before = (first - 1, prev, Tree(first - 1, peaks), tenant)
        known.compare(first - 1, before[2], prev)
    seq, last, tree, owner = before
    if tenant != owner:
        raise Bad(seq + 1, f"{path} belongs to tenant {tenant}")
    if first != seq + 1 or prev != last or peaks != b"".join(tree.peaks):
        raise Bad(seq + 1, f"{path} does not follow the file before it: rows were removed, or written anew")
    for size, note, at in db.execute("SELECT size, note, peaks FROM checkpoint ORDER BY size"):
        if known.take(note, path) not in (size, None) or Tree(size, at).root() != base64.b64decode(note.split("\n")[2]):
            raise Bad(size, "a checkpoint was changed")
    beside = iter(db.execute("SELECT seq, subject_ref, salt, form, content FROM personal ORDER BY seq"))
    personal = next(beside, None)
    for row in db.execute("SELECT " + ", ".join(COLUMNS) + " FROM entry ORDER BY seq"):
        if row[0] != seq + 1:
            raise Bad(seq + 1, f"removed: the next row is {row[0]}")
        if row[3] != tenant:
            raise Bad(row[0], "it is of another tenant")
        if row_hash(row) != row[17]:
            raise Bad(row[0], "changed or moved: its content does not give its hash")
        if row[16] != last:
            raise Bad(row[0], "it does not follow the row before it: one of both was exchanged and hashed anew")
        seq, last = row[0], row[17]
        tree.add(last)
        if personal and personal[0] <= seq:
            if personal[0] != seq or row[15] != commitment(*personal[1:]):
                raise Bad(personal[0], "what stands beside it is not what it commits to")
            if row[5] == "personal_erased" and personal[3] == "json":
                erased.append((seq, personal[4]))
            if row[5] == "segments_removed" and personal[3] == "json":
                removed.append((seq, row[2], personal[4]))
            personal = next(beside, None)
        elif row[15] is not None:
            erased.append((seq, None))
        known.compare(seq, tree, last)
    if personal:
        raise Bad(seq + 1, f"cut off: what stands beside row {personal[0]} is still there")
    db.close()
    return seq, last, tree, tenant


def explained(found):
    """Every row beside which nothing stands any more must be named by a later erasure."""
    import json
    gone, count = set(), 0
    for seq, content in found:
        if content is None:
            gone.add(seq)
            continue
        for low, high in json.loads(content).get("rows", []):
            covered = {row for row in gone if low <= row <= min(high, seq - 1)}
            gone, count = gone - covered, count + len(covered)
    if gone:
        raise Bad(min(gone), "what stood beside it is gone, and no erasure says so")
    return count


def beginning(before, hash_, removed, known):
    """Rows before the first one may be missing where a removal, and a signed checkpoint of its very row, say so."""
    import datetime, json
    last = seq = millis = 0
    for row, time, content in removed:
        said = json.loads(content).get("last", 0)
        if said > last and known.begins.get(row, (0, ""))[0] == said + 1:
            last, seq, millis = said, row, time
    if before > last or before == last and before and known.begins[seq][1] != hash_:
        raise Bad(last + 1, f"removed: rows up to {before} are gone with their file, and no signed checkpoint says that retention"
                            " removed them")
    if last:
        day = datetime.datetime.fromtimestamp(millis / 1000, datetime.timezone.utc).date()
        print(f"rows 1 to {last} were removed by retention on {day}, as row {seq} says"
              + ("" if before == last else f"; those from {before + 1} on are still there, or again"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path")
    parser.add_argument("--key")
    parser.add_argument("--checkpoints", action="append", default=[])
    parser.add_argument("--part", action="store_true")
    args = parser.parse_args()
    try:
        known = Known(Key(args.key) if args.key else None)
    except ValueError as e:
        parser.error(f"--key: {e}")
    whole = os.path.isdir(args.path)
    files = sorted(os.path.join(args.path, f) for f in os.listdir(args.path)
                   if re.fullmatch(r"[0-9]{4}-Q[1-4]\.db", f)) if whole else [args.path]
    try:
        elsewhere = [known.take(note, path) for path in args.checkpoints for note in notes(path)]
        stamps = timestamps(args.path, known) if whole else []
        end, erased, removed = None, [], []
        for path in files:
            end = segment(path, end, known, erased, removed)
        first = first_of(files[0]) if files else (1, b"")
        if whole and not args.part:
            beginning(first[0] - 1, first[1].hex(), removed, known)
        elif first[0] != 1:
            print(f"not known: the rows before {first[0]}, whose files are not here")
        count = explained(erased)
        head = end[0] if end else 0
        beyond = max([s for s in known.by_size] + [0])
        if beyond > head and (whole or not any(size and size > head for size in elsewhere)):
            raise Bad(head + 1, f"cut off: a checkpoint knows row {beyond}")
    except Bad as e:
        print(f"first bad {e}")
        return 1
    except (sqlite3.Error, ValueError, OSError, TypeError) as e:
        print(f"first bad event ?: it cannot be read: {e}")
        return 1
    if known.unchecked:
        print(f"not known: whether {known.unchecked} checkpoints are signed by whom they should be"
              + ("" if args.key else "; give --key"))
    if not args.checkpoints:
        print("not known: whether all was written anew, or put back from an earlier time; give --checkpoints kept elsewhere")
    if stamps:
        at = os.path.join(args.path, "timestamps", str(stamps[-1]))
        print(f"timestamps: {len(stamps)}, the newest of event {stamps[-1]}; that it was there by then, its authority says to:\n"
              f"    openssl ts -verify -data '{at}.note' -in '{at}.tsr' -CAfile ROOT.pem && openssl ts -reply -in '{at}.tsr' -text")
    print(f"checkpoints: {known.checked}; erased: {count}")
    print(f"verified {head - first[0] + 1 if files else 0} events")
    return 0


def first_of(path):
    with sqlite3.connect(f"file:{quote(os.path.abspath(path))}?mode=ro", uri=True) as db:
        return db.execute("SELECT first_seq, first_prev_hash FROM meta").fetchone()


if __name__ == "__main__":
    sys.exit(main())
