"""Text archives: a comment, then files, each after a line `-- NAME --`.

Everything is text with undecodable bytes kept (surrogateescape), so that a file comes out as the bytes that went in."""
import re

MARK = re.compile(r"^-- (.*) --$", re.M)


def decode(data):
    return data.decode("utf-8", "surrogateescape")


def encode(text):
    return text.encode("utf-8", "surrogateescape")


def parse(text):
    """Returns the comment and a list of (name, content)."""
    if "\r\n" in text:
        text = text.replace("\r\n", "\n")
    marks = [m for m in MARK.finditer(text) if m.group(1).strip()]
    comment = text[:marks[0].start()] if marks else text
    files = []
    for i, mark in enumerate(marks):
        end = marks[i + 1].start() if i + 1 < len(marks) else len(text)
        content = text[mark.end() + 1:end]
        if content and not content.endswith("\n"):
            content += "\n"
        files.append((mark.group(1).strip(), content))
    return comment, files


def read(path):
    with open(path, "rb") as f:
        return parse(decode(f.read()))
