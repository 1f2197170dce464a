"""The await rule (STYLE.md): g++ 12 destroys some temporaries of an await expression twice, and under ASan an
await in a condition crashes. So an await is a statement of its own, and coroutines own their parameters."""

import re

from cpp import COROUTINE, functions, lambdas, line_of, matching, parameters

LINE_FORM = "an await stands alone: `co_await x;` or `Type v = co_await x;`"
DECLARATION = re.compile(r"(?:[\w:]+(?:\s*<[^=;]*>)?[\s*&]+)+\w+\s*=")
HEADER = re.compile(r"\s*(?:else\b|case\s[^:;]*:(?!:)|default\s*:|(?:if|for|while|switch)\s*(?:constexpr\s*)?(?=\())")


def check(code, parameters_may_refer=False):
    """Yields (line, message) for what `code` (without comments and literals) does wrong. In a test the fixture
    outlives its coroutines, so there their parameters may refer."""
    for m in re.finditer(r"\bco_await\b", code):
        if not alone(code, m.start(), m.end()):
            yield line_of(code, m.start()), LINE_FORM
    for brace, end in lambdas(code):
        if COROUTINE.search(own_body(code, brace, end)):
            yield line_of(code, brace), "a lambda may not be a coroutine: its captures die before it does"
    for function in functions(code):
        if not parameters_may_refer and coroutine(code, function) and by_reference(function.head):
            yield line_of(code, function.start), f"coroutine {function.name()} takes a parameter by reference"


def coroutine(code, function):
    """The function itself awaits, not only a lambda or a local class inside it."""
    return bool(COROUTINE.search(own_body(code, function.body, function.end)))


def own_body(code, brace, end):
    """The body between two braces, with the lambdas inside it blanked."""
    body = code[brace + 1:end]
    for inner, inner_end in list(lambdas(body)):
        body = body[:inner] + " " * (inner_end - inner) + body[inner_end:]
    return body


def by_reference(head):
    """One of the parameters is a reference; one inside another's template or function type is not meant."""
    text = parameters(head) or ""
    for nested in (r"\([^()]*\)", r"<[^<>]*>"):
        while (flat := re.sub(nested, "", text)) != text:
            text = flat
    return "&" in text


def alone(code, start, end):
    stop = code.find(";", end)
    value = code[end:stop if stop >= 0 else len(code)]
    if re.search(r"[{}?]|&&|\|\||\bco_await\b", value) or list(lambdas(value + "{}")):
        return False
    first = statement_start(code, start)
    return first is not None and starts_well(code[first:start])


def statement_start(code, at):
    """Where the statement around `at` begins, or nothing if a parenthesis or bracket is open there."""
    depth, first = 0, None
    for i in range(at - 1, -1, -1):
        if code[i] in ")]":
            depth += 1
        elif code[i] in "([":
            depth -= 1
        if depth < 0:
            return None
        if code[i] in ";{}" and depth == 0 and first is None:
            first = i + 1
        if code[i] in "{}" and depth == 0:
            break
    return first or 0


def starts_well(before):
    """What stands before the await in its statement is nothing, or `Type v =`, at the start of a line."""
    while header := HEADER.match(before):
        rest = before[header.end():]
        before = rest[matching(rest, 0) + 1:] if rest.startswith("(") else rest
        if "\n" not in before[:len(before) - len(before.lstrip())]:
            return False
    prefix = before.strip()
    return not prefix or bool(DECLARATION.fullmatch(prefix))
