"""Go's regular expressions by Python's: compile(pattern) takes the syntax of Go's package regexp.

Both look for the leftmost match and prefer earlier alternatives, so only notation differs: named classes, \\z,
\\Q...\\E, flags in the middle of a group, braces that are no repetition. What Python has no word for is refused."""
import functools, re

NAMED = {"alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": r"\x00-\x7f", "blank": r"\t ", "cntrl": r"\x00-\x1f\x7f",
         "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": " -~", "punct": r"!-/:-@\[-`{-~",
         "space": r"\t\n\v\f\r ", "upper": "A-Z", "word": r"0-9A-Za-z_", "xdigit": "0-9A-Fa-f"}
REPETITION = re.compile(r"\{\d+(,\d*)?\}")
FLAGS = re.compile(r"\(\?([imsU]*(?:-[imsU]+)?)([:)])")


def quote(text):
    return re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", text)


class Translator:
    def __init__(self, pattern):
        self.text, self.at, self.out = pattern, 0, []
        self.groups = [0]  # for each open group, the groups that flags in its middle opened

    def take(self, length):
        self.at += length
        return self.text[self.at - length:self.at]

    def escape(self, in_class):
        rest = self.text[self.at:]
        if rest.startswith(r"\Q"):
            end = rest.find(r"\E")
            literal = rest[2:end] if end >= 0 else rest[2:]
            self.take(len(literal) + (4 if end >= 0 else 2))
            return re.escape(literal)
        wide = re.match(r"\\x\{([0-9A-Fa-f]+)\}", rest)
        if wide:
            self.take(wide.end())
            return "\\U%08x" % int(wide.group(1), 16)
        if rest.startswith((r"\p", r"\P")):
            raise ValueError("classes of Unicode are not translated: " + self.text)
        pair = self.take(2)
        if len(pair) < 2:
            raise ValueError("trailing backslash: " + self.text)
        return {r"\z": r"\Z", r"\C": r"[\s\S]"}.get(pair, pair) if not in_class else pair

    def bracket(self):
        out = [self.take(1)]
        if self.text.startswith("^", self.at):
            out.append(self.take(1))
        first = True
        while True:
            c = self.text[self.at:self.at + 1]
            named = re.match(r"\[:(\^?)(\w+):\]", self.text[self.at:])
            if not c:
                raise ValueError("missing ]: " + self.text)
            if c == "]" and not first:
                return "".join(out) + self.take(1)
            if named and not named.group(1) and named.group(2) in NAMED:
                out.append(NAMED[named.group(2)])
                self.take(named.end())
            elif c == "\\":
                out.append(self.escape(True))
            elif c in "[]&~|":
                out.append("\\" + self.take(1))
            else:
                out.append(self.take(1))
            first = False

    def open(self):
        flags = FLAGS.match(self.text, self.at)
        if flags and "U" in flags.group(1):
            raise ValueError("the flag U is not translated: " + self.text)
        if flags:
            self.take(flags.end() - flags.start())
            if flags.group(2) == ")":
                self.groups[-1] += 1
            else:
                self.groups.append(0)
            return "(?" + flags.group(1) + ":"
        self.groups.append(0)
        if self.text.startswith("(?P<", self.at) or self.text.startswith("(?<", self.at):
            return "(?P" + self.take(self.text.index("<", self.at) - self.at + 1)[-1:]
        return self.take(1)

    def translate(self):
        while self.at < len(self.text):
            c = self.text[self.at]
            if c == "\\":
                self.out.append(self.escape(False))
            elif c == "[":
                self.out.append(self.bracket())
            elif c == "(":
                self.out.append(self.open())
            elif c == ")" and len(self.groups) > 1:
                self.out.append(")" * self.groups.pop() + self.take(1))
            elif c == "{" and not REPETITION.match(self.text, self.at):
                self.out.append("\\" + self.take(1))
            else:
                self.out.append(self.take(1))
        return "".join(self.out) + ")" * self.groups[-1]


@functools.lru_cache(maxsize=None)
def compile(pattern):
    """The pattern with ^ and $ at each line, as the commands of scripts have it."""
    return re.compile(Translator(pattern).translate(), re.M | re.A)


def count(regexp, text):
    """How many matches Go's FindAll finds: an empty one right behind another does not count."""
    total, end = 0, -1
    for m in regexp.finditer(text):
        if m.start() == m.end() == end:
            continue
        total, end = total + 1, m.end()
    return total
