"""Module paths and versions as golang.org/x/mod/module and semver have them: order, escapes, pseudo-versions."""
import re

VERSION = re.compile(r"v(0|[1-9]\d*)(?:\.(0|[1-9]\d*)(?:\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?)?)?")
PSEUDO = re.compile(r"v[0-9]+\.(?:0\.0-|\d+\.\d+-(?:[^+]*\.)?0\.)\d{14}-[A-Za-z0-9]+"
                    r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?")
PATH = re.compile(r"[a-z0-9][a-z0-9.-]*\.[a-z0-9.-]+(/[0-9A-Za-z_.~-]+)*|[a-z0-9.-]+\.[a-z0-9-]+")


def prerelease(version):
    found = VERSION.fullmatch(version)
    return found.group(4) or "" if found else ""


def identifier(word):
    return (0, int(word), "") if word.isdigit() else (1, 0, word)


def order(version):
    """A key that sorts versions by precedence; what is no version comes first."""
    found = VERSION.fullmatch(version)
    if not found:
        return (-1,)
    numbers = tuple(int(found.group(i) or 0) for i in (1, 2, 3))
    words = [identifier(w) for w in found.group(4)[1:].split(".")] if found.group(4) else []
    return (0, numbers, 0 if words else 1, words)


def is_pseudo(version):
    return version.count("-") >= 2 and bool(VERSION.fullmatch(version)) and bool(PSEUDO.fullmatch(version))


def major_suffix(path):
    """/v2 of example.com/x/v2, .v3 of gopkg.in/x.v3, else nothing; None where the path is not allowed."""
    if path.startswith("gopkg.in/"):
        found = re.search(r"\.v(0|[1-9]\d*)(-unstable)?$", path)
        return found.group() if found else None
    found = re.search(r"/v(\d+)$", path)
    if not found:
        return ""
    return None if found.group(1).startswith("0") or found.group(1) == "1" else found.group()


def path_allowed(path):
    return bool(PATH.fullmatch(path)) and major_suffix(path) is not None and ".." not in path.split("/")


def allowed(path, version):
    """Whether a module of that path can have that version."""
    suffix = major_suffix(path)
    if not path_allowed(path) or not VERSION.fullmatch(version):
        return False
    major = "v" + VERSION.fullmatch(version).group(1)
    if version.endswith("+incompatible"):
        return suffix == "" and major not in ("v0", "v1")
    if suffix.startswith(".v"):
        return suffix[1:].replace("-unstable", "") == major or major == "v0" and suffix.startswith(".v1")
    return major == suffix[1:] if suffix else major in ("v0", "v1")


def unescape(text):
    """!x stands for X; None where a capital letter or a stray ! is left."""
    if re.search(r"[A-Z]|!(?![a-z])", text):
        return None
    return re.sub(r"!([a-z])", lambda m: m.group(1).upper(), text)


def escape(text):
    return re.sub(r"[A-Z]", lambda m: "!" + m.group().lower(), text)


def latest(versions):
    """The version that upstream's test proxy calls the latest, and that scripts were written against: the lowest
    release, else prerelease, else pseudo-version, where one that is not the lowest of its kind so far counts as the
    next kind."""
    release = before = pseudo = ""

    def lower(old, new):
        return not old or order(old) > order(new)

    for version in versions:
        if is_pseudo(version) and lower(pseudo, version):
            pseudo = version
        elif prerelease(version) and lower(before, version):
            before = version
        elif lower(release, version):
            release = version
    return release or before or pseudo
