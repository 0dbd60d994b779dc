"""A checksum database for the tests: a log of go.sum lines as a Merkle tree (RFC 6962), read in tiles.

What it has to answer is in golang.org/x/mod/sumdb: /latest (the signed tree), /lookup/PATH@VERSION (a record and the
tree that holds it), /tile/HEIGHT/LEVEL/N[.p/WIDTH] (hashes, or records where LEVEL is `data`)."""
import base64, functools, hashlib, re, threading
import ed25519

NAME = "localhost.localdev/sumdb"
LOOKUP = re.compile(r"/lookup/([^@]+)@(v[0-9]+\.[0-9]+\.[0-9]+(?:-[^@]*)?(?:\+incompatible)?)")
TILE = re.compile(r"/tile/(\d+)/(data|\d+)/((?:x\d{3}/)*\d{3})(?:\.p/(\d+))?")
ALGORITHM = b"\x01"  # Ed25519 in signed notes


class Signer:
    def __init__(self, name, seed):
        self.name, self.key = name, ed25519.Key(seed)
        self.hash = hashlib.sha256(name.encode() + b"\n" + ALGORITHM + self.key.public).digest()[:4]

    def verifier(self):
        """The value of GOSUMDB that trusts this signer."""
        return "%s+%s+%s" % (self.name, self.hash.hex(), base64.b64encode(ALGORITHM + self.key.public).decode())

    def note(self, text):
        signature = base64.b64encode(self.hash + self.key.sign(text.encode())).decode()
        return "%s\n\u2014 %s %s\n" % (text, self.name, signature)


SIGNER = Signer(NAME, hashlib.sha256(b"tuco's script tests").digest())


class Log:
    """Records in the order of their first lookup. lines(path, version) gives a record's text or None."""

    def __init__(self, lines):
        self.lines, self.records, self.numbers, self.leaves = lines, [], {}, []
        self.nodes, self.heads, self.lock = {}, {}, threading.RLock()

    def number(self, path, version):
        with self.lock:
            if (path, version) not in self.numbers:
                text = self.lines(path, version)
                if text is None:
                    return None
                self.numbers[path, version] = len(self.records)
                self.records.append(text)
                self.leaves.append(hashlib.sha256(b"\0" + text.encode()).digest())
            return self.numbers[path, version]

    def complete(self, level, n):
        """The hash of the n-th complete subtree of 2^level leaves."""
        if level == 0:
            return self.leaves[n]
        if (level, n) not in self.nodes:
            pair = self.complete(level - 1, 2 * n) + self.complete(level - 1, 2 * n + 1)
            self.nodes[level, n] = hashlib.sha256(b"\1" + pair).digest()
        return self.nodes[level, n]

    def root(self):
        """The whole tree's hash: complete subtrees, largest first, joined from the right."""
        size, start, parts = len(self.leaves), 0, []
        for level in reversed(range(size.bit_length())):
            if size >> level & 1:
                parts.append(self.complete(level, start >> level))
                start += 1 << level
        if not parts:
            return hashlib.sha256(b"").digest()
        return functools.reduce(lambda right, left: hashlib.sha256(b"\1" + left + right).digest(), reversed(parts))

    def head(self):
        with self.lock:
            size = len(self.records)
            if size not in self.heads:
                tree = "go.sum database tree\n%d\n%s\n" % (size, base64.b64encode(self.root()).decode())
                self.heads[size] = SIGNER.note(tree)
            return self.heads[size]

    def tile(self, height, level, n, width):
        with self.lock:
            if level == "data":
                records = self.records[n << height:][:width]
                return "".join(text + "\n" for text in records).encode() if len(records) == width else None
            level = int(level) * height
            first = n << height
            if (first + width) << level > len(self.leaves):
                return None
            return b"".join(self.complete(level, first + i) for i in range(width))

    def answer(self, path, unescape):
        """(status, body) for a path of the database."""
        if path == "/latest":
            return 200, self.head().encode()
        found = LOOKUP.fullmatch(path)
        if found:
            module, version = unescape(found.group(1)), unescape(found.group(2))
            number = self.number(module, version) if module and version else None
            if number is None:
                return 404, b"file does not exist\n"
            with self.lock:
                return 200, ("%d\n%s\n%s" % (number, self.records[number], self.head())).encode()
        found = TILE.fullmatch(path)
        if not found:
            return (400, b"invalid tile syntax\n") if path.startswith("/tile/") else (404, b"404 page not found\n")
        height, level, digits, width = found.groups()
        n = int(digits.replace("x", "").replace("/", ""))
        data = self.tile(int(height), level, n, int(width) if width else 1 << int(height))
        return (404, b"no such tile\n") if data is None else (200, data)
