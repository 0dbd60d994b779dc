"""Ed25519 signatures (RFC 8032) for the checksum database of the tests. Slow and not hardened: the key is no secret."""
import hashlib

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    """Sum of two points in extended coordinates (x, y, z, t) with x/z, y/z and x*y = z*t."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    return (f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P


def multiply(scalar, point):
    out = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            out = add(out, point)
        point, scalar = add(point, point), scalar >> 1
    return out


def base_point():
    y = 4 * pow(5, P - 2, P) % P
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    x = P - x if x & 1 else x
    return x, y, 1, x * y % P


BASE = base_point()


def packed(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def digest(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


class Key:
    def __init__(self, seed):
        halves = hashlib.sha512(seed).digest()
        self.scalar = int.from_bytes(halves[:32], "little") & (2**254 - 8) | 2**254
        self.prefix = halves[32:]
        self.public = packed(multiply(self.scalar, BASE))

    def sign(self, message):
        nonce = digest(self.prefix, message) % ORDER
        commitment = packed(multiply(nonce, BASE))
        proof = (nonce + digest(commitment, self.public, message) * self.scalar) % ORDER
        return commitment + proof.to_bytes(32, "little")
