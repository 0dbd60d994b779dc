"""What the programs of a kind have in common: Go files, without their import declarations where a kind makes those."""
import os


def prelude(name):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), name + ".go")) as f:
        return f.read()
