"""Just enough C++ to measure it: code without its comments and literals, functions, lambdas."""

import re
from dataclasses import dataclass

LITERAL = re.compile(
    r"""//(?:\\\n|[^\n])*             # line comment, also a continued one
      | /\*.*?\*/                     # block comment
      | (?:u8|[uUL])?R"([^()\\\s]{0,16})\(.*?\)\1"   # raw string
      | "(?:\\.|[^"\\\n])*"           # string
      | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'          # character; not the ' in 1'000
    """, re.S | re.X)
CONTROL = re.compile(r"\s*(?:if|for|while|switch|catch)\b")
COROUTINE = re.compile(r"\bco_(?:await|return|yield)\b")


@dataclass
class Function:
    head: str   # everything before the brace: type, name, parameters
    start: int  # offset of the head's first character
    body: int   # offset of the opening brace
    end: int    # offset of the closing brace

    def name(self):
        before = self.head.split("(")[0].split()
        return before[-1] if before else "?"


def blank(code):
    """`code` with comments and literals turned into blanks: same length, same lines."""
    return LITERAL.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), code)


def line_of(code, offset):
    return code.count("\n", 0, offset) + 1


def matching(code, at):
    """The offset of the bracket that closes the one at `at` (the end of the code if none does)."""
    pairs = {"{": "}", "(": ")", "[": "]"}
    opening, closing, depth = code[at], pairs[code[at]], 0
    for i in range(at, len(code)):
        if code[i] == opening:
            depth += 1
        elif code[i] == closing:
            depth -= 1
            if depth == 0:
                return i
    return len(code) - 1


def without_directives(code):
    """Preprocessor lines blanked, with their continuations."""
    return re.sub(r"^[ \t]*#(?:\\\n|[^\n])*", lambda m: re.sub(r"[^\n]", " ", m.group()), code, flags=re.M)


def opens_scope(head):
    """A brace behind `head` opens a namespace, a class or an enumeration: look inside for functions."""
    if re.match(r"\s*(inline\s+)?(namespace|extern)\b", head):
        return True
    return bool(re.search(r"\b(class|struct|union|enum)\b", head)) and not parameters(head)


def opens_initialiser(head):
    """A brace behind `head` belongs to a value: `= {`, `x{`, or a member in a constructor's list."""
    if not parameters(head) or re.search(r"(?<!operator)(?<![=!<>])=\s*$", head):
        return True
    return bool(re.search(r"\)\s*(noexcept\s*)?:(?!:)", head)) and head.rstrip()[-1] not in ")}"


def parameters(head):
    """The text of the parameter list in a function's head, or None."""
    head = re.sub(r"\balignas\s*\([^)]*\)", "", head)
    head = re.sub(r"operator\s*\(\s*\)", "operator_call", head)
    at = head.find("(")
    return None if at < 0 else (head[at + 1:matching(head, at)].strip() or " ")


def functions(blanked):
    """The functions with a body, in order; a lambda counts as part of the function it stands in."""
    code, found, head_start, i = without_directives(blanked), [], 0, 0
    while i < len(code):
        c = code[i]
        if c == "(":
            i = matching(code, i)
        elif c in ";}":
            head_start = i + 1
        elif c == "{":
            i, head_start = enter(code, head_start, i, found)
        i += 1
    return found


def enter(code, head_start, brace, found):
    """At an opening brace outside every function: where to go on, and where the next head starts."""
    head = re.sub(r"\b(public|private|protected)\s*:(?!:)", lambda m: " " * len(m.group()), code[head_start:brace])
    if opens_scope(head):
        return brace, brace + 1
    end = matching(code, brace)
    if opens_initialiser(head):
        return end, head_start
    start = head_start + len(head) - len(head.lstrip())
    found.append(Function(head.strip(), start, brace, end))
    return end, end + 1


def lambdas(code):
    """The bodies of all lambdas, as (offset of the brace, offset of its end)."""
    for m in re.finditer(r"\[", code):
        before = re.search(r"(\w+|\S)\s*$", code[:m.start()])
        word = before.group(1) if before else ";"
        subscript = (word[-1].isalnum() or word[-1] in "_)][") and word not in ("return", "co_return", "case")
        if subscript or code[m.end():m.end() + 1] == "[":
            continue
        rest = matching(code, m.start()) + 1
        spec = re.compile(r"\s*(?:<[^{};]*?>\s*)?").match(code, rest).end()
        if code[spec:spec + 1] == "(":
            spec = matching(code, spec) + 1
        brace = re.compile(r"(?:\s|mutable|noexcept|constexpr|static|->[^{};]*)*\{").match(code, spec)
        if brace:
            yield brace.end() - 1, matching(code, brace.end() - 1)
